"""Tables as they stand in text: rows of tab-separated or piped cells, with their headers and the items inside cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.lines import Line, lines, plain
from corpus.types import Span

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LIST = re.compile(r"<ul[^>]*>(.*?)(?:</ul>|$)", re.DOTALL)
_ITEM = re.compile(r"(?:</?li[^>]*>|<br\s*/?>|\n|[■●•✓➢◆])")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words' span in the document and its text without tags and Markdown marks."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle of cells. Row 0 holds the column headers, column 0 the row headers."""

    span: Span
    rows: tuple[tuple[Cell, ...], ...]

    def header(self, column: int) -> str:
        """Return a column's header, empty when the row is shorter."""
        return self.rows[0][column].text if column < len(self.rows[0]) else ""


def is_row(line: Line) -> bool:
    """Say whether a line is a table row: two or more tab-separated cells, or cells between pipes."""
    text = line.text.strip(" \n")
    return text.count("\t") >= 1 or (text.startswith("|") and text.count("|") >= 2)


def find_tables(text: str, span: Span) -> tuple[Table, ...]:
    """Find the tables in a stretch of a document.

    Args:
        text: the document's text.
        span: where to look.

    Returns:
        Every run of two or more table rows, in order; Markdown rules (``|---|``) are not rows.
    """
    if text.find("\t", span.start, span.end) < 0 and text.find("|", span.start, span.end) < 0:
        return ()
    tables: list[Table] = []
    run: list[Line] = []
    for line in [*lines(text, span.start, span.end), Line(span.end, span.end, "")]:
        if is_row(line):
            run.append(line)
            continue
        if len(run) >= 2:
            rows = tuple(tuple(_cells(row)) for row in run if not _RULE.match(row.text))
            tables.append(Table(Span(run[0].start, run[-1].end), rows))
        run = []
    return tuple(tables)


def _cells(line: Line) -> Iterator[Cell]:
    text, offset = line.text, line.start
    mark = "\t"
    if "\t" not in text.strip(" "):
        mark = "|"
        left = text.index("|") + 1
        text, offset = text[left:].rstrip().removesuffix("|"), offset + left
    position = 0
    for part in re.split(r"(?<!\\)\|" if mark == "|" else "\t", text):
        left = len(part) - len(part.lstrip())
        body = part.strip()
        start = offset + position + left
        yield Cell(Span(start, start + len(body)), plain(_LIST.sub(r"\1", body)))
        position += len(part) + 1


def cell_items(text: str, cell: Cell) -> tuple[Span, ...]:
    """Split a cell that holds a list into its items.

    Args:
        text: the document's text.
        cell: one of its cells.

    Returns:
        The items' spans; the whole cell as one when it holds no list. Inside ``<ul>`` whose item tags were lost, items
        are separated by white space, unless that stands beside Latin words.
    """
    raw = cell.span.slice(text)
    inside = _LIST.search(raw)
    start, body = (cell.span.start + inside.start(1), inside.group(1)) if inside else (cell.span.start, raw)
    parts = re.compile(
        _ITEM.pattern if _ITEM.search(body) or not inside else r"(?<![A-Za-z0-9,])\s+|\s+(?![A-Za-z0-9])"
    )
    spans: list[Span] = []
    position = 0
    for found in [*parts.finditer(body), None]:
        end = found.start() if found else len(body)
        piece = body[position:end]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            spans.append(Span(start + position + left, start + position + left + len(piece.strip())))
        position = found.end() if found else end
    return tuple(spans) or (cell.span,)
