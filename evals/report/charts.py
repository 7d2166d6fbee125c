"""Charts as inline SVG, drawn to be read at the width of a phone. Colours are classes; the page's style gives them.

Every chart is ``WIDTH`` units wide. Shares run from 0 to 1. Labels are pairs (Traditional Chinese, English).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

Label = tuple[str, str]

WIDTH = 440
_LEFT, _RIGHT, _TOP = 146, 364, 8
_ROW = 26


def svg(height: float, labelled_by: str, *parts: str) -> str:
    """Return a chart; ``labelled_by`` is the id of the element that names it."""
    body = "".join(parts)
    return f'<svg viewBox="0 0 {WIDTH} {_n(height)}" role="img" aria-labelledby="{labelled_by}">{body}</svg>'


def bars(rows: Sequence[tuple[Label, float, float, float, str]], labelled_by: str) -> str:
    """Return horizontal bars of shares with interval whiskers.

    Args:
        rows: label, value, low and high end, and what is printed at the end of the row.
        labelled_by: id of the naming element.
    """
    height = _TOP + _ROW * len(rows) + 20
    parts = [_grid(_TOP, height - 18)]
    for i, (label, value, low, high, told) in enumerate(rows):
        y = _TOP + _ROW * i + 5
        parts.append(_text(_LEFT - 6, y + 12, label, "end"))
        parts.append(_rect(_LEFT, y, _scale(value) - _LEFT, 16, "bar"))
        parts.append(_whisker(_scale(low), _scale(high), y + 8))
        parts.append(_text(WIDTH, y + 12, (told, told), "end", "small"))
    return svg(height, labelled_by, *parts)


def grouped(rows: Sequence[tuple[Label, Sequence[float]]], series: Sequence[Label], labelled_by: str) -> str:
    """Return horizontal bars of shares in groups, one colour per series with a legend above.

    Args:
        rows: label and one value per series.
        series: what each colour stands for, at most four.
        labelled_by: id of the naming element.
    """
    step = 13
    group = step * len(series) + 12
    top, legend = _legend(series)
    height = top + group * len(rows) + 16
    parts = [legend, _grid(top, height - 18)]
    for i, (label, values) in enumerate(rows):
        y = top + group * i + 6
        parts.append(_text(_LEFT - 6, y + step * len(series) / 2 + 4, label, "end"))
        for j, value in enumerate(values):
            parts.append(_rect(_LEFT, y + step * j, _scale(value) - _LEFT, step - 2, f"c{j}"))
            parts.append(_text(_scale(value) + 4, y + step * j + 9, (f"{value:.2f}",) * 2, "start", "tiny"))
    return svg(height, labelled_by, *parts)


Ends = tuple[float, float, float]
"""A difference with the low and the high end of its interval."""


def differences(rows: Sequence[tuple[Label, Sequence[Ends]]], series: Sequence[Label], labelled_by: str) -> str:
    """Return bars to either side of zero with interval whiskers, in groups, one colour per series with a legend above.

    Args:
        rows: label and one difference per series.
        series: what each colour stands for, at most four.
        labelled_by: id of the naming element.
    """
    ends = [abs(end) for _, values in rows for value in values for end in value]
    most = max(0.05, *ends) if ends else 0.05
    middle, half = (_LEFT + _RIGHT) / 2, (_RIGHT - _LEFT) / 2
    step, (top, legend) = 15, _legend(series)
    group = step * len(series) + 10
    height = top + group * len(rows) + 20

    def place(value: float) -> float:
        return middle + half * value / most

    parts = [legend, _line(middle, top, middle, height - 18, "axis")]
    parts += [_text(place(end), height - 4, (f"{end:+.2f}",) * 2, "middle", "tiny") for end in (-most, 0.0, most)]
    for i, (label, values) in enumerate(rows):
        y = top + group * i + 5
        parts.append(_text(_LEFT - 6, y + step * len(series) / 2 + 4, label, "end"))
        for j, (value, low, high) in enumerate(values):
            at = y + step * j
            parts.append(_rect(min(middle, place(value)), at, abs(place(value) - middle), step - 3, f"c{j}"))
            parts.append(_whisker(place(low), place(high), at + (step - 3) / 2))
            parts.append(_text(WIDTH, at + step - 5, (f"{value:+.3f}",) * 2, "end", "small"))
    return svg(height, labelled_by, *parts)


def curve(
    points: Sequence[tuple[float, float]], mark: tuple[float, float], axes: tuple[Label, Label], labelled_by: str
) -> str:
    """Return a curve of shares over shares with one point marked.

    Args:
        points: (x, y) from left to right.
        mark: the point that is marked and printed.
        axes: what x and y are.
        labelled_by: id of the naming element.
    """
    left, right, top, bottom = 40, 420, 26, 300

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * x, bottom - (bottom - top) * y

    parts = [_text(left - 28, 14, axes[1], "start", "small"), _text(right, bottom + 34, axes[0], "end", "small")]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = place(tick, tick)
        parts.append(_line(left, y, right, y, "grid"))
        parts.append(_line(x, top, x, bottom, "grid"))
        parts.append(_text(x, bottom + 16, (f"{tick:.0%}",) * 2, "middle", "tiny"))
        parts.append(_text(left - 5, y + 4, (f"{tick:.0%}",) * 2, "end", "tiny"))
    parts.append(_path([place(*point) for point in points], "curve"))
    x, y = place(*mark)
    parts.append(f'<circle class="mark" cx="{_n(x)}" cy="{_n(y)}" r="6"/>')
    side, away = ("end", -10) if mark[0] > 0.6 else ("start", 10)
    parts.append(_text(x + away, y + 18, (f"{mark[0]:.1%}，{mark[1]:.1%}", f"{mark[0]:.1%}, {mark[1]:.1%}"), side))
    return svg(bottom + 40, labelled_by, *parts)


def histogram(values: Sequence[float], marks: Sequence[tuple[str, float]], labelled_by: str) -> str:
    """Return how often values fall into bins of equal width on a logarithmic scale.

    Args:
        values: positive numbers, in milliseconds; at least one.
        marks: name and place of vertical lines.
        labelled_by: id of the naming element.
    """
    left, right, top, bottom, bins = 12, 428, 46, 200, 26
    low = log10(max(min(values), 0.01)) - 0.02
    high = max(log10(max(values)) + 0.02, low + 0.5)
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((log10(max(value, 0.01)) - low) / (high - low) * bins))] += 1

    def place(value: float) -> float:
        return left + (right - left) * (log10(max(value, 0.01)) - low) / (high - low)

    width = (right - left) / bins
    parts = []
    for i, count in enumerate(counts):
        tall = (bottom - top) * count / max(counts)
        parts.append(_rect(left + width * i + 1, bottom - tall, width - 2, tall, "bar"))
    parts.append(_line(left, bottom, right, bottom, "axis"))
    ticks = (step * 10**power for power in range(-2, 7) for step in (1, 2, 5))
    shown = [tick for tick in ticks if low <= log10(tick) <= high]
    parts += [_text(place(tick), bottom + 16, (f"{tick:g}",) * 2, "middle", "tiny") for tick in shown]
    for i, (name, value) in enumerate(marks):
        x = place(value)
        side = "end" if x > WIDTH * 0.6 else "start"
        above = 6 + 18 * (i % 2)
        parts.append(_line(x, above, x, bottom, "mark-line"))
        told = f"{name} {value:.0f} ms"
        parts.append(_text(x + (-4 if side == "end" else 4), above + 10, (told, told), side, "small"))
    parts.append(_text(right, bottom + 32, ("毫秒（對數）", "milliseconds (log)"), "end", "tiny"))
    return svg(bottom + 38, labelled_by, *parts)


def lines(names: Sequence[str], series: Sequence[tuple[Label, Sequence[float | None]]], labelled_by: str) -> str:
    """Return shares over successive runs, a line per series; runs without a value leave a gap in their line.

    Args:
        names: what is printed below each run, oldest first.
        series: what the line is, and its value in each run.
        labelled_by: id of the naming element.
    """
    above, legend = _legend([label for label, _ in series])
    left, right, top, bottom = 40, 420, above + 8, above + 170
    step = (right - left - 52) / max(1, len(names) - 1)
    places = [left + 26 + step * i for i in range(len(names))]
    parts = [legend]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - (bottom - top) * tick
        parts += [_line(left, y, right, y, "grid"), _text(left - 5, y + 4, (f"{tick:.0%}",) * 2, "end", "tiny")]
    for i in {0, len(names) - 1} if len(names) > 6 else range(len(names)):
        parts.append(_text(places[i], bottom + 16, (names[i],) * 2, "middle", "tiny"))
    for j, (_, values) in enumerate(series):
        known = [
            (x, bottom - (bottom - top) * value) for x, value in zip(places, values, strict=True) if value is not None
        ]
        parts.append(_path(known, f"curve s{j}"))
        parts += [f'<circle class="d{j}" cx="{_n(x)}" cy="{_n(y)}" r="3.5"/>' for x, y in known]
    return svg(bottom + 24, labelled_by, *parts)


def _scale(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0)


def _grid(top: float, bottom: float) -> str:
    made = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        made.append(_line(_scale(tick), top, _scale(tick), bottom, "grid"))
        made.append(_text(_scale(tick), bottom + 14, (f"{tick:.0%}",) * 2, "middle", "tiny"))
    return "".join(made)


def _legend(series: Sequence[Label]) -> tuple[float, str]:
    """Return the height and the marks of a legend, two to a line."""
    parts = []
    for i, label in enumerate(series):
        x, y = 4 + WIDTH / 2 * (i % 2), 6 + 18 * (i // 2)
        parts.append(_rect(x, y, 10, 10, f"c{i}") + _text(x + 16, y + 10, label, "start", "small"))
    return 18 * ((len(series) + 1) // 2) + 6, "".join(parts)


def _whisker(low: float, high: float, y: float) -> str:
    if low == high:
        return ""
    ends = f"M{_n(low)} {_n(y - 4)}v8M{_n(low)} {_n(y)}H{_n(high)}M{_n(high)} {_n(y - 4)}v8"
    return f'<path class="whisker" d="{ends}"/>'


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>'


def _path(points: Sequence[tuple[float, float]], kind: str) -> str:
    return f'<path class="{kind}" d="M{"L".join(f"{_n(x)} {_n(y)}" for x, y in points)}"/>' if points else ""


def _text(x: float, y: float, label: Label, anchor: str, kind: str = "") -> str:
    place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"'
    if label[0] == label[1]:
        return f'<text {place} class="{kind}">{escape(label[0])}</text>'
    return "".join(
        f'<text {place} class="{kind} {side}">{escape(text)}</text>'
        for side, text in zip(("zh", "en"), label, strict=True)
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
