"""Lines of a document with their offsets, and what a line looks like before anyone interprets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Span

_MARKUP = re.compile(
    r"\*\*|__|</?(?:u|b|i|em|strong|ul|ol|li|br|sup|sub|span|p|div)\b[^<>]*>|\\(?=[$*_#])", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_LEADERS = re.compile(r"(?:[.．·‧…⋯]\s?){3,}\s*[0-9０-９ivxIVX\-]*\s*$")
_PARENTHESES = re.compile(r"[（(][^（()）]*[)）]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``start`` and ``end`` are offsets in the document, without the line end; ``text`` is that slice."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return not self.text.strip()

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
    for found in re.finditer(r"[^\n\f]*(?:[\n\f]|$)", text[start:stop]):
        body = found.group().rstrip("\n\f")
        if found.group() or found.start() < stop - start:
            yield Line(start + found.start(), start + found.start() + len(body), body)


def plain(text: str) -> str:
    """Return text without Markdown emphasis, HTML tags and escaping backslashes, trimmed; for reading, never for quoting."""
    return _MARKUP.sub("", text).strip()


def is_title(text: str, longest: int = 40) -> bool:
    """Say whether a short text reads as a title, not as a sentence.

    Args:
        text: what stands on the line (after its outline marker, if any).
        longest: most characters a title may have, remarks in parentheses not counted.

    Returns:
        True for 「補助名額及補助金上限」, 「三、申請資格：」's rest, 「應備文件（一式十份，不退還）」; False for running text.
    """
    bare = _PARENTHESES.sub("", plain(text)).strip().rstrip("：:")
    if not bare or len(bare) > longest or _SENTENCE_END.search(bare):
        return False
    return "，" not in bare and "：" not in bare


def has_leaders(text: str) -> bool:
    """Say whether a line is a contents entry with dotted leaders (「一、目的 ………… 3」)."""
    return bool(_LEADERS.search(text))
