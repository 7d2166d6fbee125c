"""Contents pages: which lines are entries of one and not text of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from corpus.lines import Line, has_leaders, is_title, lines
from corpus.outline import marker
from corpus.types import Span

_HEAD = re.compile(r"^\s*目\s*[錄次]\s*頁?\s*[:：]?\s*$")
_PAGE_NUMBER = re.compile(r"[\s.．·‧…⋯]+[0-9０-９ivxIVX]+\s*$")
_FILLING = re.compile(r"[\s.．·‧…⋯]+|[0-9０-９]+\s*$")
_LONGEST_ENTRY = 80
_FEWEST, _MOST_ENTRIES = 3, 500
_MOSTLY = 0.5
_FRONT = 40
"""Printed lines at the front of a document where a contents page without its heading may stand."""


@lru_cache(maxsize=16)
def contents_entries(text: str) -> tuple[Span, ...]:
    """Find the entries of contents pages.

    Args:
        text: a document's text.

    Returns:
        The printed lines below 「目錄」 or 「目次」 up to the line where the first entry comes again as a heading, or as
        long as they are numbered titles; runs of three or more lines that end with leaders and a page number; and, at the
        front of the document, three or more numbered titles most of which, the first among them, come again below.
    """
    rows = [row for row in lines(text) if not row.blank]
    found: set[int] = set()
    for i, row in enumerate(rows[:-1]):
        if "目" in row.text and _HEAD.match(row.text):
            found |= set(range(i + 1, _end(rows, i + 1)))
    for run in _runs(rows, _leads_to_a_page):
        found |= set(run)
    for run in _runs(rows[:_FRONT], _is_entry):
        found |= set(run[: _repeated(rows, run)])
    return tuple(rows[i].span for i in sorted(found))


def _runs(rows: Sequence[Line], fits: Callable[[str], bool]) -> Iterator[list[int]]:
    """Yield the runs of three or more successive lines that fit."""
    for good, group in groupby(range(len(rows)), key=lambda i: fits(rows[i].text)):
        run = list(group) if good else []
        if len(run) >= _FEWEST:
            yield run


def _repeated(rows: Sequence[Line], run: Sequence[int]) -> int:
    """How many lines at the start of a run are entries that mostly come again below it; 0 where they do not."""
    wanted = [_bare(rows[i].text) for i in run]
    wanted = wanted[: wanted.index(wanted[0], 1)] if wanted[0] in wanted[1:] else wanted
    below = {_bare(row.text) for row in rows[run[0] + len(wanted) :]}
    again = sum(words in below for words in wanted)
    return len(wanted) if wanted[0] in below and again >= max(_FEWEST, _MOSTLY * len(wanted)) else 0


def is_contents_head(row: str) -> bool:
    """Say whether a line is the heading of a contents page (「目錄」, 「目 次」)."""
    return bool(_HEAD.match(row))


def _end(rows: Sequence[Line], first: int) -> int:
    """Index after the last entry of a contents page whose first line is ``first``."""
    words = _bare(rows[first].text)
    last = min(len(rows), first + _MOST_ENTRIES)
    again = next((i for i in range(first + 1, last) if words and _bare(rows[i].text).startswith(words)), None)
    if again is not None and all(len(row.text) <= _LONGEST_ENTRY for row in rows[first:again]):
        return again
    end = first
    while end < len(rows) and _is_entry(rows[end].text):
        end += 1
    return end if end - first >= _FEWEST else first


def _leads_to_a_page(row: str) -> bool:
    return has_leaders(row) and bool(_PAGE_NUMBER.search(row[-_LONGEST_ENTRY:]))


def _is_entry(row: str) -> bool:
    if has_leaders(row):
        return True
    mark = marker(row)
    return mark is not None and mark.kind != "bullet" and is_title(row[mark.end :], _LONGEST_ENTRY)


def _bare(row: str) -> str:
    """A contents entry without leaders, page number and spaces."""
    return _FILLING.sub("", row[: 2 * _LONGEST_ENTRY])
