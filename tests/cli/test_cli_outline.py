"""``outline``: the section tree of one file."""

import json
from pathlib import Path

import pytest

from assistant.cli import main

PLAN = "壹、總論\n一、目標\n提升涵蓋率到九成。\n二、作法\n由甲部辦理各項工作。\n貳、附則\n本計畫自公布日施行。\n"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_people_see_an_indented_tree(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", "plan.txt"]) == 0
    assert capsys.readouterr().out == "壹、總論\n  一、目標\n  二、作法\n貳、附則\n"


def test_json_holds_sections_that_tile_the_text(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", "plan.txt", "--json"]) == 0
    sections = json.loads(capsys.readouterr().out)
    assert [section["path"] for section in sections] == [
        ["壹、總論"],
        ["壹、總論", "一、目標"],
        ["壹、總論", "二、作法"],
        ["貳、附則"],
    ]
    assert "".join(PLAN[s["span"]["start"] : s["span"]["end"]] for s in sections) == PLAN


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.md", None, "找不到檔案：none.md"),
        ("x.exe", b"MZ", "不支援的檔案格式"),
        ("bad.txt", b"\xff\xfe\x00\xd8\x00", "bad.txt"),
        ("empty.txt", b"", "empty.txt"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    plan: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    assert main(["outline", name]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_is_no_file(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", "."]) == 2
    assert "index build --corpus" in capsys.readouterr().err
