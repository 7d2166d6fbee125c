"""Batch: one row out for each row in, whatever is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import FakeAssistant

from assistant.batch import readable_id
from assistant.cli import main
from assistant.commands import ask

CITED = {
    "marker": 1,
    "document_id": "plan",
    "title": "甲計畫",
    "edition": "2025-01-01",
    "section": ["壹、總論", "一、目標"],
    "page": 3,
    "quote": "目標為\n90%",
    "start": 5,
    "end": 12,
}
EMPTY = {"answer": "", "refused": False, "reason": "", "citations": []}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeAssistant:
    assistant = FakeAssistant()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ask, "open_for", lambda settings, progress: assistant)
    return assistant


def batch(content: bytes, *more: str) -> list[dict[str, Any]]:
    Path("in.jsonl").write_bytes(content)
    assert main(["ask", "--batch", "in.jsonl", "--output", "out.jsonl", *more]) == 0
    rows = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert all(row.pop("latency_ms") >= 0 for row in rows)
    assert [path.name for path in Path().iterdir() if path.suffix == ".part"] == []
    return rows


def test_rows_in_order_with_turns(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    rows = batch(
        '{"id": "a", "question": "甲", "turns": ["先前"], "more": 1}\n{"id": 7, "question": "不知道"}'.encode()
    )
    assert rows == [
        {"id": "a", "question": "甲", "answer": "甲。[1]", "refused": False, "reason": "", "citations": [CITED]},
        {
            "id": 7,
            "question": "不知道",
            "answer": "文件沒有說明。",
            "refused": True,
            "reason": "not_found",
            "citations": [],
        },
    ]
    assert fake.asked == [("甲", ("先前",)), ("不知道", ())]
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "完成：2 列，其中 0 列失敗。\n")


@pytest.mark.parametrize(
    ("line", "row_id", "question", "code", "message"),
    [
        (b'{"id": "b", "question": ', "b", None, "input", "第 2 行不是有效的 JSON"),
        (b"not json", None, None, "input", "第 2 行不是有效的 JSON"),
        (b'{"id": "b", "question": "\xff"}', "b", None, "input", "第 2 行不是 UTF-8 文字"),
        (b'{"id": "b"}', "b", None, "input", "第 2 行缺少文字欄位 question"),
        (b'{"id": "b", "question": 5}', "b", None, "input", "第 2 行缺少文字欄位 question"),
        (b'["id", "b"]', None, None, "input", "第 2 行缺少文字欄位 question"),
        (b'{"id": "b", "question": "x", "turns": "y"}', "b", None, "input", "第 2 行的 turns 不是文字陣列"),
        (b'{"id": "b", "question": " "}', "b", " ", "question", "問題是空的"),
        (b"[" * 100_000, None, None, "input", "第 2 行不是有效的 JSON"),
        ('{"id": "b", "question": "壞掉"}'.encode(), "b", "壞掉", "internal", "ZeroDivisionError: a bug"),
    ],
)
def test_one_broken_line_costs_one_row(
    fake: FakeAssistant,
    capsys: pytest.CaptureFixture[str],
    line: bytes,
    row_id: object,
    question: object,
    code: str,
    message: str,
) -> None:
    good = '{"id": "a", "question": "甲"}\n'.encode()
    first, broken, last = batch(good + line + b"\n" + good)
    assert first == last
    error = broken.pop("error")
    assert broken == {"id": row_id, "question": question, **EMPTY}
    assert error["code"] == code
    assert message in error["message"]
    assert error["hint"]
    assert "完成：3 列，其中 1 列失敗。" in capsys.readouterr().err


def test_blank_lines_are_no_rows_and_are_counted(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(batch('\ufeff{"id": 1, "question": "甲"}\r\n\n  \n{"id": 2, "question": "乙"}\n'.encode())) == 2
    assert "略過 2 個空白行" in capsys.readouterr().err


def test_half_a_surrogate_pair_survives(fake: FakeAssistant) -> None:
    (row,) = batch(b'{"id": "\\ud800", "question": "x"}')
    assert (row["id"], row["answer"]) == ("\ud800", "X。[1]")


def test_without_output_rows_go_to_standard_output(
    fake: FakeAssistant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    Path("in.jsonl").write_text('{"id": 1, "question": "甲"}', "utf-8")
    assert main(["ask", "--batch", "in.jsonl"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["answer"] == "甲。[1]"


def test_a_stopped_run_keeps_its_rows_and_the_earlier_result(
    fake: FakeAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out.jsonl").write_text("earlier", "utf-8")
    Path("in.jsonl").write_text('{"id": 1, "question": "甲"}\n{"id": 2, "question": "中斷"}\n', "utf-8")
    assert main(["ask", "--batch", "in.jsonl", "--output", "out.jsonl"]) == 130
    assert Path("out.jsonl").read_text("utf-8") == "earlier"
    assert [json.loads(line)["id"] for line in Path("out.jsonl.part").read_text("utf-8").splitlines()] == [1]


@pytest.mark.parametrize(
    ("output", "message"),
    [("in.jsonl", "結果檔就是批次檔：in.jsonl"), ("none/out.jsonl", "無法寫入結果檔：none/out.jsonl.part")],
)
def test_an_output_that_cannot_be_written_is_refused_first(
    fake: FakeAssistant, capsys: pytest.CaptureFixture[str], output: str, message: str
) -> None:
    Path("in.jsonl").write_text('{"id": 1, "question": "甲"}', "utf-8")
    assert main(["ask", "--batch", "in.jsonl", "--output", output]) == 2
    assert f"錯誤：{message}" in capsys.readouterr().err
    assert Path("in.jsonl").read_text("utf-8") == '{"id": 1, "question": "甲"}'
    assert fake.asked == []


@pytest.mark.parametrize(
    ("line", "row_id"), [(b'{"id": "a\\"b", x', 'a"b'), (b'{"id":-3,', -3), (b'{"id": [1]', None), (b'{"id": "a', None)]
)
def test_readable_id(line: bytes, row_id: object) -> None:
    assert readable_id(line) == row_id
