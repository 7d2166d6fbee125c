"""Stretches of values that a text lays down: 六人以上而未達十二人, 89分至85分, 300元以上, 未滿十八歲, 一年以下.

Grades, tariffs and conditions of Taiwan's rules are written this way; a question names one value (七個人) and the answer
stands beside the stretch that holds it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.figures import COUNTERS, Figure, figures

_COUNTER = re.compile(rf"\s*[百千萬億兆]*\s*(?:個(?=[{COUNTERS}]))?(?:小時|個月|人次|公里|公尺|公斤|元|[{COUNTERS}])?")
_ABOVE = re.compile(r"^\s*[（(]?含?[)）]?\s*以上")
_BELOW = re.compile(r"^\s*[（(]?含?[)）]?\s*(?:以下|以內|之內|內)")
_NOT_YET = re.compile(r"(?:未達|未滿|不滿|不足|低於|少於|小於|未逾|不到)\s*(?:新[臺台]幣)?$")
_AT_MOST = re.compile(r"(?:不超過|不逾|未超過|最高|上限為?|至多|以)\s*(?:新[臺台]幣)?$")
_MORE = re.compile(r"(?:超過|逾|滿|達|高於|多於|大於|至少|最少|不低於|不少於)\s*(?:新[臺台]幣)?$")
_TO = re.compile(r"^\s*(?:至|到|[~～\-–—－])\s*$")
_GAP = 12
_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Range:
    """Values from ``low`` to ``high`` of one unit (``kind`` and ``unit`` as in ``Figure``); ends belong to it unless open."""

    kind: str
    unit: str
    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def holds(self, figure: Figure) -> bool:
        """Say whether a figure of the same unit lies within."""
        if figure.kind != self.kind or counter(figure) != self.unit:
            return False
        above = figure.value > self.low or (figure.value == self.low and not self.open_low)
        below = figure.value < self.high or (figure.value == self.high and not self.open_high)
        return above and below


@lru_cache(maxsize=20_000)
def ranges(text: str) -> tuple[Range, ...]:
    """Find the stretches of values in a text.

    Args:
        text: any text.

    Returns:
        In text order; two neighbouring bounds of one unit (六人以上而未達十二人, 89分至85分) are one stretch.
    """
    stated = [f for f in figures(text) if f.kind in ("count", "money", "percent")]
    found: list[Range] = []
    i = 0
    while i < len(stated):
        first = stated[i]
        second = stated[i + 1] if i + 1 < len(stated) else None
        both = _both(text, first, second) if second is not None else None
        if both is not None:
            found.append(both)
            i += 2
            continue
        one = _one(text, first)
        found += [one] if one is not None else []
        i += 1
    return tuple(found)


def within(asked: Sequence[Figure], text: str) -> tuple[bool, bool]:
    """Say whether a figure asked about lies in a stretch of the text, and whether one lies outside all of its unit there.

    Args:
        asked: a question's figures.
        text: a statement.
    """
    laid = ranges(text)
    alike = [(f, r) for f in asked for r in laid if f.kind == r.kind and counter(f) == r.unit]
    return any(r.holds(f) for f, r in alike), bool(alike) and not any(r.holds(f) for f, r in alike)


def counter(figure: Figure) -> str:
    """Return what a figure counts in one character (七個人 and 六人以上 both count 人); 元 and % for money and shares."""
    return (figure.unit.removeprefix("個") or figure.unit)[:1] if figure.kind == "count" else figure.unit


def _both(text: str, first: Figure, second: Figure) -> Range | None:
    between = text[first.span.end : second.span.start]
    if len(between) > _GAP or first.kind != second.kind or "。" in between or "；" in between:
        return None
    if _TO.match(_after(text, first)[: len(between)].split(text[second.span.start])[0]):
        low, high = sorted((first.value, second.value))
        return Range(second.kind, counter(second), low, high)
    lower, upper = _one(text, first), _one(text, second)
    if lower is None or upper is None or lower.low == -math.inf or upper.high == math.inf:
        return None
    return Range(second.kind, counter(second), lower.low, upper.high, lower.open_low, upper.open_high)


def _after(text: str, figure: Figure) -> str:
    found = _COUNTER.match(text, figure.span.end)
    end = found.end() if found else figure.span.end
    return text[end : end + _GAP]


def _one(text: str, figure: Figure) -> Range | None:
    before = text[max(0, figure.span.start - _BEFORE) : figure.span.start]
    after = _after(text, figure)
    value, kind, unit = figure.value, figure.kind, counter(figure)
    if _NOT_YET.search(before):
        return Range(kind, unit, high=value, open_high=True)
    if _ABOVE.match(after):
        return Range(kind, unit, low=value)
    if _BELOW.match(after):
        return Range(kind, unit, high=value)
    if _AT_MOST.search(before):
        return Range(kind, unit, high=value)
    if _MORE.search(before):
        return Range(kind, unit, low=value, open_low=before.rstrip("新臺台幣 ").endswith(("超過", "逾", "於")))
    return None
