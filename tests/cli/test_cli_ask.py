"""``ask``: what people and scripts see of an answer."""

import io
import json
import sys
from pathlib import Path

import pytest
from cli_fakes import CITATION, FakeAssistant

from assistant.cli import main
from assistant.commands import ask
from corpus.types import Answer


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeAssistant:
    assistant = FakeAssistant()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ask, "open_for", lambda settings, progress: assistant)
    return assistant


def test_people_see_the_answer_and_numbered_citations(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "目標 kpi"]) == 0
    captured = capsys.readouterr()
    assert captured.out == (
        "目標 KPI。[1]\n\n[1] 甲計畫（2025-01-01） › 壹、總論 › 一、目標 第3頁\n    「目標為 90%」\n"
    )
    assert captured.err == "注意：版本較舊\n"


def test_a_declined_answer_is_an_answer(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "不知道"]) == 0
    assert capsys.readouterr().out == (
        "文件沒有說明。\n\n最接近的章節：\n- 甲計畫（2025-01-01） › 壹、總論 › 一、目標 第3頁\n"
    )


def test_json_is_the_whole_answer(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "目標", "--json"]) == 0
    answer = Answer.from_dict(json.loads(capsys.readouterr().out))
    assert answer == Answer("目標", "目標。[1]", (CITATION,), warnings=("版本較舊",))


@pytest.mark.parametrize("content", ['["第一題", "第二題"]', "第一題\n\n  第二題\n", "\ufeff第一題\r\n第二題"])
def test_history_is_a_json_list_or_lines(fake: FakeAssistant, tmp_path: Path, content: str) -> None:
    (tmp_path / "h").write_text(content, "utf-8")
    assert main(["ask", "那麼？", "--history", "h"]) == 0
    assert fake.asked == [("那麼？", ("第一題", "第二題"))]


def test_a_question_from_standard_input(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("目標\n"))
    assert main(["ask", "-"]) == 0
    assert fake.asked == [("目標\n", ())]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "請給一個問題，或用 --batch 指定檔案"),
        (["ask", ""], "問題是空的"),
        (["ask", "甲", "--batch", "in.jsonl"], "問題與 --batch 只能擇一"),
        (["ask", "甲", "--output", "out.jsonl"], "--output 只用於 --batch"),
        (["ask", "甲", "乙"], "不認得的參數：乙"),
        (["ask", "--jsno", "甲"], "不認得的參數：--jsno"),
        (["ask", "甲", "--history", "none.json"], "讀不到先前的問題：none.json"),
        (["ask", "--batch", "none.jsonl"], "讀不到批次檔：none.jsonl"),
        (["ask", "--batch"], "參數 --batch 需要一個值"),
        (["ask", "甲", "--top-k", "0"], "設定「top_k」的值超出範圍：0（命令列）"),
        (["ask", "甲", "--config", "none.toml"], "讀不到設定檔：none.toml"),
    ],
)
def test_bad_input_gets_a_message_and_exit_2(
    fake: FakeAssistant, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    first, second = captured.err.splitlines()
    assert captured.out == ""
    assert first == f"錯誤：{message}"
    assert second.startswith("提示：")


@pytest.mark.parametrize(
    ("content", "message"),
    [("[1]", "先前的問題必須都是文字：h"), ("[", "先前的問題不是有效的 JSON：h")],
)
def test_a_broken_history_is_refused(
    fake: FakeAssistant, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    (tmp_path / "h").write_text(content, "utf-8")
    assert main(["ask", "甲", "--history", "h"]) == 2
    assert message in capsys.readouterr().err


def test_control_c_is_130(fake: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "中斷"]) == 130
    assert capsys.readouterr().err == "已中斷。\n"
