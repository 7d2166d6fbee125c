"""English figures in the form in which figures of Chinese documents are compared: NT$1.5 million = 1500000元."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_NUMBER = rf"(\d[\d,]*(?:\.\d+)?)(?:\s*({'|'.join(_SCALES)}))?"
_DAY_LAST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(\d{{4}}))?\b")
_MONTH_ONLY = re.compile(rf"\b{_MONTH}\s+(\d{{4}})\b")
_MONEY = re.compile(
    rf"(?:NT\$|NTD|TWD)\s*{_NUMBER}|{_NUMBER}\s*(?:NT|New Taiwan)\s*(?:dollars?|\$)|{_NUMBER}\s*(?:NTD|TWD)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?:NT\$|NTD|TWD)\s*{_NUMBER}\s*(?:[–~-]|to)\s*(?=\d)", re.IGNORECASE)
_SCALED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s*({'|'.join(_SCALES)})\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d)\s*(?:percent|per cent)\b", re.IGNORECASE)
_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ORDINALS = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_COUNTED = re.compile(rf"\b({'|'.join(_WORDS)})(?=\s+(?:{'|'.join(_SCALES)})\b)", re.IGNORECASE)
_WORD = re.compile(rf"\b({'|'.join((*_WORDS, *_ORDINALS))})\b", re.IGNORECASE)


def chinese_figures(text: str) -> str:
    """Return a text with its English dates, amounts, percentages and number words written as Chinese documents do."""
    text = _DAY_LAST.sub(lambda m: _date(m[3], m[1], m[2]), text)
    text = _DAY_FIRST.sub(lambda m: _date(m[3], m[2], m[1]), text)
    text = _MONTH_ONLY.sub(lambda m: f"{m[2]}年{_month(m[1])}月", text)
    text = _COUNTED.sub(lambda m: str(_WORDS.index(m[1].lower()) + 2), text)
    text = _RANGE.sub(lambda m: f"{_value(m[1], m[2])}元至NT$", text)
    text = _MONEY.sub(lambda m: _value(m[1] or m[3] or m[5], m[2] or m[4] or m[6]) + "元", text)
    text = _SCALED.sub(lambda m: _value(m[1], m[2]), text)
    return _WORD.sub(_worded, _PERCENT.sub("%", text))


def _date(year: str | None, month: str, day: str) -> str:
    return (f"{year}年" if year else "") + f"{_month(month)}月{int(day)}日"


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _value(number: str, scale: str | None) -> str:
    value = float(number.replace(",", "")) * _SCALES.get((scale or "").lower(), 1)
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _worded(found: re.Match[str]) -> str:
    word = found[1].lower()
    return f"{_WORDS.index(word) + 2}項" if word in _WORDS else f"第{_ORDINALS.index(word) + 2}"
