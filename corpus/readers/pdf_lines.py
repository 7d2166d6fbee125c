"""The printed lines of a PDF page, in reading order, with their place on the page."""

from __future__ import annotations

import ctypes
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from corpus.readers.radicals import plain_characters

_HYPHENS = "\x02\xad\ufffe"  # how pdfium shows a hyphen that only divides a word at a line end
_LINE = re.compile(r"[^\r\n]+")
_TO_MEND = re.compile(rf"[ {_HYPHENS}]")
_HALF = re.compile("[\ud800-\udfff]")
_BLANK = "".join(map(chr, range(0x21))) + "\u3000" + _HYPHENS
_DELIBERATE_GAP = 0.6  # em; narrower gaps beside a Han character are typesetting, not a space someone typed


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points; the origin is the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """Height in points; of a line of text, about its font size."""
        return self.top - self.bottom

    def holds(self, other: Box) -> bool:
        """Say whether the middle of ``other`` lies inside this box."""
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``hyphenated`` where its last word goes on in the next line."""

    text: str
    box: Box
    hyphenated: bool = False


def page_lines(page: PdfTextPage) -> list[Line]:
    """Return the lines of a page.

    Args:
        page: its text layer.

    Returns:
        Lines in the order of the page's content, without blank ones; radicals replaced by ordinary characters.
    """
    text = page_text(page)
    found = (line_of(page, text, range(*match.span())) for match in _LINE.finditer(text))
    return [line for line in found if line]


def page_text(page: PdfTextPage) -> str:
    """Return a page's characters in pdfium's order, line ends among them.

    Args:
        page: its text layer.

    Returns:
        One character per index of pdfium: beyond the basic plane these are two halves, which ``line_of`` puts together.
    """
    count = page.count_chars()
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium.FPDFText_GetText(page.raw, 0, count, buffer) - 1
    if written == count:
        text = bytes(memoryview(buffer)[:count]).decode("utf-16-le", errors="surrogatepass")
        return text if len(text) == count else "".join(map(chr, buffer[:count]))
    get, raw = pdfium.FPDFText_GetUnicode, page.raw  # pdfium left characters out: ask for each
    return "".join(chr(min(get(raw, at), sys.maxunicode)) for at in range(count))


def line_of(page: PdfTextPage, text: str, indices: Sequence[int]) -> Line | None:
    """Make a line of some characters of a page.

    Args:
        page: its text layer.
        text: all its characters.
        indices: which of them make the line, in reading order.

    Returns:
        The line; None where it is blank.
    """
    words = "".join([text[at] for at in indices])
    inked = words.strip(_BLANK)
    if not inked:
        return None
    start = words.index(inked[0])
    box = _around(page, indices[start], indices[start + len(inked) - 1])
    hyphenated = words[-1] in _HYPHENS
    if _TO_MEND.search(inked):
        kept = indices[start : start + len(inked)]
        inked = "".join(_mended(page, inked, kept, at, box.size) for at in range(len(inked)))
    if _HALF.search(inked):
        inked = inked.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
    return Line(plain_characters(inked), box, hyphenated)


def _mended(page: PdfTextPage, words: str, indices: Sequence[int], at: int, size: float) -> str:
    """Return one character of a line as it was meant: typesetting gaps vanish, hyphens inside a line are real."""
    if words[at] in _HYPHENS:
        return "-"
    return "" if words[at] == " " and _is_typesetting(page, words, indices, at, size) else words[at]


def char_box(page: PdfTextPage, at: int) -> Box:
    """Return the place of one character, with the full height of its font.

    Args:
        page: its text layer.
        at: the character's index.
    """
    rect = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(page.raw, at, rect)
    return Box(rect.left, rect.bottom, rect.right, rect.top)


def is_wide(character: str) -> bool:
    """Say whether a character is Han, kana, hangul or full-width: written without spaces around it."""
    return unicodedata.east_asian_width(character) in "WF"


def _around(page: PdfTextPage, first: int, last: int) -> Box:
    a, b = char_box(page, first), char_box(page, last)
    return Box(min(a.left, b.left), min(a.bottom, b.bottom), max(a.right, b.right), max(a.top, b.top))


def _is_typesetting(page: PdfTextPage, words: str, indices: Sequence[int], at: int, size: float) -> bool:
    """Say whether a space is one that pdfium inferred from a narrow gap beside a Han character."""
    if pdfium.FPDFText_IsGenerated(page.raw, indices[at]) != 1:
        return False
    if not (is_wide(words[at - 1]) or is_wide(words[at + 1])):
        return False
    return char_box(page, indices[at + 1]).left - char_box(page, indices[at - 1]).right < _DELIBERATE_GAP * size
