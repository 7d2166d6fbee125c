"""Table cells: what stands in the column of this row?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.tables import Cell, Table, find_tables
from corpus.types import Section
from evals.drafts.source import Draft, Source, says_something, trimmed

_LONGEST = 60
_DIGIT = re.compile(r"\d")


def cells(source: Source) -> Iterator[Draft]:
    """Yield a draft for each short cell that has a row header and a column header."""
    for section in source.sections:
        for table in find_tables(source.document.text, section.span):
            yield from _of_table(source, section, table)


def _of_table(source: Source, section: Section, table: Table) -> Iterator[Draft]:
    for row in table.rows[1:]:
        for column, cell in enumerate(row[1:], start=1):
            header = trimmed(table.header(column))
            if header and says_something(trimmed(row[0].text), 2) and _usable(source, cell):
                asked = "是多少" if _DIGIT.search(cell.text) and len(cell.text) <= 12 else "是什麼"
                yield Draft(
                    kind="cell",
                    category="table_lookup",
                    section=section,
                    question=f"{_place(source, section)}「{trimmed(row[0].text)}」的「{header}」{asked}？",
                    answer=f"{trimmed(cell.text)}。",
                    must_include=((trimmed(cell.text),),),
                    quotes=(cell.span.slice(source.document.text),),
                )


def _place(source: Source, section: Section) -> str:
    name = source.quoted(section)
    return f"{name}的表中，" if name else "表中，"


def _usable(source: Source, cell: Cell) -> bool:
    raw = cell.span.slice(source.document.text)
    return bool(trimmed(cell.text)) and len(cell.text) <= _LONGEST and "\n" not in raw and "<" not in raw
