"""``index`` and ``search`` over a real index of a tiny folder: what is named, what is refused, what survives."""

import json
from pathlib import Path

import pytest

from assistant.cli import main

PLAN = "壹、目標\n民國113年涵蓋率達到90%，由數位發展部主辦。\n貳、經費\n五年合計編列12億元。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, "utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_an_unreadable_file_is_named_and_the_others_are_indexed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "docs" / "bad.txt").write_bytes(b"\xff\xfe\x00\xd8\x00")
    code, out, err = run(capsys, "index", "build", "--corpus", "docs", "--index", "idx", "--json")
    outcome = json.loads(out)
    assert (code, outcome["problems"], outcome["documents"]) == (0, 1, ["plan"])
    assert outcome["unreadable"][0]["path"] == "bad.txt"
    assert err.startswith("無法讀取 bad.txt：")


def test_status_verify_update_and_rollback(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = json.loads(run(capsys, "index", "build", "--corpus", "docs", "--index", "idx", "--json")[1])
    (folder / "docs" / "more.txt").write_text("壹、附則\n本計畫自核定日起實施。\n", "utf-8")
    updated = json.loads(run(capsys, "index", "update", "--corpus", "docs", "--index", "idx", "--json")[1])
    assert (built["documents"], updated["documents"]) == (["plan"], ["more", "plan"])
    assert updated["index_id"] != built["index_id"]
    for verb, words in (("status", "索引："), ("verify", "索引完整無誤："), ("rollback", "索引已回復：")):
        code, out, _ = run(capsys, "index", verb, "--index", "idx")
        assert (code, out.splitlines()[0]) == (0, f"{words}idx")
    assert json.loads(run(capsys, "index", "status", "--index", "idx", "--json")[1])["index_id"] == built["index_id"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "status", "--index", "none"),
        ("index", "verify", "--index", "none"),
        ("index", "rollback", "--index", "none"),
        ("index", "update", "--corpus", "docs", "--index", "none"),
        ("search", "目標", "--index", "none"),
        ("index", "build", "--corpus", "nowhere", "--index", "none"),
        ("search", "目標", "--corpus", "nowhere"),
    ],
)
def test_what_is_not_there_is_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("錯誤：")
    assert "\n提示：" in err
    assert not (folder / "none").exists()


def test_a_corrupt_index_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "build", "--corpus", "docs", "--index", "idx")
    (damaged,) = (folder / "idx").rglob("documents.jsonl")
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-20])
    for arguments in (("index", "verify", "--index", "idx"), ("search", "目標", "--index", "idx")):
        code, out, err = run(capsys, *arguments)
        assert (code, out) == (2, "")
        assert "documents.jsonl" in err


def test_a_damaged_index_of_our_own_is_built_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search", "目標", "--corpus", "docs")[0] == 0
    for current in (folder / "data").rglob("manifest.json"):
        current.chmod(0o644)
        current.write_text("{}", "utf-8")
    assert run(capsys, "search", "目標", "--corpus", "docs")[0] == 0


def test_search_for_people_and_for_scripts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "build", "--corpus", "docs", "--index", "idx")
    code, out, err = run(capsys, "search", "經費多少", "--index", "idx", "--top-k", "1", "--json")
    (hit,) = json.loads(out)["hits"]
    assert (code, err) == (0, "")
    assert (hit["rank"], hit["document_id"], hit["section"]) == (1, "plan", ["貳、經費"])
    assert "12億元" in hit["text"]
    assert run(capsys, "search", "經費多少", "--index", "idx", "--top-k", "1")[1].startswith("1. plan › 貳、經費（")


def test_search_batch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "build", "--corpus", "docs", "--index", "idx")
    Path("in.jsonl").write_text('{"id": "a", "question": "經費", "x": 1}\n{"id": "b", "question": ""}\n', "utf-8")
    options = ("--batch", "in.jsonl", "--output", "out.jsonl", "--top-k", "1", "--index", "idx")
    assert run(capsys, "search", *options)[0] == 0
    first, second = (json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines())
    assert (first["id"], [hit["rank"] for hit in first["hits"]]) == ("a", [1])
    assert (second["id"], second["hits"], second["error"]["code"]) == ("b", [], "question")


@pytest.mark.parametrize("question", ["", "   ", "甲" * 100_000, "目標\x00？", "\udcff"])
def test_questions_that_are_none(folder: Path, capsys: pytest.CaptureFixture[str], question: str) -> None:
    for command in ("search", "ask"):
        code, out, err = run(capsys, command, question, "--corpus", "docs")
        assert (code, out) == (2, "")
        assert err.startswith("錯誤：問題")
