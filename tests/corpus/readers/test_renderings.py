"""One gazette document as text, DOCX, ODT, PDF, PPTX and ODP, rendered by LibreOffice: the same text from each."""

from __future__ import annotations

from pathlib import Path

import pytest
from render import LINES_PER_SLIDE

from corpus.passages import split
from corpus.readers import Parsed, read
from corpus.sections import outline
from corpus.types import Document

FILES = Path(__file__).parent / "files"
TEXT = (FILES / "gazette.txt").read_text(encoding="utf-8")


def without_furniture(parsed: Parsed) -> str:
    text = parsed.text
    for mark in reversed([mark for mark in parsed.marks if mark.kind == "furniture"]):
        text = text[: mark.span.start] + text[mark.span.end + 1 :]
    return text


@pytest.mark.parametrize("suffix", ["docx", "odt", "pptx", "odp"])
def test_the_same_text(suffix: str) -> None:
    assert read(FILES / f"gazette.{suffix}").text == TEXT


def test_the_same_text_from_pdf_with_its_running_heads_marked() -> None:
    parsed = read(FILES / "gazette.pdf")
    assert without_furniture(parsed) == TEXT
    furniture = [mark.span.slice(parsed.text) for mark in parsed.marks]
    head = ["訂定「行政院文化建設委員會文創產業創業圓夢計畫補助作業要點」，並自即", "日生效。"]
    assert furniture == [line for page in range(1, 8) for line in (*head, f"- {page} -")]


def document(suffix: str) -> Document:
    parsed = read(FILES / f"gazette.{suffix}")
    return Document("gazette", "要點", parsed.text, "0" * 64, page_starts=parsed.page_starts, marks=parsed.marks)


@pytest.mark.parametrize("suffix", ["docx", "odt", "pptx", "odp", "pdf"])
def test_the_same_sections(suffix: str) -> None:
    expected = [(section.path, section.number, section.level) for section in outline(document("txt"))]
    assert [(section.path, section.number, section.level) for section in outline(document(suffix))] == expected


@pytest.mark.parametrize("suffix", ["docx", "odt", "pptx", "odp", "pdf"])
def test_the_same_passages(suffix: str) -> None:
    plain, rendered = document("txt"), document(suffix)
    expected = [(passage.path, passage.text) for passage in split(plain, outline(plain))]
    assert [(passage.path, passage.text) for passage in split(rendered, outline(rendered))] == expected


@pytest.mark.parametrize("suffix", ["pptx", "odp"])
def test_every_slide_begins_where_its_first_line_does(suffix: str) -> None:
    parsed = read(FILES / f"gazette.{suffix}")
    lines = TEXT.splitlines(keepends=True)
    starts = [len("".join(lines[:at])) for at in range(0, len(lines), LINES_PER_SLIDE)]
    assert list(parsed.page_starts) == starts
    assert parsed.marks == ()


def test_every_pdf_page_begins_where_its_first_words_do() -> None:
    """The words were read off the rendered pages."""
    parsed = read(FILES / "gazette.pdf")
    body = [parsed.text[start:].split("\n") for start in parsed.page_starts]
    first = [next(line for line in lines if not line.startswith(("訂定「", "日生效", "- "))) for lines in body[1:]]
    assert [words[:12] for words in first] == [
        "(二) 初審通過者，須備",
        "進駐本會補助之育成中心",
        "５、其他相關有助於評審之",
        "商品特色與市場定位",
        "項政策推廣、書籍出版、媒",
        "柒、附錄（各計畫項目之必",
    ]


@pytest.mark.parametrize("suffix", ["pptx", "odp"])
def test_a_passage_is_on_the_slide_that_holds_its_first_line(suffix: str) -> None:
    rendered = document(suffix)
    passages = split(rendered, outline(rendered))
    assert [p.page for p in passages] == [TEXT[: p.span.start].count("\n") // LINES_PER_SLIDE + 1 for p in passages]


def test_a_passage_of_the_pdf_is_on_the_page_where_its_words_were_read() -> None:
    rendered = document("pdf")
    pages = {p.text[:8]: p.page for p in split(rendered, outline(rendered))}
    found = {words[:8]: page for words, page in pages.items() if words.startswith(("柒、附錄", "行政院文化建設委"))}
    assert found == {"行政院文化建設委": 1, "柒、附錄（各計畫": 7}
