"""Taiwan's outline numbering, one line at a time: which marker a line begins with, its number, and what follows.

The order of ``MARKERS`` is the order of trying. The hierarchy itself is not fixed here, because agencies nest these
classes differently; ``corpus.headings`` infers it from each document's own order. Source for the usual order
(壹、 一、 (一) 1. (1) and 編章節款目, 條項款目): 行政院「文書處理手冊」 and 「中央法規標準法」 articles 8 and 9.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from corpus.normalize import numeral

_CJK = "〇○零一二三四五六七八九十百千廿卅"
_FORMAL = "壹貳貮贰叁參叄肆伍陸柒捌玖拾"
_FORMAL_VARIANTS = str.maketrans("貮贰叄", "貳貳參")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGIT = "0-9０-９"
_BULLETS = "■□◆◇➢►▶▸●○•‧∙·✓✔※＊*–—-"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
_SPACE = " \t\u3000"
_GAP = rf"[{_SPACE}]*"
_LONE_WORD = rf"[{_SPACE}]+(?=\S{{2,20}}$)"
"""Instead of 、 after 壹 or 甲: space, then one word to the end of the line (「壹　總則」)."""


class Marker(NamedTuple):
    """An outline marker at the start of a line.

    ``kind`` names its class (``"article"``, ``"cjk"`` …); ``value`` its number (0 when it has none, 3.01 for 第三條之一);
    ``text`` is the marker as printed; ``end`` is the offset in the line where what follows it begins.
    """

    kind: str
    value: float
    text: str
    end: int


def _unit(name: str, *, parted: bool = False) -> str:
    again = rf"(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?" if parted else ""
    return rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}{name}{again}"


def _heading_unit(name: str) -> str:
    return _unit(name, parted=True) + rf"(?:{_GAP}、(?!{_GAP}第))?"


MARKERS: tuple[tuple[str, str], ...] = (
    ("part", _heading_unit("[編篇]")),
    ("part", _unit("部(?:分(?!之)|(?![會門隊落件位份署長]))")),
    ("chapter", _heading_unit("章")),
    ("division", _heading_unit("節")),
    ("subdivision", _unit("款")),
    ("topic", _unit("目")),
    (
        "article",
        rf"第{_GAP}([{_CJK}{_DIGIT}]+)(?:[-－]([{_DIGIT}]+))?{_GAP}條(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?",
    ),
    ("point", _unit("點", parted=True)),
    (
        "annex",
        rf"附{_GAP}[件錄表圖冊](?:{_GAP}([{_CJK}{_DIGIT}]+|[A-ZＡ-Ｚ](?![A-Za-z]))(?:{_GAP}[（(]?之{_GAP}([{_CJK}{_DIGIT}]+)[)）]?)?(?:[-－][A-Za-z{_DIGIT}](?![A-Za-z{_DIGIT}]))?)?",
    ),
    ("annex", rf"格式{_GAP}([{_CJK}]+)(?![{_CJK}]*[、.．]?[{_CJK}])"),
    ("exhibit", rf"[表圖]{_GAP}([{_CJK}{_DIGIT}]+)(?:[-－.．][{_DIGIT}]+)*"),
    ("formal", rf"([{_FORMAL}]+)(?:{_GAP}[、.．：]|{_LONE_WORD})"),
    ("cjk", rf"([{_CJK}]+)(?:{_GAP}之{_GAP}([{_CJK}]+))?{_GAP}[、.．]"),
    ("paren_cjk", rf"(?:[(（]{_GAP})?([{_CJK}]+){_GAP}[)）]{_GAP}、?"),
    ("paren_cjk", r"([㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩])"),
    (
        "decimal",
        rf"([{_DIGIT}]+(?:[.．][{_DIGIT}]+)+)(?=[{_SPACE}、](?![{_SPACE}]*[兆億萬千百元%％個名項家件人次倍]))",
    ),
    ("digit", rf"([{_DIGIT}]{{1,3}}){_GAP}(?:[、)）]|[.．](?![{_DIGIT}]))"),
    ("paren_digit", rf"[(（]{_GAP}([{_DIGIT}]{{1,3}}){_GAP}[)）]{_GAP}、?"),
    ("circled", rf"([{_CIRCLED}])"),
    ("roman", rf"([{_ROMAN}]+){_GAP}[、.．]"),
    ("stem", rf"([{_STEMS}])(?:{_GAP}、|{_LONE_WORD})"),
    ("paren_stem", rf"[(（]{_GAP}([{_STEMS}]){_GAP}[)）]"),
    ("latin", rf"([A-Za-zＡ-Ｚａ-ｚ]){_GAP}[.、．)）](?![A-Za-z])"),
    ("bullet", rf"([{_BULLETS}])(?!\*)(?:[{_SPACE}]+|(?=[^\s0-9{_BULLETS}]))"),
)
"""Class and pattern of each marker, in the order of trying."""

LAW_UNITS = frozenset({"part", "chapter", "division", "subdivision", "topic", "article", "point"})
"""Units that laws are cited by, so that a line may begin with the mention of one."""

_MENTION = re.compile(
    rf"[{_SPACE}]*(?:，|；|。|、(?=[{_SPACE}]*第))"
    rf"|規定(?![^，。、；：之者所辦]{{2}})|所[定列稱]|及|或|至|之[^{_CJK}]|第[{_CJK}{_DIGIT} ]|但書|附表|附件|前段|後段|各[款目項]|[項款目](?![的標錄次])"
)
"""What follows a law unit when the line is a wrapped sentence that merely mentions it (「第三條規定，…」)."""


_NUMBER = re.compile(
    rf"{_GAP}[{_CJK}]+(?:[.．][{_CJK}]+|[、，][{_CJK}]*[〇○零]+)[{_CJK}、，.．]*(?:(?:[元圓％%／/至]|以[上下內]|未滿).*)?{_GAP}$"
)
"""A cell of a flattened table that is one number or range: 「一．○」, 「四、○○○元／」, 「四、○○一至五、○○○」."""


def stands_apart(line: str, mark: Marker) -> bool:
    """Say whether a marker is parted from the words after it: 「第三條　本法…」, 「第三條（刪除）」, but not 「第三條第一項所稱…」."""
    after = line.lstrip(_SPACE)[len(mark.text) :]
    return not after or mark.text[-1] == "、" or after[0].isspace() or after[0] in "（(：:、"


_LETTERS = "".join(chr(c) for first in "AaＡａ" for c in range(ord(first), ord(first) + 26))
_DIGITS = "0123456789０１２３４５６７８９"
_FIRST = {
    **dict.fromkeys(LAW_UNITS, "第"),
    "annex": "附格",
    "exhibit": "表圖",
    "formal": _FORMAL,
    "cjk": _CJK,
    "paren_cjk": "(（㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩" + _CJK,
    "decimal": _DIGITS,
    "digit": _DIGITS,
    "paren_digit": "(（",
    "circled": _CIRCLED,
    "roman": _ROMAN,
    "stem": _STEMS,
    "paren_stem": "(（",
    "latin": _LETTERS,
    "bullet": _BULLETS,
}
"""The characters a marker of each class can begin with."""


def _by_first_character() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """The patterns that can match a line, by the first printed character of the line."""
    compiled = [(kind, re.compile(_GAP + pattern)) for kind, pattern in MARKERS]
    return {
        character: tuple((kind, pattern) for kind, pattern in compiled if character in _FIRST[kind])
        for character in set("".join(_FIRST.values()))
    }


_PATTERNS = _by_first_character()


def marker(line: str) -> Marker | None:
    """Read the outline marker a line begins with.

    Args:
        line: one line of text, without its line end.

    Returns:
        The marker, or None when the line begins with none, or with a mere mention of one (「第三條規定…」).
    """
    body = line.lstrip(_SPACE)
    if body[:1] in _CJK and _NUMBER.match(line):
        return None
    for kind, pattern in _PATTERNS.get(body[:1], ()):
        found = pattern.match(line)
        if not found:
            continue
        if kind in LAW_UNITS and _MENTION.match(line, found.end()):
            return None
        end = len(line) - len(line[found.end() :].lstrip(_SPACE))
        return Marker(kind, _value(kind, found.groups()), found.group().strip(_SPACE), end)
    return None


@lru_cache(maxsize=4096)
def _value(kind: str, printed: tuple[str | None, ...]) -> float:
    groups = [unicodedata.normalize("NFKC", g).strip("()").translate(_FORMAL_VARIANTS) for g in printed if g]
    if kind == "bullet" or not groups:
        return 0
    if kind in ("stem", "paren_stem"):
        return _STEMS.index(groups[0]) + 1
    if kind == "latin" or (kind == "annex" and groups[0].isascii() and groups[0].isalpha()):
        return ord(groups[0].upper()) - ord("A") + 1
    if kind == "decimal":
        return float(numeral(re.split("[.．]", groups[0])[-1]) or 0)
    main = float(numeral(groups[0]) or 0)
    return main + float(numeral(groups[1]) or 0) / 100 if len(groups) > 1 else main
