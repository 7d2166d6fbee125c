"""The printed lines of a PDF page, in reading order, with their place on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from corpus.readers.radicals import plain_characters

_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})  # how pdfium shows a hyphen that only divides a word at a line end
_LINE_ENDS = frozenset({0x0A, 0x0D})
_SPACE = 0x20
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
    codes = page_codes(page)
    lines, start = [], 0
    for at, code in enumerate([*codes, 0x0A]):
        if code in _LINE_ENDS:
            if line := line_of(page, codes, range(start, at)):
                lines.append(line)
            start = at + 1
    return lines


def page_codes(page: PdfTextPage) -> list[int]:
    """Return the code points of a page's characters; line ends are among them."""
    get = pdfium.FPDFText_GetUnicode
    raw = page.raw
    return [get(raw, at) for at in range(page.count_chars())]


def line_of(page: PdfTextPage, codes: Sequence[int], indices: Sequence[int]) -> Line | None:
    """Make a line of some characters of a page.

    Args:
        page: its text layer.
        codes: the code points of all its characters.
        indices: which of them make the line, in reading order.

    Returns:
        The line; None where it is blank.
    """
    inked = [at for at in indices if codes[at] > _SPACE and codes[at] not in _HYPHENS]
    if not inked:
        return None
    box = _around(page, inked)
    last = indices[-1]
    hyphenated = codes[last] in _HYPHENS
    characters = []
    for position, at in enumerate(indices):
        code = codes[at]
        if code in _HYPHENS:
            characters.append("" if at == last else "-")
        elif code == _SPACE and _is_typesetting(page, codes, indices, position, box.size):
            continue
        else:
            characters.append(chr(code))
    return Line(plain_characters("".join(characters)).strip(), box, hyphenated)


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


def _around(page: PdfTextPage, inked: Sequence[int]) -> Box:
    first, last = char_box(page, inked[0]), char_box(page, inked[-1])
    return Box(
        min(first.left, last.left),
        min(first.bottom, last.bottom),
        max(first.right, last.right),
        max(first.top, last.top),
    )


def _is_typesetting(
    page: PdfTextPage, codes: Sequence[int], indices: Sequence[int], position: int, size: float
) -> bool:
    """Say whether a space is one that pdfium inferred from a narrow gap beside a Han character."""
    if not 0 < position < len(indices) - 1 or pdfium.FPDFText_IsGenerated(page.raw, indices[position]) != 1:
        return False
    before, after = indices[position - 1], indices[position + 1]
    if not (is_wide(chr(codes[before])) or is_wide(chr(codes[after]))):
        return False
    return char_box(page, after).left - char_box(page, before).right < _DELIBERATE_GAP * size
