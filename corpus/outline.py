"""Taiwan's outline numbering, one line at a time: which marker a line begins with, its number, and what follows.

The order of ``MARKERS`` is the order of trying. The hierarchy itself is not fixed here, because agencies nest these
classes differently; ``corpus.sections`` infers it from each document's own order. Source for the usual order
(壹、 一、 (一) 1. (1) and 編章節款目, 條項款目): 行政院「文書處理手冊」 and 「中央法規標準法」 articles 8 and 9.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.normalize import numeral

_CJK = "〇○零一二三四五六七八九十百千廿卅"
_FORMAL = "壹貳叁參肆伍陸柒捌玖拾"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGIT = "0-9０-９"
_BULLETS = "■□◆◇➢►▶▸●○•‧∙·✓✔※＊*–—-"
_GAP = r"[ \t\u3000]*"


@dataclass(frozen=True, slots=True)
class Marker:
    """An outline marker at the start of a line.

    ``kind`` names its class (``"article"``, ``"cjk"`` …); ``value`` its number (0 when it has none, 3.1 for 第三條之一);
    ``text`` is the marker as printed; ``end`` is the offset in the line where what follows it begins.
    """

    kind: str
    value: float
    text: str
    end: int


_LAW_UNITS = {"編": "part", "篇": "part", "章": "chapter", "節": "division", "款": "subdivision", "目": "topic"}

MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_GAP + pattern))
    for kind, pattern in (
        ("part", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}[編篇](?![{_CJK}之])"),
        ("chapter", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}章(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?"),
        ("division", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}節(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?"),
        ("subdivision", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}款"),
        ("topic", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}目"),
        (
            "article",
            rf"第{_GAP}([{_CJK}{_DIGIT}]+)(?:[-－]([{_DIGIT}]+))?{_GAP}條(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?",
        ),
        ("point", rf"第{_GAP}([{_CJK}{_DIGIT}]+){_GAP}點(?:{_GAP}之{_GAP}([{_CJK}{_DIGIT}]+))?"),
        ("annex", rf"附{_GAP}[件錄表圖冊](?:{_GAP}([{_CJK}{_DIGIT}]+))?"),
        ("exhibit", rf"[表圖]{_GAP}([{_CJK}{_DIGIT}]+)(?:[-－.．][{_DIGIT}]+)*"),
        ("formal", rf"([{_FORMAL}]+){_GAP}[、.．：]"),
        ("cjk", rf"([{_CJK}]+)(?:{_GAP}之{_GAP}([{_CJK}]+))?{_GAP}[、.．]"),
        ("paren_cjk", rf"(?:[(（]{_GAP})?([{_CJK}]+){_GAP}[)）]{_GAP}、?"),
        ("paren_cjk", r"([㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩])"),
        (
            "decimal",
            rf"([{_DIGIT}]+(?:[.．][{_DIGIT}]+)+)(?=[ \t\u3000、](?![ \t\u3000]*[兆億萬千百元%％個名項家件人次倍]))",
        ),
        ("digit", rf"([{_DIGIT}]{{1,3}}){_GAP}(?:[、)）]|[.．](?![{_DIGIT}]))"),
        ("paren_digit", rf"[(（]{_GAP}([{_DIGIT}]{{1,3}}){_GAP}[)）]{_GAP}、?"),
        ("circled", r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽])"),
        ("roman", rf"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ]+){_GAP}[、.．]"),
        ("stem", rf"([{_STEMS}]){_GAP}、"),
        ("paren_stem", rf"[(（]{_GAP}([{_STEMS}]){_GAP}[)）]"),
        ("latin", rf"([A-Za-zＡ-Ｚａ-ｚ]){_GAP}[.、．)）](?![A-Za-z])"),
        ("bullet", rf"([{_BULLETS}])(?!\*)(?:[ \t\u3000]+|(?=[^\s0-9{_BULLETS}]))"),
    )
)

_RUNNING_ON = re.compile(
    rf"{_GAP}(?:規定|所定|所列|所稱|之[^{_CJK}]|第[{_CJK}{_DIGIT} ]|及|或|至|、|，|；|。|但書|附表|附件|前段|後段|各[款目項]|[項款目])"
)
"""What follows a law unit when the line is a wrapped sentence that merely mentions it (「第三條規定，…」)."""

_REFERENCE_KINDS = {"part", "chapter", "division", "subdivision", "topic", "article", "point"}


def marker(line: str) -> Marker | None:
    """Read the outline marker a line begins with.

    Args:
        line: one line of text, without its line end.

    Returns:
        The marker, or None when the line begins with none, or with a mere mention of one (「第三條規定…」).
    """
    for kind, pattern in MARKERS:
        found = pattern.match(line)
        if not found:
            continue
        if kind in _REFERENCE_KINDS and _RUNNING_ON.match(line, found.end()):
            return None
        rest = line[found.end() :].lstrip(" \t\u3000")
        return Marker(kind, _value(kind, found), found.group().strip(" \t\u3000"), len(line) - len(rest))
    return None


def _value(kind: str, found: re.Match[str]) -> float:
    groups = [unicodedata.normalize("NFKC", g).strip("()") for g in found.groups() if g]
    if kind == "bullet" or not groups:
        return 0
    if kind in ("stem", "paren_stem"):
        return _STEMS.index(groups[0]) + 1
    if kind == "latin":
        return ord(groups[0].upper()) - ord("A") + 1
    if kind == "decimal":
        return float(numeral(re.split("[.．]", groups[0])[-1]) or 0)
    main = float(numeral(groups[0]) or 0)
    return main + float(numeral(groups[1]) or 0) / 100 if len(groups) > 1 else main
