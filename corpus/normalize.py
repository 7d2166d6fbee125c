"""One written form for search: widths, case, 臺/台, numerals, 民國 ↔ CE years, each with its place in the source.

The source text is never changed: it is what is quoted. A ``Key`` is a second text for comparing and looking up, and
carries for every one of its characters the source offset that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Span

ROC_EPOCH = 1911
"""民國元年 is 1912 (民國前一年 is 1911)."""

_CHARACTERS = dict(zip("臺佔祕爲衆羣峯裏綫強敎啓説戸卽旣麽", "台占秘為眾群峰裡線強教啟說戶即既麼", strict=True))
_WORDS = {
    "計劃": "計畫",
    "規畫": "規劃",
    "企畫": "企劃",
    "策畫": "策劃",
    "身份": "身分",
    "部份": "部分",
    "成份": "成分",
    "公佈": "公布",
    "發佈": "發布",
    "頒佈": "頒布",
    "分佈": "分布",
    "連絡": "聯絡",
}
_WORD = re.compile("|".join(_WORDS))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]")


class _Folded(dict[str, str]):
    """Folded form of one character, worked out once: NFKC, letter case, variants; nothing for invisible ones."""

    def __missing__(self, character: str) -> str:
        folded, before = "" if _INVISIBLE.match(character) else character, None
        while folded != before:
            before = folded
            compatible = "".join(unicodedata.normalize("NFKC", c) for c in folded).casefold()
            folded = "".join(_CHARACTERS.get(c, c) for c in compatible)
        self[character] = folded
        return folded


_FOLDED = _Folded()


@dataclass(frozen=True, slots=True)
class Key:
    """The search form of a text.

    ``text`` is the folded text; ``offsets[i]`` is the source offset of the character that ``text[i]`` came from, and
    ``offsets[len(text)]`` is the length of the source.
    """

    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> Span:
        """Return the source range that gave ``text[start:end]``, whole source characters only.

        Args:
            start: first key character.
            end: key character after the last.

        Returns:
            The source span; empty where ``start == end``.

        Raises:
            ValueError: not ``0 <= start <= end <= len(text)``.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"key span must satisfy 0 <= start <= end <= {len(self.text)}, got {start}..{end}")
        first = self.offsets[start]
        if start == end:
            return Span(first, first)
        return Span(first, self.offsets[end - 1] + 1)

    def key_span(self, span: Span) -> tuple[int, int]:
        """Return the key range ``(start, end)`` that came from a source span, the inverse of ``source_span``."""
        return bisect_left(self.offsets, span.start, hi=len(self.text)), bisect_left(
            self.offsets, span.end, hi=len(self.text)
        )


def search_key(text: str) -> Key:
    """Return the search form: NFKC per character, case folded, variants merged, invisible characters gone.

    Full-width letters, circled digits and compatibility ideographs take their plain form, 臺 becomes 台 and
    計劃 becomes 計畫; the result is a fixed point (``search_key(key.text).text == key.text``).

    Args:
        text: any text.

    Returns:
        The key with its offsets.
    """
    folded = [_FOLDED[character] for character in text]
    joined = "".join(folded)
    if len(joined) == len(text) and "" not in folded:
        offsets = tuple(range(len(text) + 1))
    else:
        offsets = (*(i for i, form in enumerate(folded) for _ in form), len(text))
    return Key(_WORD.sub(lambda match: _WORDS[match.group()], joined), offsets)


_DIGIT_FORMS = ("〇零○", "一壹", "二貳兩", "三參叁", "四肆", "五伍", "六陸", "七柒", "八捌", "九玖")
_DIGITS = {digit: value for value, forms in enumerate(_DIGIT_FORMS) for digit in forms}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_GROUPS = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_HAN = "".join((*_DIGITS, *_UNITS, *_TENS, *_GROUPS))
_MULTIPLIERS = "".join((*_UNITS, *_GROUPS))
_ARABIC = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<multiplier>[十百佰千仟]?[萬万億亿兆]?)"
)
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_MAX_NUMERAL = 64
"""Longer runs of numerals are codes, not values."""


def numeral(text: str) -> int | float | None:
    """Return the value of a numeral as people write it, or None where the text is not one.

    Arabic of either width with thousands commas, decimals and 萬/億/兆 (``"1,250"``, ``"1.5億"``); Han, counted or by
    position, with 廿, 兩 and the financial forms (``"一百五十萬"``, ``"二〇二五"``, ``"三點五"``); Roman capitals
    (``"Ⅳ"``, ``"IX"``). Nothing but the numeral may stand in the text.
    """
    if not 0 < len(text) <= _MAX_NUMERAL:
        return None
    key = search_key(text).text.strip()
    if match := _ARABIC.fullmatch(key):
        return _arabic(match)
    if key and _ROMAN.fullmatch(key) and not any(c.islower() for c in text):
        values = [_ROMAN_VALUES[c] for c in key]
        return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    whole, point, decimals = key.partition("點")
    if not point:
        return _han(key)
    value = _han(whole)
    if value is None or not decimals or any(d not in _DIGITS for d in decimals):
        return None
    return float(f"{value}." + "".join(str(_DIGITS[d]) for d in decimals))


def _arabic(match: re.Match[str]) -> int | float | None:
    digits = match["number"].replace(",", "")
    if len(digits) > _MAX_NUMERAL:
        return None
    factor = 1
    for unit in match["multiplier"]:
        factor *= _UNITS.get(unit) or _GROUPS[unit]
    whole, _, decimals = digits.partition(".")
    scaled, scale = int(whole + decimals) * factor, 10 ** len(decimals)
    value: int | float = scaled / scale if scaled % scale else scaled // scale
    return value


def _han(key: str) -> int | None:
    """Return the value of a Han numeral, 千百十 sections in 萬億兆 groups or digits by position, else None.

    A digit that ends the numeral right after a unit counts tenths of it, as in speech: 一百五 is 150, 一百零五 is 105.
    """
    if not key or any(c not in _HAN for c in key):
        return None
    if all(c in _DIGITS for c in key):
        return int("".join(str(_DIGITS[c]) for c in key))
    total, section, digit, unit = 0, 0, 0, 1
    for before, c in zip(" " + key, key, strict=False):
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c in _TENS:
            section, unit = section + _TENS[c], 10
        elif c in _UNITS:
            implied = before not in _DIGITS
            section, digit, unit = section + (1 if implied else digit) * _UNITS[c], 0, _UNITS[c]
        else:
            section, digit, unit = section + digit, 0, _GROUPS[c]
            if not section and not 0 < total < unit:
                return None
            total = (total + section) * unit if total < unit else total + section * unit
            section = 0
    tenths = digit and unit > 10 and key[-2] in _MULTIPLIERS
    return total + section + (digit * unit // 10 if tenths else digit)


def roc_to_ce(year: int) -> int:
    """Return the CE year of a 民國 year: 113 → 2024; years before 民國 count down from -1 (民國前一年 = 1911).

    Raises:
        ValueError: ``year`` is 0, which neither calendar has.
    """
    if year == 0:
        raise ValueError("there is no 民國 year 0")
    return year + ROC_EPOCH + (year < 0)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in running text: its source span and value."""

    span: Span
    value: int | float


@dataclass(frozen=True, slots=True)
class Year:
    """A year in running text: the source span of its digits and the CE year."""

    span: Span
    ce: int


_PLACES = "〇零○一二三四五六七八九"
_NUMERALS = re.compile(
    rf"\d(?:[\d.,]*\d)?[十百佰千仟]?[萬万億亿兆]?"
    rf"|(?P<point>[{_PLACES}十]{{1,6}}\.[{_PLACES}]{{1,8}})(?![{_HAN}])"
    rf"|(?<![{_HAN}])(?P<group>[{_PLACES}]{{1,3}}(?:、[{_PLACES}]{{3}})*、[〇零○]{{3}})(?![{_HAN}])"
    rf"|第?(?P<han>[{_HAN}]{{1,{_MAX_NUMERAL}}})"
)


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numerals of a running text, left to right.

    Arabic numbers with their 萬/億, and Han numerals of two characters or more or after 第 (a lone 一 is a word as
    often as a number), by place with a point or in thousands too (``○．○五``, ``四、○○○``). A dotted date or version
    (``113.5.20``) is none.
    """
    key = search_key(text)
    for match in _NUMERALS.finditer(key.text):
        if by_place := match["point"] or match["group"]:
            if (placed := numeral(by_place.replace(".", "點").replace("、", ""))) is not None:
                yield Numeral(key.source_span(*match.span()), placed)
            continue
        name = "han" if match["han"] else 0
        if name and len(match["han"]) == 1 and not match.group().startswith("第"):
            continue
        arabic = None if name else _ARABIC.fullmatch(match.group())
        value = _han(match["han"]) if name else arabic and _arabic(arabic)
        if value is not None:
            yield Numeral(key.source_span(*match.span(name)), value)


_BARE_ROC_YEARS = range(80, 150)
"""民國 years taken as such without the word 民國: 1991 to 2060."""
_HAN_YEAR = "[〇零○一二三四五六七八九十百]{1,5}"
_RANGE = r"\s?[-–—~～〜至到及、與]\s?(?:民國)?\d{2,4}"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEARS = re.compile(
    # 民國113年, 民國前1年, 民國113-114, 民國113.5.20
    rf"(?:民國|民)(?P<before>前)?(?P<roc>\d{{1,3}}|元|{_HAN_YEAR})(?=年|{_RANGE}|[./]\d)"
    # 西元2024, 公元二〇二四
    rf"|(?:西元|公元)(?P<ce>\d{{4}}|{_HAN_YEAR})"
    # 2024年, 2024–2026年, 2024-05, and 2024 with no counter after it
    rf"|(?<!\d)(?<!\d[.,/-])(?P<modern>(?:19|20)\d\d)(?=\s?年|{_RANGE}\s?年|[-/.]{_MONTH}|(?![\d.,%/-]|\s?[一-鿿a-z]))"
    # 113年度, 114–117年, 113.5.20, 一百零一年, 二〇二四年
    rf"|(?<!\d)(?<!\d[.,/-])(?P<bare>\d{{2,3}})(?=\s?年(?![來期限])|{_RANGE}\s?年|[./]{_MONTH}[./]\d)"
    rf"|(?<![〇零○一二三四五六七八九十百第])(?P<spelled>{_HAN_YEAR})(?=年(?![來期限]))"
    # the far end of a range
    rf"|(?<=[-–—~～〜至到及、與])\s?(?P<last>\d{{2,4}})(?=\s?年(?![來期限]))"
)


def years(text: str) -> Iterator[Year]:
    """Yield the years a running text names, in either calendar, left to right.

    ``民國113年``, ``113年度``, ``113.5.20`` and both ends of ``114–117年`` are 民國 years; ``2024年``, ``2024-05``
    and a lone ``2024`` are CE years. A count is not a year (``113件``), nor is a short stretch (``3年``).
    """
    key = search_key(text)
    for match in _YEARS.finditer(key.text):
        kind = str(match.lastgroup)
        ce = _ce(kind, 1 if match[kind] == "元" else numeral(match[kind]), before=bool(match["before"]))
        if ce is not None:
            yield Year(key.source_span(*match.span(kind)), ce)


def _ce(kind: str, value: int | float | None, *, before: bool) -> int | None:
    """Return the CE year of a matched number, or None where it is no year."""
    if not isinstance(value, int) or value == 0:
        return None
    if kind == "roc":
        return roc_to_ce(-value if before else value)
    if kind in ("ce", "modern") or 1900 <= value < 2100:
        return value
    return roc_to_ce(value) if value in _BARE_ROC_YEARS else None
