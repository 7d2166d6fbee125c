"""What of a document belongs to no passage: running heads and page numbers, and the entries of contents pages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.contents import contents_entries
from corpus.types import Document, Span

Reason = Literal["furniture", "contents", "rule"]
"""furniture: running head, running foot, page number · contents: entry of a contents page · rule: line of a table's frame."""

_RULE = re.compile(r"^[ \t]*\|(?=[^\n]*-)[-:| \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of text that is left out of passages, and why."""

    span: Span
    reason: Reason


class Spans:
    """Spans that can be asked quickly whether one of them holds another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def __bool__(self) -> bool:
        return bool(self._spans)

    def contains(self, span: Span) -> bool:
        """Say whether a span lies in the last one that begins at or before it."""
        at = bisect_right(self._starts, span.start) - 1
        return at >= 0 and self._spans[at].contains(span)

    def any_between(self, start: int, end: int) -> bool:
        """Say whether one of the spans begins in a range."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)


def left_out(document: Document) -> tuple[LeftOut, ...]:
    """List what is left out of a document's passages.

    Args:
        document: any document.

    Returns:
        The furniture its reader marked, the entries of contents pages and the rules of Markdown tables, in text order. The text itself keeps them.
    """
    found = [LeftOut(mark.span, "furniture") for mark in document.marks if mark.kind == "furniture"]
    hidden = Spans(item.span for item in found)
    found += [LeftOut(span, "contents") for span in contents_entries(document.text) if not hidden.contains(span)]
    if "|" in document.text:
        found += [LeftOut(Span(*rule.span()), "rule") for rule in _RULE.finditer(document.text)]
    return tuple(sorted(found, key=lambda item: item.span))


def hidden_spans(document: Document) -> Spans:
    """Return the spans of ``left_out`` for quick asking."""
    return Spans(item.span for item in left_out(document))
