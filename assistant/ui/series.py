"""Figures of a document that form a series over years, and their chart; every point leads to where it stands.

Found by form only: years that stand alone on a line with 「名稱：數值」 lines below them, and tables whose columns are years.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ui.links import document_link
from assistant.ui.markup import escape, plain
from assistant.ui.words import Words
from corpus.figures import Figure, figures
from corpus.tables import find_tables
from corpus.types import Document, Section, Span

FEWEST = 3
"""Years that make a series."""

_YEAR = re.compile(
    r"(?:(?P<ce>(?:19|20)\d\d)|(?:民國)?(?P<roc>\d{2,3})(?=年))(?:[年/.-]\s*\d{0,2}月?)?(?:\s*[（(][^）)]{1,12}[）)])?"
)
_PAIR = re.compile(r"[ \t]*(?P<name>[^：:，。\n]{1,16})[：:][ \t]*(?P<value>[^\n]{1,40})")
_VALUES = {"percent", "money", "count"}
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 460, 190, 34, 34, 34


@dataclass(frozen=True, slots=True)
class Point:
    """One value: its year (CE, a month as a twelfth), how both are written, and where it stands."""

    year: float
    when: str
    value: float
    written: str
    span: Span
    section_id: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one thing over years, earliest first."""

    name: str
    points: tuple[Point, ...]


def find_series(document: Document, outline: Sequence[Section]) -> tuple[Series, ...]:
    """Return the series of a document, in reading order.

    Args:
        document: the document.
        outline: its sections in text order.
    """
    found: dict[tuple[str, ...], list[Point]] = {}
    for name, unit, point in (*_below_years(document, outline), *_in_tables(document, outline)):
        points = found.setdefault((*name, unit), [])
        if all(point.when != other.when for other in points):
            points.append(point)
    return tuple(
        Series(" · ".join(part for part in key[:-1] if part), tuple(sorted(points, key=lambda p: p.year)))
        for key, points in found.items()
        if len(points) >= FEWEST
    )


Named = tuple[tuple[str, ...], str, Point]
"""What a value is of (heading, label, name), its unit, and the value."""


def _below_years(document: Document, outline: Sequence[Section]) -> Iterator[Named]:
    starts = [section.span.start for section in outline]
    heading, when, year, label = "", "", 0.0, ""
    at = 0
    for raw in document.text.split("\n"):
        start, at = at, at + len(raw) + 1
        line = raw.strip()
        if not line:
            continue
        section = outline[max(0, bisect_right(starts, start) - 1)] if outline else None
        path = _before_year(section.path) if section else ""
        if path != heading:
            heading, when, label = path, "", ""
        stands = _YEAR.fullmatch(line)
        if stands:
            when, year, label = line, _value(line, stands), ""
            continue
        pair = _PAIR.fullmatch(raw.rstrip())
        figure = _only(pair["value"]) if pair and when else None
        if pair and figure and section:
            lead = start + len(raw) - len(raw.lstrip())
            span = Span(lead, start + len(raw.rstrip()))
            point = Point(year, when, figure.value, pair["value"].strip(), span, section.section_id)
            yield (heading, label, pair["name"].strip()), figure.unit, point
        elif not pair:
            label = plain(line)[:24]


def _before_year(path: Sequence[str]) -> str:
    """The last heading above a heading that is a year."""
    cut = next((i for i, part in enumerate(path) if _YEAR.fullmatch(part.strip())), len(path))
    return plain(path[cut - 1]) if cut else ""


def _in_tables(document: Document, outline: Sequence[Section]) -> Iterator[Named]:
    for section in outline:
        for table in find_tables(document.text, section.span):
            heads = [_YEAR.fullmatch(table.header(i).strip()) for i in range(max(map(len, table.rows), default=0))]
            if sum(head is not None for head in heads) < FEWEST:
                continue
            for row in table.body:
                for head, cell in zip(heads, row, strict=False):
                    figure = _only(cell.text) if head else None
                    if head and figure:
                        when = head[0].strip()
                        point = Point(
                            _value(when, head), when, figure.value, cell.text.strip(), cell.span, section.section_id
                        )
                        yield (plain(section.title), plain(table.label(row))), figure.unit, point


def _only(text: str) -> Figure | None:
    """The one figure that a value is, up to a bracket; None where there is none or several."""
    text = re.split("[（(]", text)[0]
    found = [figure for figure in figures(text) if figure.kind in _VALUES]
    bare = re.fullmatch(r"[><≥≤約逾]*\s*([\d,]+(?:\.\d+)?)\s*", text.strip())
    if not found and bare:
        return Figure("count", float(bare[1].replace(",", "")), "", Span(0, len(text)))
    return found[0] if len(found) == 1 else None


def _value(written: str, year: re.Match[str]) -> float:
    month = re.search(r"[年/.-]\s*(\d{1,2})", written)
    base = int(year["ce"]) if year["ce"] else int(year["roc"]) + 1911
    return base + (int(month[1]) - 1) / 12 if month and 1 <= int(month[1]) <= 12 else float(base)


def chart(series: Series, document_id: str, words: Words, *, root: str) -> str:
    """Render a series as a chart with a table of the same values; every point is a link.

    Args:
        series: what to draw.
        document_id: the document it is of.
        words: the language.
        root: relative way to the language's root.
    """
    rows = "".join(
        f'<tr><th scope="row">{escape(point.when)}</th><td><a href="{_address(point, document_id, root)}">'
        f"{escape(point.written)}</a></td></tr>"
        for point in series.points
    )
    return (
        f'<figure class="series"><figcaption>{escape(series.name)}</figcaption>{_drawing(series, document_id, root)}'
        f'<table><thead><tr><th scope="col">{escape(words.year)}</th><th scope="col">{escape(words.value)}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></figure>"
    )


def _address(point: Point, document_id: str, root: str) -> str:
    return escape(root + document_link(document_id, point.section_id, point.span))


def _drawing(series: Series, document_id: str, root: str) -> str:
    """The points by year and value, from zero, each with its value above and its year below."""
    first, last = series.points[0].year, series.points[-1].year
    most = max(point.value for point in series.points) or 1.0
    inner = _WIDTH - 2 * _LEFT

    def place(point: Point) -> tuple[float, float]:
        x = _LEFT + inner * (point.year - first) / ((last - first) or 1)
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * point.value / most
        return round(x, 1), round(y, 1)

    places = [place(point) for point in series.points]
    line = " ".join(f"{x},{y}" for x, y in places)
    ends = {0: "start", len(places) - 1: "end"}
    marks = "".join(
        f'<a href="{_address(point, document_id, root)}"><title>{escape(point.when)}：{escape(point.written)}</title>'
        f'<circle cx="{x}" cy="{y}" r="6"/><text class="v {ends.get(i, "")}" x="{x}" y="{y - 12}">{escape(re.split("[（(]", point.written)[0])}</text></a>'
        f'<text class="y {ends.get(i, "")}" x="{x}" y="{_HEIGHT - 10}">{escape(point.when)}</text>'
        for i, (point, (x, y)) in enumerate(zip(series.points, places, strict=True))
    )
    base = _HEIGHT - _BOTTOM
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="group" aria-label="{escape(series.name)}">'
        f'<line x1="{_LEFT - 14}" y1="{base}" x2="{_WIDTH - _LEFT + 14}" y2="{base}"/><polyline points="{line}"/>{marks}</svg>'
    )
