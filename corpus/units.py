"""The smallest things a section is made of: heading, paragraphs, list items, short lines, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import slides
from corpus.left_out import Spans, hidden_spans
from corpus.lines import Line, lines
from corpus.outline import marker
from corpus.tables import is_row
from corpus.types import Document, Section, Span

UnitKind = Literal["heading", "prose", "item", "line", "row"]

_SENTENCE = re.compile(r"[^。！？!?]*(?:[。！？!?]+[」』”）)]*|$)", re.DOTALL)
_ENDS = "。！？!?；;：:"


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of one section that is never broken between lines.

    ``kind``: ``heading`` the section's heading · ``prose`` a paragraph · ``item`` a list item with its continuation lines ·
    ``line`` a short line or block that is no sentence (slide labels and figures, cells of flattened tables) · ``row`` a
    table row. ``depth`` counts the nesting of items from 0; ``words`` is where the item's words begin after its marker.
    """

    kind: UnitKind
    span: Span
    depth: int = 0
    words: int = 0


def is_wrapped(document: Document) -> bool:
    """Say whether line ends inside a block are mere wrapping (slides), so that a block's lines belong together."""
    return bool(document.slide_titles) or slides.looks_like_slides(document.text)


def units(document: Document, section: Section, *, wrapped: bool, hidden: Spans | None = None) -> tuple[Unit, ...]:
    """Split a section into units.

    Args:
        document: the section's document.
        section: one of its sections.
        wrapped: what ``is_wrapped(document)`` says (asked once a document).
        hidden: what ``hidden_spans(document)`` says, where it was asked already.

    Returns:
        Units in text order; together they hold every printed character of the section but what ``corpus.left_out``
        lists (running heads, page numbers, contents pages).
    """
    found: list[Unit] = []
    nesting: list[tuple[str, int]] = []
    gap = True
    body_start = section.span.start
    if len(section.heading) and section.heading.start >= section.span.start:
        bullet = document.text[section.span.start : section.heading.start]
        start = section.span.start + len(bullet) - len(bullet.lstrip())
        found.append(Unit("heading", Span(start, section.heading.end), words=section.heading.start))
        body_start = section.heading.end
    hidden = hidden_spans(document) if hidden is None else hidden
    for line in lines(document.text, body_start, section.span.end):
        if line.blank:
            gap = True
            continue
        if hidden and hidden.contains(line.span):
            continue
        if is_row(line):
            found.append(Unit("row", line.span, words=line.span.start))
        else:
            _add(found, nesting, line, joins=not gap and wrapped, gap=gap)
        gap = False
    return tuple(found)


def _add(found: list[Unit], nesting: list[tuple[str, int]], line: Line, *, joins: bool, gap: bool) -> None:
    mark = marker(line.text)
    if mark is not None and mark.kind != "exhibit":
        key = (mark.kind + (mark.text if mark.kind == "bullet" else ""), len(line.text) - len(line.text.lstrip()))
        while nesting and key not in nesting and nesting[-1][1] > key[1]:
            nesting.pop()
        if key in nesting:
            del nesting[nesting.index(key) + 1 :]
        else:
            nesting.append(key)
        found.append(Unit("item", line.span, len(nesting) - 1, line.start + mark.end))
        return
    last = found[-1] if found else None
    if joins and last is not None and last.kind in ("item", "prose", "line"):
        found[-1] = Unit(last.kind, Span(last.span.start, line.span.end), last.depth, last.words)
        return
    if gap:
        nesting.clear()
    text = line.text.strip()
    kind: UnitKind = "prose" if text[-1] in _ENDS or "，" in text or len(text) > 40 else "line"
    found.append(Unit(kind, line.span, words=line.span.start))


def sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of a stretch of text; a sentence ends with 。！？ and the brackets that close after it.

    Args:
        text: the document's text.
        span: where to look.
    """
    for found in _SENTENCE.finditer(text, span.start, span.end):
        body = found.group()
        if body.strip():
            left = len(body) - len(body.lstrip())
            yield Span(found.start() + left, found.start() + left + len(body.strip()))
