"""Bookmarks of a PDF file mark the headings they name, where their words stand on their page."""

from __future__ import annotations

import re

from pypdfium2 import PdfDocument

from corpus.readers.parsed import Parsed
from corpus.types import Mark, Span

_MAX_BOOKMARKS = 20_000
_MAX_TITLE = 200
_NUMBER_BEFORE = r"[^\n。，；]{0,8}?"
"""What may stand before the title in print and not in the bookmark: an automatic number."""


def mark_bookmarks(document: PdfDocument, parsed: Parsed) -> tuple[Mark, ...]:
    """Find the headings that a file's bookmarks name.

    Args:
        document: the open file.
        parsed: its text, with pages and the marks found so far.

    Returns:
        Those marks and one heading mark per bookmark found on its page, level 1 for the outermost, in text order.
    """
    taken = {(mark.span.start, mark.span.end) for mark in parsed.marks if mark.kind == "furniture"}
    found: list[Mark] = []
    for count, bookmark in enumerate(document.get_toc()):
        if count >= _MAX_BOOKMARKS:
            break
        destination = bookmark.get_dest()
        page = destination.get_index() if destination else None
        title = "".join(bookmark.get_title().split())
        if page is None or not 0 <= page < len(parsed.page_starts) or not 0 < len(title) <= _MAX_TITLE:
            continue
        span = _find(parsed, page, title, taken)
        if span is not None:
            taken.add((span.start, span.end))
            found.append(Mark("heading", span, bookmark.level + 1))
    return tuple(sorted((*parsed.marks, *found), key=lambda mark: (mark.span.start, -mark.span.end)))


def _find(parsed: Parsed, page: int, title: str, taken: set[tuple[int, int]]) -> Span | None:
    """Return the first line on the page that is the title, else the first that begins with it."""
    starts = (*parsed.page_starts, len(parsed.text))
    words = r"\s*".join(map(re.escape, title))
    for pattern in (rf"^[ \t　]*({_NUMBER_BEFORE}{words})[ \t　]*$", rf"^[ \t　]*({words})"):
        for match in re.compile(pattern, re.MULTILINE).finditer(parsed.text, starts[page], starts[page + 1]):
            if match.span(1) not in taken:
                return Span(*match.span(1))
    return None
