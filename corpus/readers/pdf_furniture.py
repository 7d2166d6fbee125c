"""Finds what a PDF repeats on its pages: running heads, running feet and page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus.readers.pdf_lines import Line

_ZONE = 4  # lines from the top and from the bottom of a page
_BAND = 8.0  # points; furniture stands at the same height on every page
_MIN_PAGES = 3
_MIN_LENGTH = 4
_TITLE_SIZE = 1.25  # times the page's usual size; a larger repeated line is a title
_NUMBER = re.compile(r"\d+")
_Place = tuple[str, int]
"""The words of a line without its numbers, and a band of height."""
_PAGE_NUMBER = re.compile(
    r"[-–—~〜\s]*(?:第\s*)?(\d{1,4})(?:\s*頁)?(?:\s*[/／,，]\s*(?:共\s*)?\d{1,4}\s*頁?)?[-–—~〜\s]*$"
)


def furniture(pages: Sequence[Sequence[Line]]) -> list[frozenset[int]]:
    """Say which lines of each page are furniture.

    Args:
        pages: the lines of every page.

    Returns:
        For each page the indices of its furniture lines. A line is furniture where the same words, whatever numbers are
        in them, stand at the same height of at least three pages (two, when the document has no more) near the top or
        the bottom; or where it is a page number that counts on with the pages.
    """
    zones = [_zone(lines) for lines in pages]
    seen: Counter[_Place] = Counter()
    for lines, zone in zip(pages, zones, strict=True):
        seen.update({place for at in zone for place in _places(lines[at])})
    repeated = {place for place, count in seen.items() if count >= _needed(place, len(pages))}
    found = []
    for lines, zone in zip(pages, zones, strict=True):
        small = _TITLE_SIZE * _usual_size(lines)
        found.append({at for at in zone if lines[at].box.size <= small and repeated.intersection(_places(lines[at]))})
    for number, at in _page_numbers(pages, zones):
        found[number].add(at)
    return [frozenset(indices) for indices in found]


def _zone(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines at the top and the bottom of a page; content order says nothing about that."""
    by_height = sorted(range(len(lines)), key=lambda at: lines[at].box.bottom)
    return frozenset(by_height[:_ZONE] + by_height[-_ZONE:])


def _places(line: Line) -> list[_Place]:
    pattern = _NUMBER.sub("#", "".join(line.text.split()))
    return [(pattern, band) for band in _bands(line)]


def _needed(place: _Place, pages: int) -> int:
    """Return how many pages must repeat a line; the words of a table cell come back by chance, so more for a short one."""
    few = min(_MIN_PAGES, max(pages, 2))
    return few if len(place[0].replace("#", "")) >= _MIN_LENGTH else max(few, pages // 2)


def _bands(line: Line) -> tuple[int, int]:
    """Return two overlapping bands of height, so that a small shift still meets in one of them."""
    return int(line.box.bottom // _BAND) * 2, int((line.box.bottom + _BAND / 2) // _BAND) * 2 + 1


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = sorted(line.box.size for line in lines)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _page_numbers(pages: Sequence[Sequence[Line]], zones: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Yield page and line of the page numbers: they count on with the pages and stand at the same height."""
    groups: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, (lines, zone) in enumerate(zip(pages, zones, strict=True)):
        for at in zone:
            if match := _PAGE_NUMBER.match(lines[at].text):
                for band in _bands(lines[at]):
                    groups[int(match[1]) - number, band].append((number, at))
    needed = min(_MIN_PAGES, len(pages))
    for (offset, _), places in groups.items():
        if len({page for page, _ in places}) >= needed and (len(pages) > 1 or offset == 1):
            yield from places
