"""The list numbers that OpenDocument files describe but do not contain (ODF 1.3, 5.3 and 16.30–16.36)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element

from corpus.readers.numerals import sample_number
from corpus.readers.odf import name

BULLET = "•"
_PLACEHOLDER = re.compile(r"%([0-9]{1,2})%")
_STYLES = (name("text:list-style"), name("text:outline-style"))
_NUMBERED = (name("text:list-level-style-number"), name("text:outline-level-style"))
_BULLET = name("text:list-level-style-bullet")


@dataclass(frozen=True, slots=True)
class _Level:
    sample: str
    prefix: str
    suffix: str
    start: int
    shown: int
    pattern: str
    bullet: bool


_Counts = dict[int, int]


class ListNumbers:
    """Labels the items of one document, which must be shown to it in order.

    Args:
        roots: the elements that hold list styles, later ones overriding earlier ones.
    """

    def __init__(self, *roots: _Element | None) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        self._of_paragraph_style: dict[str, str] = {}
        self._outline_counts: _Counts = {}
        for root in roots:
            for style in () if root is None else root.iter(*_STYLES):
                levels = dict(_level(element) for element in style if element.tag in (*_NUMBERED, _BULLET))
                if style.tag == name("text:outline-style"):
                    self._outline = levels
                else:
                    self._styles[str(style.get(name("style:name"), ""))] = levels
            for style in () if root is None else root.iter(name("style:style")):
                if list_style := style.get(name("style:list-style-name")):
                    self._of_paragraph_style[str(style.get(name("style:name"), ""))] = str(list_style)

    def style_of_paragraph(self, style_name: str) -> str:
        """Return the list style that a paragraph style brings, or an empty name."""
        return self._of_paragraph_style.get(style_name, "")

    def heading(self, level: int) -> str:
        """Count a heading of the document's outline.

        Args:
            level: from 1.

        Returns:
            Its label; empty where the outline is not numbered.
        """
        return self._label(self._outline, self._outline_counts, level, None)

    def item(self, style_name: str, counts: _Counts, level: int, start: int | None) -> str:
        """Count one list item.

        Args:
            style_name: the list style in force.
            counts: how far each level of this list has come; changed by the call.
            level: from 1.
            start: the number this item is given, or None to go on counting.

        Returns:
            Its label; a plain bullet for any bullet; empty where the list is not numbered.
        """
        return self._label(self._styles.get(style_name, {}), counts, level, start)

    def _label(self, levels: dict[int, _Level], counts: _Counts, level: int, start: int | None) -> str:
        own = levels.get(level)
        if own is None:
            return ""
        if start is not None:
            counts[level] = start
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if own.bullet:
            return BULLET
        return _written(levels, counts, level)


def _written(levels: dict[int, _Level], counts: _Counts, level: int) -> str:
    own = levels[level]
    if not own.sample:
        return ""

    def number(index: int) -> str:
        other = levels.get(index)
        return sample_number(counts.get(index, other.start), other.sample) if other else ""

    if own.pattern:
        return _PLACEHOLDER.sub(lambda match: number(int(match[1])), own.pattern).strip()
    shown = range(max(level - own.shown + 1, 1), level + 1)
    return (own.prefix + ".".join(filter(None, map(number, shown))) + own.suffix).strip()


def _level(element: _Element) -> tuple[int, _Level]:
    def value(attribute: str, default: str = "") -> str:
        return str(element.get(name(attribute), default))

    return _integer(value("text:level"), 1), _Level(
        sample=value("style:num-format"),
        prefix=value("style:num-prefix"),
        suffix=value("style:num-suffix"),
        start=_integer(value("text:start-value"), 1),
        shown=_integer(value("text:display-levels"), 1),
        pattern=value("loext:num-list-format"),
        bullet=element.tag == _BULLET,
    )


def _integer(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else default
