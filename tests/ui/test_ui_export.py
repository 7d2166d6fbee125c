"""Answers taken along: what a letter needs is in them, and an office program's own reader finds it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from odfdo import Document as OdfDocument

from assistant.ui.export import footnoted, markdown, odt
from assistant.ui.kept import Kept
from assistant.ui.turns import Problem, Turn
from assistant.ui.words import EN, ZH
from corpus.readers import read
from corpus.types import Answer, Citation

NEEDED = (
    "數位計畫",
    "2024-12-31",
    "推動目標",
    "第 3 頁",
    "2030年普及率達90%",
    "2026-01-02 03:04",
    "abc",
    "未使用生成式AI",
)


def turns(citation: Citation) -> list[Turn]:
    answer = Answer("目標？", "• **2030年**普及率達90% [1]\n另見 [7]", (citation,), index_id="abc")
    later = replace(answer, question="那時程呢？", completed_question="計畫的時程？", text="2030年 [1]")
    return [
        Turn("目標？", "2026-01-02 03:04", answer=answer),
        Turn("壞的", "2026-01-02 03:05", problem=Problem("不行")),
        Turn("那時程呢？", "2026-01-02 03:06", answer=later),
    ]


def test_markdown_has_a_footnote_for_every_marker_numbered_through(citation: Citation) -> None:
    text = markdown(turns(citation), ZH)
    assert "• 2030年普及率達90%[^1]" in text
    assert "另見 \\[7\\]" in text
    assert "2030年[^2]" in text
    assert text.count("\n[^1]: ") == text.count("\n[^2]: ") == 1
    assert "將問題理解為：計畫的時程？" in text
    assert "壞的" not in text
    for part in NEEDED:
        assert part in text


def test_markup_in_documents_stays_text_in_markdown(citation: Citation) -> None:
    attack = "![x](https://evil.example/y.png) <img src=x>"
    answer = Answer(attack, f"{attack} [1]", (replace(citation, title=attack, quote=attack),))
    text = markdown([Turn(attack, "", answer=answer)], ZH)
    assert "![" not in text.replace("\\!\\[", "")
    assert "\\<img" in text


def test_odt_is_read_back_with_its_notes(citation: Citation, tmp_path: Path) -> None:
    data = odt(turns(citation), ZH)
    document = OdfDocument(io.BytesIO(data))
    assert [note.note_class for note in document.body.get_notes()] == ["footnote", "footnote"]
    text = document.get_formatted_text()
    for part in (*NEEDED, "另見 [7]"):
        assert part in text
    path = tmp_path / "answer.odt"
    path.write_bytes(data)
    ours = read(path).text
    for part in ("政策問答紀錄", "目標？", "2030年普及率達90%", "未使用生成式AI"):
        assert part in ours


def test_exports_speak_english(citation: Citation) -> None:
    assert EN.export_title in markdown(turns(citation), EN)
    assert odt(turns(citation), EN)[:2] == b"PK"


def test_turns_are_kept_for_a_while_and_not_beyond() -> None:
    now = [0.0]
    kept = Kept(10, most=2, clock=lambda: now[0])
    keys = [kept.keep(Turn(text, "")).key for text in "abc"]
    assert [kept.turn(key) is not None for key in keys] == [False, True, True]
    assert len(set(keys)) == 3
    now[0] = 11
    assert kept.turn(keys[2]) is None


def test_a_comparison_s_rows_are_lines_of_a_letter(citation: Citation) -> None:
    table = "| 比較對象 | 文件所載 |\n|---|---|\n| 日本 | 人人享有 [1] |\n| 韓國 | 文件未載明 |"
    answer = Answer("各是什麼？", table, (citation,))
    turn = Turn("各是什麼？", "2026-01-02 03:04", answer=answer)
    assert footnoted(answer, turn, ZH).splitlines()[:2] == ["日本：人人享有 [1]", "韓國：文件未載明"]
    assert "日本：人人享有[^1]" in markdown([turn], ZH)
    assert "比較對象" not in markdown([turn], ZH)
