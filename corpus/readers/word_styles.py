"""What a Word paragraph is by its style: heading, title, contents line, list item (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml.etree import _Element

_HEADING_NAME = re.compile(r"(?:heading|標題)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目錄)\s*[1-9]$", re.IGNORECASE)
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is.

    ``heading_level`` counts from 1 (0: none); ``number_id`` is empty outside lists; ``number_style`` is the style that says so, and ``number_level`` None where the list finds the level by that style.
    """

    heading_level: int = 0
    is_title: bool = False
    is_contents: bool = False
    number_id: str = ""
    number_level: int | None = None
    number_style: str = ""


class Styles:
    """Resolves a paragraph's style chain, then its own properties.

    Args:
        root: the ``w:styles`` element, or None.
    """

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._roles: dict[str, Role] = {}
        self._default = ""
        for style in () if root is None else root.iterchildren(qn("w:style")):
            if style.get(qn("w:type")) == "paragraph":
                style_id = style.get(qn("w:styleId"), "")
                self._elements[style_id] = style
                if style.get(qn("w:default")) in ("1", "true", "on"):
                    self._default = style_id

    def of(self, paragraph: _Element) -> Role:
        """Return the role of one paragraph.

        Args:
            paragraph: a ``w:p`` element.
        """
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return self._role(self._default)
        style_id = _val(properties, "w:pStyle") or self._default
        return _with(self._role(style_id), properties, style_id)

    def _role(self, style_id: str) -> Role:
        if style_id not in self._roles:
            self._roles[style_id] = Role()  # ends a circular chain
            self._roles[style_id] = self._resolve(style_id)
        return self._roles[style_id]

    def _resolve(self, style_id: str) -> Role:
        style = self._elements.get(style_id)
        if style is None:
            return Role()
        parent = _val(style, "w:basedOn")
        role = self._role(parent) if parent else Role()
        name = _val(style, "w:name")
        if heading := _HEADING_NAME.match(name):
            role = replace(role, heading_level=int(heading[1]))
        if name.lower() in ("title", "標題"):
            role = replace(role, is_title=True)
        if _CONTENTS_NAME.match(name):
            role = replace(role, is_contents=True, heading_level=0)
        properties = style.find(qn("w:pPr"))
        return role if properties is None else _with(role, properties, style_id)


def _with(role: Role, properties: _Element, style_id: str) -> Role:
    if level := _val(properties, "w:outlineLvl"):
        depth = int(level) if level.isdecimal() else _BODY_LEVEL
        role = replace(role, heading_level=depth + 1 if depth < _BODY_LEVEL else 0)
    numbering = properties.find(qn("w:numPr"))
    if numbering is not None:
        number_id, number_level = _val(numbering, "w:numId"), _val(numbering, "w:ilvl")
        if number_id:
            role = replace(role, number_id="" if number_id == "0" else number_id, number_style=style_id)
        if number_level.isdecimal():
            role = replace(role, number_level=int(number_level))
    return role


def _val(parent: _Element, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val"), ""))
