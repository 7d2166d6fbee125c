"""Outline numbers as word processors print them: 一 壹 甲 １ ① IV a.

Word names the series (ECMA-376 part 1, 17.18.59 ST_NumberFormat), OpenDocument shows a sample of it (ODF 1.3, 19.500
style:num-format); both lead to the same functions here.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable, Mapping

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"))
_ROMAN_LOW = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def counting(number: int) -> str:
    """Write a number the way it is said: 十一, 二十, 一百零三 (below 10,000)."""
    return _spoken(number, "零一二三四五六七八九", "十百千").removeprefix("一" if 10 <= number < 20 else "")


def formal(number: int) -> str:
    """Write a number in the capital characters: 壹, 壹拾壹, 貳拾 (below 10,000)."""
    return _spoken(number, _FORMAL_DIGITS, "拾佰仟")


def _spoken(number: int, digits: str, units: str) -> str:
    if not 0 < number < 10_000:
        return str(number)
    written, pending_zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (
                (digits[0] if pending_zero and written else "") + digits[digit] + (units[place - 1] if place else "")
            )
        pending_zero = not digit
    return written


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _decimal_zero(number: int) -> str:
    return f"{number:02d}"


def _full_width(number: int) -> str:
    return str(number).translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in string.digits})


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN + _ROMAN_LOW:
        times, number = divmod(number, value)
        written += letters * times
    return written


def _letters(number: int) -> str:
    return string.ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _cycle(series: str) -> Callable[[int], str]:
    return lambda number: series[(number - 1) % len(series)]


def _upper_roman(number: int) -> str:
    return _roman(number).upper()


def _upper_letters(number: int) -> str:
    return _letters(number).upper()


_WORD: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": _decimal_zero,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperRoman": _upper_roman,
    "lowerRoman": _roman,
    "upperLetter": _upper_letters,
    "lowerLetter": _letters,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "japaneseCounting": counting,
    "ideographDigital": _positional,
    "taiwaneseDigital": _positional,
    "ideographLegalTraditional": formal,
    "chineseLegalSimplified": formal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
}

_SAMPLES: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "１": _full_width,
    "①": _circled,
    "I": _upper_roman,
    "i": _roman,
    "A": _upper_letters,
    "a": _letters,
    "一": counting,
    "壹": formal,
    "甲": _cycle(_STEMS),
    "子": _cycle(_BRANCHES),
}


def word_number(number: int, series: str) -> str:
    """Write a number in one of Word's series.

    Args:
        number: from 1.
        series: the value of ``w:numFmt``; an unknown one is written in decimals.

    Returns:
        The number without the punctuation around it; empty for ``none``.
    """
    return "" if series == "none" else _WORD.get(series, str)(number)


def sample_number(number: int, sample: str) -> str:
    """Write a number in the series that a sample such as ``1``, ``一, 二, 三, ...`` or ``壹`` begins.

    Args:
        number: from 1.
        sample: the value of ``style:num-format``; an unknown one is written in decimals.

    Returns:
        The number without the punctuation around it; empty for an empty sample.
    """
    return _SAMPLES.get(sample[0], str)(number) if sample else ""


def joined(label: str, words: str) -> str:
    """Put an outline number before the words, as it looks in print: after 、 or ） stands no space.

    Args:
        label: for example ``一、`` or ``1.`` or ``•``.
        words: what it numbers.

    Returns:
        One line.
    """
    if not label or words.startswith(" "):
        return label + words
    last = label[-1]
    closed = unicodedata.east_asian_width(last) in "WF" and unicodedata.category(last).startswith("P")
    return f"{label}{'' if closed else ' '}{words}"
