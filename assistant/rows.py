"""Rows of tables whose cells were flattened to lines, one below the other: a name and the values that follow it.

Gazettes publish tables as plain text, one cell a line: 「加保扶」, 「○．○四○」, 「○．四○」, 「可氯丹」 … A row begins where a name follows
a value, and at the next number of a running count (「1」, 「2」; 「一」, 「二」). Names before a row's own are its group's (「太平山國家森林
遊樂區」 before 「營林區」, 「11444」) and govern the rows below; those at the top are the table's headers.

Which header belongs to which value is not told: a missing or merged cell would shift them, and a wrong header is a wrong figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.columns import carries_figures
from corpus.normalize import numeral

_GOES_ON = re.compile(r"[／/、，（(]$")
"""How a cell ends that goes on in the next line: 「三、○○○元／」, 「每時段」."""
_REMARK = re.compile(r"^[（(].*[）)]$")
_COUNTS_THINGS = re.compile(r"(?<![A-Za-z\d第,.\-])\d[\d,.]*(?:[～~至\-]\d+)?\s*[\u4e00-\u9fff]")
"""「富世村13鄰～19鄰」; not 「第3類」, 「1,2-二氯苯」 or 「5G」."""
_CELL = 60
"""Characters of the longest line that can be a cell."""
_ROW = 8
"""Lines of the longest row."""
_HEADERS = 60
"""Characters of the longest headers that are told with a row."""
_COUNTED = 3
"""Numbers that make a running count."""


@dataclass(frozen=True, slots=True)
class Row:
    """Indices of the lines of one row, and of the lines that govern it: headers, or its group's name."""

    cells: tuple[int, ...]
    above: tuple[int, ...] = ()


def find_rows(texts: Sequence[str], items: Collection[int] = ()) -> tuple[Row, ...]:
    """Find the rows among the lines of a section.

    Args:
        texts: its heading and its lines in order; an empty text stands for what is no line.
        items: indices of those that are list items: they name what follows, whatever figures they have.

    Returns:
        The rows in order; a line belongs to one of them at most.
    """
    return tuple(row for run in _runs(texts, items) for row in _Table(texts, run, items).rows())


def _runs(texts: Sequence[str], items: Collection[int]) -> Iterator[range]:
    """Stretches of lines that can be cells; a sentence cannot, nor what introduces a list."""
    start = 0
    for i, text in enumerate([*texts, ""]):
        prose = i not in items and (text[-1:] in "。；" or (text[-1:] in "：:" and _is_value(text)))
        if not text or len(text) > _CELL or prose:
            if i - start > 1:
                yield range(start, i)
            start = i + 1


class _Table:
    """The lines of one stretch, read as a table."""

    def __init__(self, texts: Sequence[str], lines: range, items: Collection[int]) -> None:
        self._texts = texts
        self._lines = lines
        self._items = items
        self._counts = self._running_count()
        remarks = {i for i in lines if i not in items and _REMARK.match(texts[i])}
        values = {i for i in lines if i not in items and i not in remarks and _is_value(texts[i])}
        self._told = frozenset(values - self._counts)
        self._named = frozenset(i for i in lines if i in items or i not in remarks | values | self._counts)

    def rows(self) -> Iterator[Row]:
        """Yield its rows."""
        headers: tuple[int, ...] | None = None
        group: tuple[int, ...] = ()
        for cells in self._cut():
            names, values = [i for i in cells if i in self._named], [i for i in cells if i in self._told]
            counted = bool(self._counts & set(cells))
            before = [i for i in names if not values or i < values[0]]
            if headers is None:
                headers = self._headers(before[:-1] if values else names)
            if not values or len(names) + len(values) < 2:
                continue
            if len(before) > 1 or counted:
                group = tuple(before[:1] if self._counts else before[-3:-1])
            own = before[-1] if before else cells[0]
            whole = len(cells) <= _ROW and own not in self._items
            kept = tuple(cells if whole else (i for i in cells if i >= own))[:_ROW]
            above = headers if len(values) > 1 and headers else group
            yield Row(kept, tuple(i for i in above if i not in kept))

    def _headers(self, names: Sequence[int]) -> tuple[int, ...]:
        """The names at the top of the table; none where they are too many to tell."""
        return tuple(names) if sum(len(self._texts[i]) for i in names) <= _HEADERS else ()

    def _cut(self) -> Iterator[list[int]]:
        """The lines row by row: a new one begins at a count, and at a name that follows a value."""
        cells: list[int] = []
        told = False
        for i in self._lines:
            follows = told and i in self._named and not _GOES_ON.search(self._texts[cells[-1]])
            if cells and (i in self._counts or follows):
                yield cells
                cells, told = [], False
            cells.append(i)
            told = told or i in self._told
        yield cells

    def _running_count(self) -> frozenset[int]:
        """The lines that count the rows: 1, 2, 3 …, each alone in its line."""
        found: list[int] = []
        for i in self._lines:
            if len(self._texts[i]) <= 3 and numeral(self._texts[i]) == len(found) + 1:
                found.append(i)
        return frozenset(found) if len(found) >= _COUNTED else frozenset()


def _is_value(text: str) -> bool:
    return carries_figures(text) or bool(_COUNTS_THINGS.search(text))
