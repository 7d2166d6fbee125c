from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

from assistant.api.shelf import Shelf
from assistant.ui import reading, shell
from assistant.ui.routes import quoted, section_of
from assistant.ui.words import EN, ZH
from corpus.types import Citation, Document, Section, Span


class Parsed(HTMLParser):
    """Tags in order, and what each ``mark`` holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_mark = self._in_mark or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked.append(data)

    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


def test_the_reading_page_has_every_section_its_tree_and_the_marked_quote(
    shelf: Shelf, document: Document, citation: Citation
) -> None:
    page = Parsed(reading.document(shelf, document, ZH, target="plan#1", highlight=citation.span))
    assert "".join(page.marked) == "2030年普及率達90%"
    assert page.ids() == ["main", "plan#1", "quote", "plan#2"]
    assert [link for link in page.links() if link.startswith("#plan")] == ["#plan%231", "#plan%232"]
    assert ("section", {"id": "plan#1", "class": "target"}) in page.tags
    assert [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3")] == ["h1", "h2", "h3"]


def test_a_source_shows_its_place_the_quote_and_the_next_section(
    shelf: Shelf, document: Document, citation: Citation
) -> None:
    first = shelf.section("plan#1")
    assert first is not None
    page = Parsed(reading.source(shelf, document, first, citation.span, 1, ZH))
    assert "".join(page.marked) == "2030年普及率達90%"
    assert "數位發展部 · 2024-12-31 版 · 第 3 頁" in page.text
    assert page.links() == ["d/plan?section=plan%231&start=7&end=23#quote", "d/plan?section=plan%232#plan%232"]


def test_a_long_section_is_cut_to_lines_around_the_quote() -> None:
    lines = [f"第{number:04d}行的內容" for number in range(400)]
    text = "\n".join(lines)
    at = text.index(lines[200])
    long = Document("d", "長", text, "0" * 64)
    whole = Section("s", "d", (), "", 0, Span(0, len(text)), Span(0, 0))
    html = reading.source(Shelf((long,), (whole,)), long, whole, Span(at, at + 9), None, ZH)
    page = Parsed(html)
    assert page.marked == [lines[200]]
    assert ZH.elided in page.text
    assert lines[190] in page.text
    assert lines[0] not in page.text
    assert len(page.text) < 2500


def test_what_a_document_says_never_becomes_markup() -> None:
    attack = "</section><script>alert(1)</script><img src=x onerror=alert(1)>"
    evil = Document('x"y', attack, attack, "0" * 64, agency=attack, source=attack, licence=attack, warnings=(attack,))
    section = Section('s">', 'x"y', (attack,), "", 1, Span(0, len(attack)), Span(0, 0))
    shelf = Shelf((evil,), (section,))
    for html in (
        reading.document(shelf, evil, ZH),
        reading.documents(shelf, ZH),
        reading.source(shelf, evil, section, Span(0, 5), 1, EN),
    ):
        assert not {tag for tag, _ in Parsed(html).tags} & {"script", "img"}


def test_an_address_cannot_ask_for_a_quote_outside_the_document(shelf: Shelf, document: Document) -> None:
    assert quoted(document, 0, 4) == Span(0, 4)
    assert [quoted(document, *pair) for pair in ((4, 4), (5, 4), (0, 10**9), (None, 3), (3, None))] == [None] * 5
    first, second = shelf.outline("plan")
    assert section_of(shelf, "plan", "plan#1", Span(second.span.start, second.span.end)) == second
    assert section_of(shelf, "plan", "plan#2", None) == second
    assert section_of(shelf, "plan", "", None) == first
    assert section_of(shelf, "plan", "nowhere", None) is None
    assert section_of(shelf, "nowhere", "", None) is None


def test_a_shelf_knows_neighbours_and_the_newest_edition(shelf: Shelf, document: Document) -> None:
    first, second = shelf.outline("plan")
    assert shelf.neighbours(first) == (None, second)
    assert shelf.neighbours(second) == (first, None)
    assert shelf.neighbours(dataclasses.replace(first, section_id="other")) == (None, None)
    older = dataclasses.replace(document, document_id="old", edition="2020-01-01")
    assert Shelf((older, document), ()).newest_edition == "2024-12-31"
    assert Shelf((), ()).newest_edition == ""


def test_the_list_says_what_could_not_be_read(document: Document) -> None:
    partly = dataclasses.replace(document, warnings=("第 3 頁為影像",))
    assert "第 3 頁為影像" in Parsed(reading.documents(Shelf((partly,), ()), ZH)).text


def test_the_start_page_shows_progress_and_failure_in_words() -> None:
    going = Parsed(shell.starting(shell.Progress("計算向量", 3, 10)))
    assert ("progress", {"id": "progress", "aria-label": ZH.preparing, "value": "3", "max": "10"}) in going.tags
    assert "計算向量（3／10）" in going.text
    failed = Parsed(shell.starting(shell.Progress(problem="<b>索引損壞", hint="請重建索引。")))
    assert "<b>索引損壞" in failed.text
    assert "建議：請重建索引。" in failed.text
    assert "script" not in {tag for tag, _ in failed.tags}
