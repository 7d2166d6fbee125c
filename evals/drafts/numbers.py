"""Numbers with what they are numbers of: 「涵蓋率達到90%」 → 「涵蓋率達到多少？」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.figures import COUNTERS, Figure, figures
from corpus.types import Section, Span
from evals.drafts.source import Draft, Source, says_something, trimmed, unmarked

_CLAUSE = re.compile(r"[^，,；;。：:！!？?\n\t]+(?:(?<=\d),(?=\d{3})[^，,；;。：:！!？?\n\t]+)*")
_LONGEST = 60
_ORDINAL = re.compile(r"第\s*$")
_UNITS = (
    *("人次", "人月", "個月", "平方公尺", "公尺", "公里", "公分", "公釐", "公斤", "公克", "公噸", "公升", "公頃"),
    *("毫克", "毫升", "小時", "分鐘", "工作天", "工作日", "元"),
)
_NOT_COUNTED = "年月日公G"
_DEPENDENT = re.compile(r"[惟但則且並及或以而其該此前同另又如若]")
"""How a clause begins that is not understood without the one before it."""
_MARKUP = re.compile(r"[*<>|]")


def numbers(source: Source) -> Iterator[Draft]:
    """Yield one draft for the first number of each clause that says what it is a number of."""
    for section, sentence in source.sentences():
        for clause in _CLAUSE.finditer(sentence.slice(source.document.text)):
            if (
                len(clause[0]) <= _LONGEST
                and not _MARKUP.search(clause[0])
                and (draft := _asked(source, section, clause[0]))
            ):
                yield draft


def _asked(source: Source, section: Section, clause: str) -> Draft | None:
    figure = next((found for found in figures(clause) if _counts(found, clause)), None)
    if figure is None:
        return None
    printed = _printed(figure, clause)
    before = trimmed(unmarked(clause[: figure.span.start]))
    if not says_something(before) or not printed or not _stands_alone(before):
        return None
    return Draft(
        kind="number",
        category="number_kpi",
        section=section,
        question=f"{source.about(section)}{before}多少{_unit(figure)}？",
        answer=f"{trimmed(clause)}。",
        must_include=((printed,),),
        quotes=(clause.strip(),),
    )


def _counts(figure: Figure, clause: str) -> bool:
    if _ORDINAL.search(clause[: figure.span.start]):
        return False
    if figure.kind == "percent":
        return True
    return figure.kind in ("money", "count") and bool(_unit(figure)) and figure.value != 1  # 一次付款、任一點


def _stands_alone(words: str) -> bool:
    return not _DEPENDENT.match(words) and words.count("（") + words.count("(") == words.count("）") + words.count(")")


def _unit(figure: Figure) -> str:
    """Return the counter alone: what follows a number may run into the next word (5萬瓩並)."""
    if figure.kind == "percent" or figure.unit[:1] in _NOT_COUNTED:
        return ""
    long = next((unit for unit in _UNITS if figure.unit.startswith(unit)), "")
    return long or (figure.unit[0] if figure.unit[0] in COUNTERS else "")


def _printed(figure: Figure, clause: str) -> str:
    """Return the figure with its scale and unit as printed."""
    if figure.kind == "percent":
        return figure.span.slice(clause).strip()
    rest = re.match(rf"\s*[百千萬億兆]*\s*{re.escape(_unit(figure))}", clause[figure.span.end :])
    return Span(figure.span.start, figure.span.end + rest.end()).slice(clause) if rest else ""
