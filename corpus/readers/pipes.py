"""Tables as text: merged cells spread out, rows written as a Markdown pipe table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.errors import DocumentError

Rows = Sequence[Sequence[str]]

MAX_CELLS = 2_000_000
_WIDEST = 1_000  # columns; a span beyond it is damage or malice


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def spread(table: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Lay cells on a grid; a merged cell's text stands in every place it covers.

    Args:
        table: rows of cells, without the places that a merged cell above or to the left already covers.

    Returns:
        Rows of texts, all of the same length.

    Raises:
        DocumentError: the grid would have more than ``MAX_CELLS`` cells.
    """
    grid: list[list[str]] = []
    above: _Hanging = {}
    cells = 0
    for source in table:
        row: list[str] = []
        below: _Hanging = {}
        for cell in source:
            _take_hanging(row, above, below)
            for _ in range(min(max(cell.columns, 1), _WIDEST)):
                if cell.rows > 1:
                    below[len(row)] = (cell.rows - 1, cell.text)
                row.append(cell.text)
        while above:
            row += [""] * (min(above) - len(row))
            _take_hanging(row, above, below)
        above = below
        grid.append(row)
        cells += len(row)
        if cells > MAX_CELLS:
            raise DocumentError(f"表格超過 {MAX_CELLS:,} 格", hint="請分成數個檔案")
    width = max(map(len, grid), default=0)
    return [row + [""] * (width - len(row)) for row in grid]


_Hanging = dict[int, tuple[int, str]]
"""Column → how many rows a merged cell still reaches down, and its text."""


def _take_hanging(row: list[str], above: _Hanging, below: _Hanging) -> None:
    """Continue ``row`` with the merged cells that reach down into it at this place."""
    while len(row) in above:
        left, text = above.pop(len(row))
        if left > 1:
            below[len(row)] = (left - 1, text)
        row.append(text)


def tidy(rows: Rows) -> list[list[str]]:
    """Strip the cells and drop rows and columns that are empty throughout.

    Args:
        rows: rows of texts, all of the same length.

    Returns:
        The rows that hold something.
    """
    stripped = [[cell.strip() for cell in row] for row in rows]
    columns = [i for i in range(max(map(len, stripped), default=0)) if any(row[i] for row in stripped)]
    return [[row[i] for i in columns] for row in stripped if any(row)]


def pipe_table(rows: Rows) -> str:
    r"""Write rows as a Markdown pipe table whose first row is the header.

    Args:
        rows: at least one row; a line break inside a cell becomes ``<br>``, a pipe ``\|``.

    Returns:
        The lines of the table, without a final line end.
    """
    lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _escaped(cell: str) -> str:
    return re.sub(r"\s*\n\s*", "<br>", cell.strip()).replace("|", "\\|")
