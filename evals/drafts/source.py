"""A document laid out for drafting, and what every draft has in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from corpus.lines import plain
from corpus.normalize import search_key
from corpus.outline import marker
from corpus.sections import outline
from corpus.types import Document, Section, Span
from corpus.units import Unit, is_wrapped, sentences, units
from evals.question import Evidence, Question

_ENDS = "。；;：:，,、 \t\n"
_LEADS = re.compile(r"(?:[如列詳]下|如次|包括|包含)+$")
_NAMING = ("article", "point", "chapter", "annex")
"""Outline markers by which people name a section."""

_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百壹貳參肆伍陸柒捌玖拾]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COLUMN = re.compile(r"\s+\d+$")
"""A figure of the next column that stands on the same line (口腔外科實習 4)."""


@dataclass(frozen=True)
class Source:
    """A document with its sections and their units, read once."""

    document: Document

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The section tree in text order."""
        return outline(self.document)

    @cached_property
    def units(self) -> dict[str, tuple[Unit, ...]]:
        """The units of each section, by its id."""
        wrapped = is_wrapped(self.document)
        return {section.section_id: units(self.document, section, wrapped=wrapped) for section in self.sections}

    @cached_property
    def key(self) -> str:
        """The text as it is searched."""
        return search_key(self.document.text).text

    def sentences(self, *, headings: bool = False) -> Iterator[tuple[Section, Span]]:
        """Yield the sentences of running text and of list items, line by line, without outline markers.

        Args:
            headings: whether headings are read too.
        """
        for section in self.sections:
            for unit in self.units[section.section_id]:
                if unit.kind != "row" and (headings or unit.kind != "heading"):
                    start = max(unit.words, unit.span.start)
                    for span in sentences(self.document.text, Span(start, max(start, unit.span.end))):
                        yield from ((section, line) for line in _lines(self.document.text, span))

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(heading_name(section.title) for section in self.sections)

    def quoted(self, section: Section) -> str:
        """Return how a question names a section: its nearest heading that says something, in 「」; empty without one.

        Where several sections share the name, the one above it stands before it.
        """
        names = [name for heading in section.path if (name := heading_name(heading))]
        if not names:
            return ""
        above = next((name for name in names[-2::-1] if name != names[-1]), "")
        return f"「{above}」的「{names[-1]}」" if above and self._names[names[-1]] > 1 else f"「{names[-1]}」"

    def about(self, section: Section) -> str:
        """Return the words that place a question in its section, empty where no heading says anything."""
        name = self.quoted(section)
        return f"{name}中，" if name else ""

    def lead(self, section: Section) -> str:
        """Return the line that announces a section's list (應檢附下列文件), without marker; empty without one."""
        before = takewhile(lambda unit: unit.kind != "item", self.units[section.section_id])
        last = next(iter(list(before)[::-1]), None)
        if last is None:
            return ""
        line = Span(max(last.words, last.span.start), last.span.end).slice(self.document.text).strip().split("\n")[-1]
        return unmarked(line) if line.endswith(("：", ":")) else ""

    def items(self, section: Section) -> tuple[str, ...]:
        """Return the first lines of what a heading lists, without markers: its items, else the sections below it."""
        text = self.document.text
        spans = [Span(item.words, item.span.end) for item in _first_list(self.units[section.section_id])]
        spans = spans or [below.span for below in self.sections if below.parent_id == section.section_id]
        return tuple(unmarked(span.slice(text).strip().split("\n")[0]) for span in spans)

    def lacks(self, words: str) -> bool:
        """Say whether words stand nowhere in the document."""
        return search_key(words).text not in self.key


@dataclass(frozen=True)
class Draft:
    """One drafted question: what is asked of which section, the gold answer, and the lines it stands in."""

    kind: str
    category: str
    section: Section
    question: str
    answer: str
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()

    def row(self, document_id: str, number: int) -> Question:
        """Return the draft as a row of a question file."""
        section = " › ".join(self.section.path) or self.quotes[0] if self.quotes else ""
        return Question(
            id=f"{document_id}-{self.kind}-{number:02d}",
            category=self.category,
            question=self.question,
            answer=self.answer,
            must_include=self.must_include,
            must_not_include=self.must_not_include,
            evidence=tuple(Evidence(document_id, section, quote) for quote in self.quotes),
            status="draft",
        )


def _first_list(found: Sequence[Unit]) -> list[Unit]:
    items: list[Unit] = []
    for unit in found:
        if unit.kind == "item" and unit.depth == 0:
            items.append(unit)
        elif items and unit.kind != "item":
            break
    return items


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for line in span.slice(text).split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def heading_name(heading: str) -> str:
    """Return a heading without its number, unless the number is its name (第三條); empty where it says nothing.

    Example:
        一、 國際現況與趨勢 → 國際現況與趨勢; 第 2 條 → 第 2 條; (一) → nothing.
    """
    title = _COLUMN.sub("", trimmed(heading))
    bare = _LEADS.sub("", unmarked(title))
    if says_something(bare, 2) and not _NUMERAL.fullmatch(bare):
        return bare
    mark = marker(title)
    return title if mark is not None and mark.kind in _NAMING else ""


def is_topic(heading: str) -> bool:
    """Say whether a heading names a matter that can be asked about, not just a place (第五條, 附件三)."""
    name = heading_name(heading)
    mark = marker(name)
    return says_something(name, 2) and not (mark is not None and mark.end == len(name))


def unmarked(text: str) -> str:
    """Return text without the outline marker it begins with."""
    mark = marker(text.lstrip())
    return trimmed(text.lstrip()[mark.end :] if mark is not None else text)


def trimmed(text: str) -> str:
    """Return text without markup and without the punctuation at its ends."""
    return plain(text).strip(_ENDS).lstrip("-－—–").lstrip()


def says_something(text: str, least: int = 3) -> bool:
    """Say whether a text has at least so many Chinese characters or letters to be asked about."""
    return len(_HAN.findall(text)) >= least or len(re.findall(r"[A-Za-z]", text)) >= 2 * least
