"""Tables of ruled PDF pages: the rulings are found by pdfplumber, the words come from pdfium."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from corpus.readers import progress
from corpus.readers.pdf_lines import Box, Line, char_box, line_of, page_text
from corpus.readers.pdf_paragraphs import begins_item, joined_text

_THIN = 3.0  # points; a path this flat is a ruling
_LONG = 20.0  # points; shorter rulings are decoration
_SNAP = 2.0  # points; how far apart two edges may be and still be one
_SLACK = 2.2  # em; a line this close to its cell's width was broken by the cell
_MAX_OBJECTS = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page: its place and its texts, merged cells repeated."""

    box: Box
    rows: tuple[tuple[str, ...], ...]


def is_ruled(page: PdfPage) -> bool:
    """Say whether a page has enough rulings for a table: two across and two down, or two boxes.

    Args:
        page: a PDF page.
    """
    across = down = 0
    raw = page.raw
    left, bottom, right, top = (pdfium.c_float() for _ in range(4))
    for at in range(min(pdfium.FPDFPage_CountObjects(raw), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(raw, at)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        width, height = right.value - left.value, top.value - bottom.value
        across += width > _LONG
        down += height > _THIN and (height > _LONG or width <= _THIN)
        if across >= 2 and down >= 2:
            return True
    return False


def find_tables(path: Path, pages: Sequence[int], texts: Iterable[PdfTextPage]) -> Iterator[list[Table]]:
    """Find the tables of some pages.

    Args:
        path: the PDF file.
        pages: page numbers from 0, in order.
        texts: the text layer of each of them.

    Yields:
        The tables of each page, from the top.
    """
    import pdfplumber

    with pdfplumber.open(path, pages=[number + 1 for number in pages]) as document:
        for page, text in zip(document.pages, texts, strict=True):
            base = page.mediabox[1] + page.height
            characters = page_text(text)
            found = []
            for table in page.find_tables():
                cells = [Box(x0, base - bottom, x1, base - top) for x0, top, x1, bottom in table.cells]
                x0, top, x1, bottom = table.bbox
                found.append(Table(Box(x0, base - bottom, x1, base - top), _rows(text, characters, cells)))
            page.close()
            progress.tick()
            yield [table for table in found if len(table.rows) > 1 and len(table.rows[0]) > 1]


def _rows(text: PdfTextPage, characters: str, cells: Sequence[Box]) -> tuple[tuple[str, ...], ...]:
    """Lay the cells on the grid of their edges and put the words of each into every place it covers."""
    columns = _edges(cell.left for cell in cells)
    rows = _edges(-cell.top for cell in cells)
    grid = [[""] * len(columns) for _ in rows]
    for cell, words in zip(cells, _words(text, characters, cells), strict=True):
        for row in range(bisect_left(rows, -cell.top - _SNAP), bisect_left(rows, -cell.bottom - _SNAP)):
            for column in range(bisect_left(columns, cell.left - _SNAP), bisect_left(columns, cell.right - _SNAP)):
                grid[row][column] = words
    return tuple(map(tuple, grid))


def _edges(positions: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _SNAP:
            edges.append(position)
    return edges


def _words(text: PdfTextPage, characters: str, cells: Sequence[Box]) -> list[str]:
    """Return the words of each cell: the characters whose middle lies in it, in reading order."""
    indices: list[list[int]] = [[] for _ in cells]
    last = None
    for at, character in enumerate(characters):
        if character > " ":
            box = char_box(text, at)
            last = next((number for number, cell in enumerate(cells) if cell.holds(box)), None)
        if last is not None and character not in "\r\n":
            indices[last].append(at)
    return [_cell_text(text, characters, own, cell) for own, cell in zip(indices, cells, strict=True)]


def _cell_text(text: PdfTextPage, characters: str, indices: Sequence[int], cell: Box) -> str:
    words = ""
    before: Line | None = None
    for line in _cell_lines(text, characters, indices):
        if before is None:
            words = line.text
        else:
            width, size = before.box.right - before.box.left, before.box.size
            broken = cell.right - cell.left - width < _SLACK * size and not begins_item(line.text)
            words += (joined_text(words, line.text) if broken else "\n") + line.text
        before = line
    return words


def _cell_lines(text: PdfTextPage, characters: str, indices: Sequence[int]) -> Iterator[Line]:
    start = 0
    height: Box | None = None
    for position, at in enumerate(indices):
        if characters[at] <= " ":
            continue
        box = char_box(text, at)
        if height is not None and abs(box.bottom - height.bottom) > max(box.size, height.size) / 2:
            if line := line_of(text, characters, indices[start:position]):
                yield line
            start = position
        height = box
    if line := line_of(text, characters, indices[start:]):
        yield line
