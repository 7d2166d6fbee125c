"""Figures in text, comparable however they are written: 1,250億元 = 125,000百萬元, 113年 = 2024, 五大 = 5大, 百分之四十九 = 49%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.normalize import Key, numeral, numerals, search_key, years
from corpus.types import Span

FigureKind = Literal["year", "month", "day", "percent", "money", "rank", "count"]

COUNTERS = "項個階名家處人次件場座所點種類大位筆頁年月日天週歲分倍條款目組張門班份台臺輛戶棟公里坪元期屆級成章節篇縣市鄉鎮村里校院國度小時"
"""Characters that a lone Han numeral must stand before to count as a number (三項, but not 統一)."""

_PERCENT = re.compile(r"百分之([\d.]+|[〇零一二三四五六七八九十百點]+)|([\d,]*\d(?:\.\d+)?)\s*[%％]")
_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_SLASHED = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d[/-](?P<month>\d{1,2})(?:[/-](?P<day>\d{1,2}))?"
    r"|\d{2,4}[/.](?P<dotted_month>\d{1,2})[/.](?P<dotted_day>\d{1,2}))(?![\d.%])"
)
_LONE = re.compile(rf"([一二兩三四五六七八九十])(?=[{COUNTERS}])")
_RANK = re.compile(r"第\s*$")
_UNIT = re.compile(
    r"\s*((?:百萬|千萬|百|千|萬|億|兆)*)\s*((?:人次|人月|公里|平方公尺|公尺|公斤|小時|新臺幣|元|[^\s\d，。、；：（）()「」,.;:/%]{1,2}))"
)
_SCALES = {"百": 1e2, "千": 1e3, "萬": 1e4, "百萬": 1e6, "千萬": 1e7, "億": 1e8, "兆": 1e12}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: what kind, its value (money in 元, percentages in %), its counter, and where it stands."""

    kind: FigureKind
    value: float
    unit: str
    span: Span

    def same(self, other: Figure) -> bool:
        """Say whether both state the same figure; counters may be worded differently, kinds may not be mixed."""
        counted = {"rank", "count"}
        alike = self.kind == other.kind or {self.kind, other.kind} <= counted
        return alike and abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))


def figures(text: str) -> tuple[Figure, ...]:
    """Find the figures of a text.

    Args:
        text: any text.

    Returns:
        Years (CE), months and days of dates, percentages, amounts of money (元), ranks and counts, in text order, without
        overlaps.
    """
    found: list[Figure] = [Figure("year", y.ce, "年", y.span) for y in years(text)]
    key = search_key(text)
    for match in _PERCENT.finditer(key.text):
        value = numeral((match[1] or match[2]).replace(",", ""))
        if value is not None:
            _add(found, Figure("percent", float(value), "%", key.source_span(*match.span())))
    for match in _DAY.finditer(key.text):
        _add_date(found, key, match, 1, 2)
    for match in _SLASHED.finditer(key.text):
        _add_date(found, key, match, *(("month", "day") if match["month"] else ("dotted_month", "dotted_day")))
    for item in numerals(text):
        _add(found, _counted(text, item.span, float(item.value)))
    for match in _LONE.finditer(text):
        _add(found, _counted(text, Span(*match.span(1)), float(numeral(match[1]) or 0)))
    return tuple(sorted(found, key=lambda f: f.span))


def _add_date(found: list[Figure], key: Key, match: re.Match[str], month: int | str, day: int | str) -> None:
    if 1 <= int(match[month]) <= 12:
        _add(found, Figure("month", int(match[month]), "月", key.source_span(*match.span(month))))
        if match[day]:
            _add(found, Figure("day", int(match[day]), "日", key.source_span(*match.span(day))))


def _add(found: list[Figure], figure: Figure) -> None:
    if not any(figure.span.overlaps(f.span) for f in found):
        found.append(figure)


def _counted(text: str, span: Span, value: float) -> Figure:
    after = _UNIT.match(text, span.end)
    scale, unit = (after[1], after[2]) if after else ("", "")
    for part in re.findall("百萬|千萬|[百千萬億兆]", scale):
        value *= _SCALES[part]
    if _RANK.search(text[max(0, span.start - 2) : span.start]) or text[span.start] == "第":
        return Figure("rank", value, unit, span)
    return Figure("money" if unit.startswith("元") else "count", value, unit, span)
