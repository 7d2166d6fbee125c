"""Turns → HTML: nothing of a question, a document or an error reaches the page unescaped."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from assistant.ui.export import footnoted
from assistant.ui.links import document_link
from assistant.ui.markup import escape, plain
from assistant.ui.render import conversation, header, notice
from assistant.ui.turns import Problem, Turn
from assistant.ui.words import EN, ZH, Words
from corpus.types import Answer, Citation, Document, Span

CITATION = Citation(
    1, "plan", "計畫", "2024-12-31", ("新小組架構", "智慧科技"), "s1", 3, "召集部會：國科會", Span(5, 13), verified=True
)
ATTACKS = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/leak.png)",
    "[x](javascript:alert(1))",
    "</mark></div><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "<form action='https://evil.example'><input></form>",
    "[x][1]\n\n[1]: https://evil.example",
    "\u202e\U000e0041隱藏",
]


def answered(text: str, **fields: object) -> Turn:
    values: dict[str, object] = {"question": "誰？", "text": text, "citations": (CITATION,), "index_id": "abc"} | fields
    return Turn(str(values["question"]), "2026-01-02 03:04", answer=Answer(**values))  # type: ignore[arg-type]


class Reader(HTMLParser):
    """Collects what a browser would make of the HTML: tags, attribute names, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "action")}


ALLOWED = {
    "div",
    "h2",
    "h3",
    "h4",
    "span",
    "p",
    "a",
    "ul",
    "ol",
    "li",
    "button",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
}


def test_a_marker_links_to_its_source_and_a_number_without_one_stays_text() -> None:
    html = conversation([answered("召集部會：國科會 [1] 另見 [2]")], ZH)
    assert html.count('class="cite"') == 1
    assert "d/plan?section=s1&amp;start=5&amp;end=13&amp;n=1#quote" in html
    assert "[2]" in html
    assert "新小組架構 › 智慧科技" in html
    assert "第 3 頁" in html or "第3頁" in html
    assert "\n" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_in_question_answer_source_and_error_stay_text(attack: str) -> None:
    poisoned = dataclasses.replace(CITATION, title=attack, section=(attack,), quote=attack)
    turns = [
        answered(
            f"{attack} [1]", question=attack, citations=(poisoned,), warnings=(attack,), completed_question=attack
        ),
        Turn(attack, "", problem=Problem(attack, attack)),
        answered(attack, refused=True, citations=(), nearest=(poisoned,)),
    ]
    html = conversation(turns, ZH)
    found = Reader(html)
    assert found.tags <= ALLOWED
    assert found.attributes <= {"class", "id", "href", "title", "role", "type", "hidden", "start", "value"}
    assert all(address.startswith("d/") for address in found.addresses)
    assert "\u202e" not in html
    assert "\U000e0041" not in html


def test_a_refusal_offers_the_nearest_sections_and_no_numbers() -> None:
    html = conversation([answered("文件中沒有提到", refused=True, citations=(), nearest=(CITATION,))], ZH)
    assert "refused" in html
    assert "d/plan?section=s1" in html
    assert 'class="number"' not in html


def test_the_copied_text_carries_footnotes_time_index_and_notice() -> None:
    turn = answered("• 召集部會：**國科會** [1]")
    assert turn.answer is not None
    assert footnoted(turn.answer, turn, ZH).split("\n") == [
        "• 召集部會：國科會 [1]",
        "",
        "註：",
        "[1] 《計畫》，2024-12-31 版，新小組架構 › 智慧科技，第 3 頁，「召集部會：國科會」",
        "",
        "本段由政策問答助理自文件原文摘錄，未使用生成式AI；請以原文及主管機關公告為準。",
        "查詢時間：2026-01-02 03:04 索引版本：abc",
    ]


def test_a_conversation_begins_with_a_welcome_and_says_when_it_is_working() -> None:
    assert ZH.welcome in conversation((), ZH)
    assert EN.welcome in conversation((), EN)
    assert ZH.thinking in conversation((Turn("誰？", ""),), ZH)


def test_a_completed_question_is_shown_only_where_it_differs() -> None:
    assert "將問題理解為：計畫的指標" in conversation([answered("達標 [1]", completed_question="計畫的指標")], ZH)
    assert "理解為" not in conversation([answered("達標 [1]", completed_question="誰？")], ZH)


def test_a_problem_is_a_message_with_what_to_do_even_where_nothing_was_typed() -> None:
    html = conversation((Turn(" \n", "", problem=Problem("問題是空的", "請輸入問題。")),), ZH)
    for part in ("（未輸入文字）", "問題是空的", "建議：請輸入問題。", 'role="alert"'):
        assert part in html


@pytest.mark.parametrize(("words", "link"), [(ZH, 'href="en/"'), (EN, 'href="../"')])
def test_the_header_leads_to_the_other_language(words: Words, link: str) -> None:
    assert link in header(words)


def test_the_notice_says_how_far_the_data_reach() -> None:
    document = Document("d", "計畫", "文", "0", edition="2024-12-31")
    assert "2024-12-31" in notice([document], "2024-12-31", ZH)
    assert notice([document], "", ZH) != notice([document], "2024-12-31", ZH)


def test_both_languages_say_everything_with_the_same_blanks() -> None:
    for field in dataclasses.fields(ZH):
        chinese, english = getattr(ZH, field.name), getattr(EN, field.name)
        assert english or field.name in ("prefix",)
        assert set(re.findall(r"\{(\w+)", chinese)) == set(re.findall(r"\{(\w+)", english)), field.name


def test_links_are_built_of_ids_only() -> None:
    assert document_link("a b/c", "s", Span(1, 2), 3) == "d/a%20b%2Fc?section=s&start=1&end=2&n=3#quote"
    assert document_link("d", "d#1") == "d/d?section=d%231#d%231"
    assert document_link("d") == "d/d"


def test_plain_and_escape() -> None:
    assert plain("**粗** <u>線</u>\u200b") == "粗 線"
    assert escape('<a href="x">&') == "&lt;a href=&quot;x&quot;&gt;&amp;"
