"""Word documents: paragraphs with their computed numbers, heading styles, tables, text boxes and footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.readers.builder import PAGE, TextBuilder
from corpus.readers.numerals import joined
from corpus.readers.parsed import Parsed
from corpus.readers.pipes import Cell, spread
from corpus.readers.word_numbering import Numbering
from corpus.readers.word_styles import Styles

_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")))
_LEFT_OUT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:rt", "w:pPr", "w:rPr", "w:object"))
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = qn("w:txbxContent")


def read(path: Path) -> Parsed:
    """Read a DOCX file.

    Args:
        path: the file, checked as a container before.

    Returns:
        One line per paragraph, one pipe table per table, footnotes at the end. Pages are known only where Word left
        its own page breaks in the file.
    """
    document = docx.Document(str(path))
    reader = _Reader(document)
    if next(document.element.body.iter(qn("w:lastRenderedPageBreak")), None) is not None:
        reader.builder.page()
    reader.blocks(document.element.body)
    reader.notes(document)
    return reader.builder.build(reader.title, claimed=document.core_properties.title or "")


class _Reader:
    def __init__(self, document: Document) -> None:
        self.builder = TextBuilder()
        self.title = ""
        self._styles = Styles(_related(document, RELATIONSHIP_TYPE.STYLES))
        self._numbering = Numbering(_related(document, RELATIONSHIP_TYPE.NUMBERING))

    def blocks(self, parent: _Element) -> None:
        """Append the paragraphs and tables below ``parent``."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.builder.table(self._rows(child))
            elif child.tag in _WRAPPERS:
                self.blocks(child)

    def notes(self, document: Document) -> None:
        """Append the footnotes and endnotes, which the pages show below the text."""
        for kind, name in ((RELATIONSHIP_TYPE.FOOTNOTES, "註"), (RELATIONSHIP_TYPE.ENDNOTES, "附註")):
            root = _related(document, kind)
            notes = [] if root is None else [note for note in root if note.get(qn("w:type")) is None]
            for number, note in enumerate(notes, start=1):
                words = "\n".join(filter(None, (_words(p).strip() for p in note.iter(qn("w:p")))))
                self.builder.line(f"{name}{number}：{words}" if words else "")

    def _paragraph(self, paragraph: _Element) -> None:
        words = _words(paragraph)
        style = self._styles.of(paragraph)
        label = self._numbering.label(style.number_id, style.number_level, style.number_style)
        plain = words.replace(PAGE, "").strip()
        if plain:
            words = joined(label, words)
        if style.is_title:
            self.title = self.title or plain
        if style.is_contents:
            self.builder.line(words, "furniture")
        elif style.heading_level:
            self.builder.line(words, "heading", style.heading_level)
        else:
            self.builder.line(words)
        for box in _text_boxes(paragraph):
            self.blocks(box)

    def _rows(self, table: _Element) -> list[list[str]]:
        """Spread a table's cells; ``w:vMerge`` repeats the cell above."""
        merged: list[list[str]] = []
        for row in _wrapped(table, qn("w:tr")):
            cells: list[Cell] = []
            for cell in _wrapped(row, qn("w:tc")):
                continues = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if continues is not None and continues.get(qn("w:val"), "continue") == "continue":
                    column = sum(c.columns for c in cells)
                    text = merged[-1][column] if merged and column < len(merged[-1]) else ""
                else:
                    text = self._cell(cell)
                cells.append(Cell(text, columns=_columns(cell)))
            merged += spread([cells])
        width = max(map(len, merged), default=0)
        return [row + [""] * (width - len(row)) for row in merged]

    def _cell(self, cell: _Element) -> str:
        lines = []
        for paragraph in cell.iter(qn("w:p")):
            style = self._styles.of(paragraph)
            label = self._numbering.label(style.number_id, style.number_level, style.number_style)
            if words := _words(paragraph).replace(PAGE, "").strip():
                lines.append(joined(label, words))
        return "\n".join(lines)


def _words(element: _Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: _Element) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag == qn("w:lastRenderedPageBreak"):
            yield PAGE
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "" if child.get(qn("w:type")) in ("page", "column") else "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag not in _LEFT_OUT and child.tag not in (_FALLBACK, _TEXT_BOX):
            yield from _pieces(child)


def _text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """Yield the text boxes anchored in a paragraph, but not the copy kept for old programs."""
    for box in paragraph.iter(_TEXT_BOX):
        ancestors = list(box.iterancestors())
        inner = ancestors[: ancestors.index(paragraph)]
        if not any(ancestor.tag in (_FALLBACK, _TEXT_BOX) for ancestor in inner):
            yield box


def _wrapped(parent: _Element, tag: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _wrapped(child, tag)


def _columns(cell: _Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = "" if span is None else str(span.get(qn("w:val"), ""))
    return int(value) if value.isdecimal() else 1


def _related(document: Document, kind: str) -> _Element | None:
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return cast(_Element, parse_xml(relation.target_part.blob))
    return None
