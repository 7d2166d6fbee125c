from __future__ import annotations

import dataclasses
import re

import pytest

from assistant.ui.render import (
    Problem,
    Turn,
    answer_text,
    conversation,
    document_link,
    footnoted,
    header,
    notice,
)
from assistant.ui.words import EN, LANGUAGES, ZH, Words
from corpus.types import Answer, Citation, Document, Span

WHEN = "2026-01-02 03:04"


def test_a_link_is_built_from_ids_only() -> None:
    assert document_link("a b/c", "s#1", Span(3, 9), 2) == "d/a%20b%2Fc?section=s%231&start=3&end=9&n=2#quote"
    assert document_link("plan", "plan#1") == "d/plan?section=plan%231#plan%231"
    assert document_link("plan") == "d/plan"


def test_only_markers_that_name_a_citation_become_links(citation: Citation) -> None:
    html = answer_text(Answer("問", "甲 [1] 乙 [7] 丙 [99999]", (citation,)))
    assert html == (
        '<p>甲 <a class="cite" href="d/plan?section=plan%231&amp;start=7&amp;end=21&amp;n=1#quote"'
        ' title="數位計畫 › 推動目標">[1]</a> 乙 [7] 丙 [99999]</p>'
    )


def test_no_turns_is_the_welcome() -> None:
    assert ZH.welcome in conversation((), ZH)
    assert EN.welcome in conversation((), EN)


def test_a_turn_being_worked_on_says_so() -> None:
    assert ZH.thinking in conversation((Turn("問", WHEN),), ZH)


def test_an_answer_shows_its_label_sources_and_completed_question(citation: Citation) -> None:
    answer = Answer("那指標呢？", "達標 [1]", (citation,), completed_question="計畫的指標")
    html = conversation((Turn("那指標呢？", WHEN, answer),), ZH)
    assert "原文摘錄" in html
    assert "依前文，將問題理解為：計畫的指標" in html
    assert '<span class="number">1</span>' in html
    assert "第 3 頁" in html


def test_a_refusal_offers_the_nearest_sections_without_numbers(citation: Citation) -> None:
    answer = Answer("問", "文件未載明。", refused=True, reason="not_found", nearest=(citation,))
    html = conversation((Turn("問", WHEN, answer),), ZH)
    assert "最接近的章節" in html
    assert "推動目標" in html
    assert 'class="number"' not in html


def test_a_problem_is_a_message_with_what_to_do() -> None:
    html = conversation((Turn("", WHEN, problem=Problem("問題是空的", "請輸入問題。")),), ZH)
    assert "問題是空的" in html
    assert "建議：請輸入問題。" in html
    assert ZH.no_question in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "</span><img src=x onerror=alert(1)>",
        "</mark>",
        '" onclick="x',
        "{{7*7}}",
        "\n\n# 題",
    ],
)
def test_attacks_in_every_text_stay_text(attack: str, citation: Citation) -> None:
    evil = dataclasses.replace(citation, title=attack, section=(attack,), quote=attack, document_id=attack)
    answer = Answer(attack, f"{attack} [1]", (evil,), completed_question=attack + "?", warnings=(attack,))
    refused = Answer(attack, attack, refused=True, nearest=(evil,))
    turns = (
        Turn(attack, WHEN, answer),
        Turn(attack, WHEN, refused),
        Turn(attack, WHEN, problem=Problem(attack, attack)),
    )
    html = conversation(turns, ZH)
    assert "\n" not in html
    assert not re.search(r"<(script|img|mark|/mark|svg|iframe)", html)
    assert not re.search(r"<[^>]*\sonclick=", html)


def test_footnotes_say_where_and_when(citation: Citation) -> None:
    answer = Answer("問", "• **2030年**普及率達90% [1]", (citation,), index_id="i1")
    assert footnoted(answer, WHEN, ZH).split("\n") == [
        "• 2030年普及率達90% [1]",
        "",
        "註：",
        "[1] 《數位計畫》，2024-12-31 版，推動目標，第 3 頁，「2030年普及率達90%」",
        "",
        "本段由政策問答助理自文件原文摘錄，未使用生成式AI；請以原文及主管機關公告為準。",
        "查詢時間：2026-01-02 03:04 索引版本：i1",
    ]


def test_the_notice_says_ai_use_limits_and_data_date(document: Document) -> None:
    html = notice((document,), "2024-12-31", ZH)
    for words in ("未使用生成式AI", "請以原文及主管機關公告為準", "個人資料", "資料截至 2024-12-31，已載入 1 份文件。"):
        assert words in html
    assert "未標示日期" in notice((document,), "", ZH)


@pytest.mark.parametrize(("words", "link"), [(ZH, 'href="en/"'), (EN, 'href="../"')])
def test_the_header_leads_to_the_other_language(words: Words, link: str) -> None:
    assert link in header(words)


def test_both_languages_have_every_word_and_the_same_blanks() -> None:
    def blanks(words: Words, name: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", getattr(words, name)))

    for field in dataclasses.fields(Words):
        assert field.name == "prefix" or all(getattr(words, field.name) for words in LANGUAGES), field.name
        assert blanks(ZH, field.name) == blanks(EN, field.name), field.name
