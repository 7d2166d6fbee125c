"""Markdown: the file exactly, with its headings marked (CommonMark 0.31, ATX and setext headings, fenced code)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.readers.parsed import Parsed
from corpus.readers.text import decode, form_feed_pages
from corpus.types import Mark, Span

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NOT_A_PARAGRAPH = re.compile(r"\s*(?:$|[|>#]|[-*+][ \t]|(?:[-*_][ \t]*){3,}$)| {4}|\t")


def read(path: Path) -> Parsed:
    """Read a Markdown file.

    Args:
        path: a file in an encoding that the plain text reader knows.

    Returns:
        The decoded text, its headings as marks, and the first top-level heading as title.

    Raises:
        DocumentError: the file is not text.
    """
    text, warnings = decode(path)
    marks = tuple(heading_marks(text))
    title = next((mark.span.slice(text) for mark in marks if mark.level == 1), "")
    return Parsed(text, page_starts=form_feed_pages(text), marks=marks, title=title, warnings=warnings)


def heading_marks(text: str) -> Iterator[Mark]:
    """Find the headings of a Markdown text.

    Args:
        text: Markdown with LF line ends.

    Yields:
        One mark per heading in text order; its span covers the words alone, without ``#`` or underline.
    """
    fence, offset = "", 0
    before_previous, previous, previous_at = "", "", 0
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            if opening and opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
            line_kept = ""
        elif opening:
            fence, line_kept = opening[1], ""
        else:
            line_kept = line
            yield from _heading(line, offset, before_previous, previous, previous_at)
        before_previous, previous, previous_at = previous, line_kept, offset
        offset += len(line) + 1


def _heading(line: str, offset: int, before_previous: str, previous: str, previous_at: int) -> Iterator[Mark]:
    if atx := _ATX.match(line):
        words = _CLOSING.sub("", line[atx.end() :])
        yield from _mark(words, offset + atx.end(), len(atx[1]))
    elif (under := _UNDERLINE.match(line)) and not before_previous.strip() and not _NOT_A_PARAGRAPH.match(previous):
        yield from _mark(previous, previous_at, 1 if under[1][0] == "=" else 2)


def _mark(words: str, at: int, level: int) -> Iterator[Mark]:
    start = at + len(words) - len(words.lstrip())
    if words.strip():
        yield Mark("heading", Span(start, start + len(words.strip())), level)
