from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.markup import blocks, escape, highlighted, plain
from corpus.types import Span


def shown(text: str, highlight: Span | None = None) -> str:
    return blocks(text, Span(0, len(text)), highlighted(text, highlight))


def test_paragraphs_lists_and_tables_are_told_apart() -> None:
    assert shown("甲\n乙\n\n丙") == "<p>甲<br>乙</p><p>丙</p>"
    assert shown("• 甲\n- 乙") == "<ul><li>甲</li><li>乙</li></ul>"
    assert shown("2. 甲\n3. 乙") == '<ol><li value="2">甲</li><li value="3">乙</li></ol>'
    assert shown("| 項目 | 值 |\n|---|---|\n| 甲 | 1 |") == (
        '<div class="table"><table><thead><tr><th scope="col"> 項目 </th><th scope="col"> 值 </th></tr></thead>'
        "<tbody><tr><td> 甲 </td><td> 1 </td></tr></tbody></table></div>"
    )
    assert shown("推動前\t2.71兆元") == (
        '<div class="table"><table><tbody><tr><td>推動前</td><td>2.71兆元</td></tr></tbody></table></div>'
    )


def test_inert_marks_are_not_shown() -> None:
    assert shown("台灣**2025**年 \\$14.9 <u>法規</u>") == "<p>台灣<strong>2025</strong>年 $14.9 法規</p>"
    assert shown('前<ul style="x"><li>甲</li><li>乙</li></ul>') == "<p>前<br>甲<br><br>乙<br></p>"
    assert plain("**甲** <u>乙</u>\n丙") == "甲 乙 丙"


def test_a_highlight_falls_on_its_own_characters_across_marks_and_lines() -> None:
    text = "甲**乙丙**丁\n- 戊己"
    assert shown(text, Span(3, 11)) == (
        "<p>甲<strong><mark>乙丙</mark></strong><mark>丁</mark></p><ul><li>戊己</li></ul>"
    )
    assert shown(text, Span(11, 12)) == "<p>甲<strong>乙丙</strong>丁</p><ul><li><mark>戊</mark>己</li></ul>"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![x](https://evil.example/y.png)",
        "[點我](javascript:alert(1))",
        "</mark></p><iframe src=//evil.example>",
        '"><svg onload=alert(1)>',
        "| <style>*{}</style> | <form action=//evil.example> |",
        "- <a href='javascript:alert(1)'>x</a>",
    ],
)
def test_attacks_stay_text(attack: str) -> None:
    ours = {"p", "br", "ul", "li", "ol", "table", "tbody", "tr", "td", "div", "mark", "strong"}
    html = shown(attack, Span(0, len(attack)))
    tags = {piece.split(">")[0].strip("/").split()[0] for piece in html.split("<")[1:]}
    assert tags <= ours
    assert "&lt;" in html or "](" in html


def test_characters_that_hide_or_reorder_text_are_dropped() -> None:
    assert escape("a\u202eb\u200b\u2066c\U000e0041d\x00e\x1b") == "abcde"


def test_a_row_that_begins_with_a_tab_has_an_empty_first_cell() -> None:
    head, row = shown("\t日本\t韓國\n願景\t甲\t乙").split("</tr><tr>")
    assert head.endswith("<td></td><td>日本</td><td>韓國</td>")
    assert row.startswith("<td>願景</td><td>甲</td><td>乙</td>")


@given(st.text(alphabet="甲a <>&\"'*|-\t\n\\1.•u/", max_size=60))
def test_any_text_gives_one_line_without_foreign_tags(text: str) -> None:
    html = shown(text, Span(0, len(text)))
    assert "\n" not in html
    for piece in html.split("<")[1:]:
        name = piece.split(">")[0].strip("/").split()[0]
        assert name in {
            "p",
            "br",
            "ul",
            "li",
            "ol",
            "table",
            "thead",
            "tbody",
            "tr",
            "td",
            "th",
            "div",
            "mark",
            "strong",
        }


def test_a_long_line_of_one_character_takes_linear_time() -> None:
    for character in "*<\\|-[":
        started = time.process_time()
        shown(character * 100_000)
        assert time.process_time() - started < 2
