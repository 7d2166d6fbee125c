"""Lines of a document with their offsets, and what a line looks like before anyone interprets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.types import Span

_LINE = re.compile(r"([^\n\f]*)[\n\f]?")

_MARKUP = re.compile(
    r"\*\*|__|</?(?:u|b|i|em|strong|ul|ol|li|br|sup|sub|span|p|div)\b[^<>]*>|\\(?=[$*_#])", re.IGNORECASE
)
_MARKS = "*_<\\"
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_LEADERS = re.compile(r"(?:[.．·‧…⋯]\s?){3,}\s*[0-9０-９ivxIVX\-]*\s*$")
_LONGEST_TAIL, _LONGEST_LINE = 100, 400
_LEADER_ENDS = frozenset(".．·‧…⋯0123456789０１２３４５６７８９ivxIVX-")
_PARENTHESES = re.compile(r"[（(][^（()）]*[)）]")


class Line(NamedTuple):
    """One line: ``start`` and ``end`` are offsets in the document, without the line end; ``text`` is that slice."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return not self.text or self.text.isspace()

    @property
    def span(self) -> Span:
        """The line without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        return Span(
            self.start + min(left, len(self.text)), max(self.start + left, self.start + len(self.text.rstrip()))
        )


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """Yield the lines of ``text[start:end]`` with offsets into ``text``; a form feed also ends a line."""
    stop = len(text) if end is None else end
    for found in _LINE.finditer(text, start, stop):
        first, last = found.span(1)
        if first < stop:
            yield Line(first, last, found[1])


def plain(text: str) -> str:
    """Return text without Markdown emphasis, HTML tags and escaping backslashes, trimmed; for reading, never for quoting."""
    return _MARKUP.sub("", text).strip() if any(c in text for c in _MARKS) else text.strip()


def is_title(text: str, longest: int = 40) -> bool:
    """Say whether a short text reads as a title, not as a sentence.

    Args:
        text: what stands on the line (after its outline marker, if any).
        longest: most characters a title may have, remarks in parentheses not counted.

    Returns:
        True for 「補助名額及補助金上限」, 「三、申請資格：」's rest, 「應備文件（一式十份，不退還）」; False for running text.
    """
    if len(text) > _LONGEST_LINE:
        return False
    whole = plain(text).rstrip("：:")
    bare = _PARENTHESES.sub("", whole).strip().rstrip("：:") or whole.strip("（()） ")
    if not bare or len(bare) > longest or _SENTENCE_END.search(bare):
        return False
    return "，" not in bare and "：" not in bare


def has_leaders(text: str) -> bool:
    """Say whether a line is a contents entry with dotted leaders (「一、目的 ………… 3」)."""
    tail = text.rstrip()[-_LONGEST_TAIL:]
    return tail[-1:] in _LEADER_ENDS and bool(_LEADERS.search(tail))
