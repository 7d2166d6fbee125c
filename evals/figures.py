"""Figures in text: numbers, percentages, amounts and dates, found independently of how answers are composed.

A figure is a set of equal readings, so that 113年 and 2024年, 1.9萬 and 19,000, 百分之九十 and 90% meet. Readings are
tuples: ``("n", value)`` number, ``("%", value)`` percentage, ``("y", year)`` Gregorian year, ``("d", year, month, day)``
date, day 0 for a month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Reading = tuple[str | Decimal, ...]

ROC_OFFSET = 1911
"""民國 year + 1911 = Gregorian year (中央法規 and every agency count so)."""

_DIGITS = {
    digit: value
    for value, row in enumerate(("〇○零", "一", "二兩", "三", "四", "五", "六", "七", "八", "九"))
    for digit in row
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_HAN = "".join(_DIGITS) + "".join(_TENS)
_COUNTED = (
    "個項大年月日人處座家件次種類級成倍元所場案條階期點章萬億兆國縣市區校套組門台輛隻艘本張篇頁季週天時歲位名戶筆款層面"
)
"""What makes a run of Chinese numerals a count rather than part of a word."""

_ENUMERATOR = re.compile(r"(?m)^[ \t]*(?:[•‧·*-][ \t]*)?[「『]?\(?\d{1,2}[.、)](?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DATE = re.compile(
    r"(?:民國\s*)?(?<!\d)(?P<y>\d{2,4})\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?"
    r"|(?<![\d./-])(?P<y2>\d{4}|1\d\d)(?P<sep>[/.-])(?P<m2>\d{1,2})(?:(?P=sep)(?P<d2>\d{1,2}))?(?![\d./-]*\d)"
)
_YEAR = re.compile(r"(?<!\d)(?<!\d\.)(?P<y>\d{2,4})(?=(?:\s*[-~至到–—、及]\s*\d{2,4})*\s*年)")
_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>%|[萬億兆])?")
_HAN_NUMBER = re.compile(rf"(?P<pct>百分之)?(?P<n>[{_HAN}]+)(?P<unit>[萬億兆])?(?P<after>.?)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed and everything it may equal; ``sure`` is False for numerals that may be part of a word."""

    text: str
    readings: frozenset[Reading]
    sure: bool = True


def figures(text: str, *, enumerators: bool = False) -> tuple[Figure, ...]:
    """Return the figures of ``text`` in order of kind: dates, years, numbers, Chinese numerals.

    Enumerators at the start of a line or bullet (``1. ``, ``• (2)``) are no figures unless asked for.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _THOUSANDS.sub("", plain if enumerators else _ENUMERATOR.sub("", plain))
    found: list[Figure] = []
    for finder in (_dates, _years, _numbers):
        for start, end, figure in finder(plain):
            found.append(figure)
            plain = plain[:start] + " " * (end - start) + plain[end:]
    return (*found, *_han_numbers(plain))


def supported(claim: Figure, sources: frozenset[Reading]) -> bool:
    """Say whether one of the claim's readings is among those of the sources."""
    return bool(claim.readings & sources)


def readings(text: str) -> frozenset[Reading]:
    """Return every reading of every figure a source states; a date also reads as its month and its year.

    Enumerators count: a quote may be told in one line, where its ``1.`` no longer stands at the start of one.
    """
    found = {reading for figure in figures(text, enumerators=True) for reading in figure.readings}
    for reading in tuple(found):
        if reading[0] == "d":
            found |= {("d", reading[1], reading[2], Decimal(0)), ("y", reading[1])}
    return frozenset(found)


def _dates(text: str) -> Iterator[tuple[int, int, Figure]]:
    for found in _DATE.finditer(text):
        year = int(found["y"] or found["y2"])
        month, day = int(found["m"] or found["m2"]), int(found["d"] or found["d2"] or 0)
        decimal = found["sep"] == "." and not day
        if not (1 <= month <= 12 and day <= 31) or decimal:
            continue
        gregorian = year + ROC_OFFSET if year <= 200 else year
        reading: Reading = ("d", Decimal(gregorian), Decimal(month), Decimal(day))
        yield found.start(), found.end(), Figure(found[0].strip(), frozenset({reading}))


def _years(text: str) -> Iterator[tuple[int, int, Figure]]:
    for found in _YEAR.finditer(text):
        yield found.start(), found.end(), Figure(found[0], _whole(Decimal(found[0]), year=True))


def _numbers(text: str) -> Iterator[tuple[int, int, Figure]]:
    for found in _NUMBER.finditer(text):
        value, unit = Decimal(found["n"]), found["unit"]
        if unit == "%":
            yield found.start(), found.end(), Figure(found[0].strip(), frozenset({("%", value.normalize())}))
        else:
            yield found.start(), found.end(), Figure(found[0].strip(), _whole(value * _LARGE.get(unit, 1)))


def _han_numbers(text: str) -> Iterator[Figure]:
    for found in _HAN_NUMBER.finditer(text):
        value = han_value(found["n"])
        if value is None:
            continue
        counted = (
            bool(found["pct"] or found["unit"]) or found["after"] in _COUNTED or text[: found.start()].endswith("第")
        )
        printed = found[0].removesuffix(found["after"])
        amount = Decimal(value) * _LARGE.get(found["unit"], 1)
        equal = {("%", amount.normalize())} if found["pct"] else _whole(amount, year=found["after"] == "年")
        yield Figure(printed, frozenset(equal), sure=counted)


def _whole(value: Decimal, *, year: bool = False) -> frozenset[Reading]:
    found: set[Reading] = {("n", value.normalize())}
    if 1900 <= value <= 2200 and value == value.to_integral_value():
        found.add(("y", value))
    elif year and value <= 200:
        found.add(("y", value + ROC_OFFSET))
    return frozenset(found)


def han_value(numeral: str) -> int | None:
    """Return the value of a Chinese numeral below ten thousand, None when it is none.

    Example:
        ``han_value("一百二十") == 120``, ``han_value("二〇二五") == 2025``, ``han_value("十") == 10``
    """
    if not any(character in _TENS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in _TENS:
            if digit is None and character != "十":
                return None
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[character]
    return total + (digit or 0)
