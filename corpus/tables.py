"""Tables as they stand in text: rows of tab-separated or piped cells, with their headers and the items inside cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.lines import Line, lines, plain
from corpus.types import Span

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LIST = re.compile(r"<ul[^>]*>(.*?)(?:</ul>|$)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</?li[^>]*>", re.IGNORECASE)
_UNIT = re.compile(r"單\s*位\s*[：:]\s*([^\s）)，。；;|]{1,12})")
_BESIDE = 80
"""Code points above and below a table where its unit may stand."""

_ITEM = re.compile(r"(?:</?li[^>]*>|<br\s*/?>|\n|[■●•✓➢◆])")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words' span in the document and its text without tags and Markdown marks."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle of cells; what was merged stands in every place it covered.

    ``head`` counts the rows of column headers, ``labels`` the columns of row headers; ``unit`` is what the amounts are
    counted in where a line beside the table says so (「單位：千元」).
    """

    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    head: int = 1
    labels: int = 1
    unit: str = ""

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows below the column headers."""
        return self.rows[self.head :]

    def header(self, column: int) -> str:
        """Return a column's header, from the top down where there are several rows; empty when the rows are shorter."""
        return _joined(row[column].text for row in self.rows[: self.head] if column < len(row))

    def label(self, row: tuple[Cell, ...]) -> str:
        """Return the header of one of the table's rows."""
        return _joined(cell.text for cell in row[: self.labels])

    def columns(self) -> str:
        """Return the headers of all columns but those of the row headers, on one line."""
        widest = max(len(row) for row in self.rows)
        return "｜".join(filter(None, map(self.header, range(self.labels, widest))))


def _joined(texts: Iterable[str]) -> str:
    return "／".join(dict.fromkeys(text for text in texts if text))


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
            if rows:
                tables.append(_table(text, Span(run[0].start, run[-1].end), rows))
        run = []
    return tuple(tables)


def _table(text: str, span: Span, rows: tuple[tuple[Cell, ...], ...]) -> Table:
    around = text[max(0, span.start - _BESIDE) : span.start], text[span.end : span.end + _BESIDE]
    unit = _UNIT.search("\n".join((*around[0].splitlines()[-2:], *around[1].splitlines()[:2])))
    head = _head(rows)
    return Table(span, rows, head, _labels(rows[head:]), unit[1] if unit else "")


def _head(rows: tuple[tuple[Cell, ...], ...]) -> int:
    """Two where the first row has merged columns that the second parts, under a corner merged over both."""
    if len(rows) < 3 or not rows[0][0].text or rows[0][0].text != rows[1][0].text:
        return 1
    above, below = ([cell.text for cell in row] for row in rows[:2])
    parted = any(a == b and c != d for (a, b), (c, d) in zip(pairwise(above), pairwise(below), strict=False) if a)
    return 2 if parted else 1


def _labels(body: tuple[tuple[Cell, ...], ...]) -> int:
    """Two where the first column is merged over rows that the second column tells apart by words."""
    for upper, lower in pairwise(body):
        if min(len(upper), len(lower)) > 2 and upper[0].text and upper[0].text == lower[0].text:
            words = upper[1].text, lower[1].text
            return 2 if words[0] != words[1] and not any(c.isdigit() for c in "".join(words)) else 1
    return 1


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
        words = " ".join(_BREAK.sub(" ", _LIST.sub(r"\1", body)).split()) if "<" in body else body
        yield Cell(Span(start, start + len(body)), plain(words).replace("\\|", "|"))
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
