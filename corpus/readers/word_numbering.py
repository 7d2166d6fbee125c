"""The list numbers that Word computes and a DOCX file does not contain (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.readers.numerals import word_number

BULLET = "•"
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    series: str
    pattern: str
    start: int
    decimal_only: bool
    style: str


class Numbering:
    """Counts the numbered paragraphs of one document, which must be shown to it in order.

    Args:
        root: the ``w:numbering`` element, or None where the document has no lists.
    """

    def __init__(self, root: _Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        by_style: dict[str, str] = {}
        links: dict[str, str] = {}
        for abstract in root.iterchildren(qn("w:abstractNum")):
            key = _value(abstract, "w:abstractNumId")
            self._levels[key] = dict(_levels(abstract))
            if name := _child_value(abstract, "w:styleLink"):
                by_style[name] = key
            if name := _child_value(abstract, "w:numStyleLink"):
                links[key] = name
        for num in root.iterchildren(qn("w:num")):
            self._add_number(num, links, by_style)

    def _add_number(self, num: _Element, links: dict[str, str], by_style: dict[str, str]) -> None:
        number_id = _value(num, "w:numId")
        abstract = _child_value(num, "w:abstractNumId")
        abstract = by_style.get(links.get(abstract, ""), abstract)
        self._abstract_of[number_id] = abstract
        self._restarts[number_id] = {}
        for override in num.iterchildren(qn("w:lvlOverride")):
            level = _integer(_value(override, "w:ilvl"), 0)
            if start := _child_value(override, "w:startOverride"):
                self._restarts[number_id][level] = _integer(start, 1)
            if own_levels := dict(_levels(override)):
                private = f"{abstract}/{number_id}"
                self._levels[private] = {**self._levels.get(abstract, {}), **own_levels}
                self._abstract_of[number_id] = private

    def label(self, number_id: str, level: int | None, style_id: str) -> str:
        """Count one paragraph and return its label.

        Args:
            number_id: the paragraph's ``w:numId``; empty outside lists.
            level: its ``w:ilvl``, from 0, or None where the list names the level by style.
            style_id: the style that put the paragraph into the list.

        Returns:
            For example ``一、`` or ``(1)``; a plain bullet for any bullet; empty where the list is unknown.
        """
        abstract = self._abstract_of.get(number_id, "")
        levels = self._levels.get(abstract, {})
        if level is None:
            level = next((index for index, own in levels.items() if own.style == style_id), 0)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        restart = self._restarts[number_id].pop(level, None)
        if restart is not None:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return _label(levels, counts, level)


def _label(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    own = levels[level]
    if own.series == "bullet":
        return BULLET

    def written(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        if index not in levels:
            return ""
        series = "decimal" if own.decimal_only else levels[index].series
        return word_number(counts.get(index, levels[index].start), series)

    return _PLACEHOLDER.sub(written, own.pattern).strip()


def _levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
    for element in parent.iterchildren(qn("w:lvl")):
        pattern = _child_value(element, "w:lvlText")
        series = _child_value(element, "w:numFmt") or "decimal"
        start = _integer(_child_value(element, "w:start"), 1)
        legal = element.find(qn("w:isLgl")) is not None
        style = _child_value(element, "w:pStyle")
        yield _integer(_value(element, "w:ilvl"), 0), _Level(series, pattern, start, legal, style)


def _child_value(parent: _Element, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else _value(child, "w:val")


def _value(element: _Element, attribute: str) -> str:
    value: Any = element.get(qn(attribute), "")
    return str(value)


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
