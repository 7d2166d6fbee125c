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
    assert capsys.readouterr().out == (
        f"壹、總論\n  一、目標\n  二、作法\n貳、附則\n\n文字：{len(PLAN)} 字，4 個段落\n標題：第1層 2、第2層 2\n"
    )


def test_json_holds_sections_that_tile_the_text(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", "plan.txt", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    sections, summary = printed["sections"], printed["summary"]
    assert [section["path"] for section in sections] == [
        ["壹、總論"],
        ["壹、總論", "一、目標"],
        ["壹、總論", "二、作法"],
        ["貳、附則"],
    ]
    assert "".join(PLAN[s["span"]["start"] : s["span"]["end"]] for s in sections) == PLAN
    assert (summary["characters"], summary["pages"], summary["headings"], summary["passages"]) == (
        len(PLAN),
        0,
        [2, 2],
        4,
    )


def test_what_was_left_out_and_what_a_person_decided_is_said(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slides = "推動成果\n\n普及寬頻\n\n2016\n\n鄉數：26個\n\n|年|數|\n|---|---|\n|1|2|\n"
    Path("slides.txt").write_text(slides, "utf-8")
    Path("manifest.toml").write_text(
        '[[document]]\nid = "s"\nfile = "slides.txt"\nslides = ["推動成果", "沒有這一張"]\n', "utf-8"
    )
    assert main(["outline", "slides.txt"]) == 0
    shown = capsys.readouterr()
    assert "manifest.toml 給定 2 個投影片標題，用上 1 個；文字中找不到：沒有這一張" in shown.out
    assert "表格：1 個，共 2 列\n不列入段落：表格的框線 1 處，9 字（|---|---|）" in shown.out
    assert "注意：manifest.toml 指定的投影片標題在 slides.txt 中找不到：沒有這一張" in shown.err


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
