"""OpenDocument texts: paragraphs with their computed numbers, headings, tables, text boxes and notes."""

from __future__ import annotations

from pathlib import Path

from lxml.etree import _Element

from corpus.readers.builder import TextBuilder
from corpus.readers.numerals import joined
from corpus.readers.odf import Package, is_drawn, is_text_shape, name, open_package, table_rows, words
from corpus.readers.odf_lists import ListNumbers
from corpus.readers.parsed import Parsed

_CONTAINERS = frozenset(map(name, ("text:section", "text:index-body", "text:index-title", "text:numbered-paragraph")))
_CONTENTS = frozenset(map(name, ("text:table-of-content", "text:illustration-index", "text:table-index")))
_BLOCKS = (name("text:p"), name("text:h"))
_MAX_HEADING = 10


def read(path: Path) -> Parsed:
    """Read an ODT file.

    Args:
        path: the file, checked as a container before.

    Returns:
        One line per paragraph, one pipe table per table, notes at the end. No pages: the soft page breaks in the file
        are those of an earlier layout (LibreOffice without a window writes wrong ones), and a wrong page is worse than
        none.

    Raises:
        DocumentError: the file is encrypted or has no content.
    """
    package = open_package(path)
    reader = _Reader(package)
    reader.blocks(package.body)
    reader.notes(package.body)
    return reader.builder.build(reader.title, claimed=package.title)


class _Reader:
    def __init__(self, package: Package) -> None:
        self.builder = TextBuilder()
        self.title = ""
        self._numbers = ListNumbers(package.styles, package.content)
        self._titles = _title_styles(package)
        self._counts: dict[str, dict[int, int]] = {}
        self._last_of_style: dict[str, str] = {}
        self._furniture = False

    def blocks(self, parent: _Element) -> None:
        """Append the paragraphs, lists and tables below ``parent``."""
        for child in parent:
            if child.tag == name("text:h"):
                self._heading(child, "")
            elif child.tag == name("text:p"):
                self._paragraph(child, "")
            elif child.tag == name("text:list"):
                self._list(child, "", 1, {})
            elif child.tag == name("table:table"):
                self.builder.table(table_rows(child))
            elif is_drawn(child):
                self._boxes(child)
            elif child.tag in _CONTENTS:
                self._furniture = True
                self.blocks(child)
                self._furniture = False
            elif child.tag in _CONTAINERS:
                self.blocks(child)

    def notes(self, body: _Element) -> None:
        """Append the footnotes and endnotes, which the pages show below the text."""
        for kind, label in (("footnote", "註"), ("endnote", "附註")):
            notes = [note for note in body.iter(name("text:note")) if note.get(name("text:note-class")) == kind]
            for number, note in enumerate(notes, start=1):
                lines = (words(p).strip() for p in note.iter(name("text:p")))
                text = "\n".join(filter(None, lines))
                self.builder.line(f"{label}{number}：{text}" if text else "")

    def _heading(self, heading: _Element, label: str) -> None:
        level = str(heading.get(name("text:outline-level"), "1"))
        depth = int(level) if level.isdecimal() and 1 <= int(level) <= _MAX_HEADING else 1
        if not label and heading.get(name("text:is-list-header")) != "true":
            label = self._numbers.heading(depth)
        text = words(heading)
        self.builder.line(joined(label, text) if text.strip() else text, "heading", depth)
        self._boxes(heading)

    def _paragraph(self, paragraph: _Element, label: str) -> None:
        text = words(paragraph)
        if str(paragraph.get(name("text:style-name"), "")) in self._titles and not self.title:
            self.title = text.strip()
        self.builder.line(joined(label, text) if text.strip() else text, "furniture" if self._furniture else None)
        self._boxes(paragraph)

    def _boxes(self, anchor: _Element) -> None:
        """Append the text of the boxes and shapes anchored in a paragraph or on a page, each once."""
        for box in anchor.iter():
            if is_text_shape(box) and next(box.iterancestors(*_BLOCKS), anchor) is anchor:
                self.blocks(box)

    def _list(self, element: _Element, style: str, level: int, counts: dict[int, int]) -> None:
        style = str(element.get(name("text:style-name"), "")) or style or self._style_of_first_paragraph(element)
        if level == 1:
            counts = self._counts_for(element, style)
        for item in element:
            labelled = item.tag == name("text:list-item")
            if not labelled and item.tag != name("text:list-header"):
                continue
            start = str(item.get(name("text:start-value"), ""))
            for child in item:
                if child.tag == name("text:list"):
                    self._list(child, style, level + 1, counts)
                    continue
                label = ""
                if labelled and child.tag in _BLOCKS:
                    label = self._numbers.item(style, counts, level, int(start) if start.isdecimal() else None)
                    labelled = False
                if child.tag == name("text:h"):
                    self._heading(child, label)
                elif child.tag == name("text:p"):
                    self._paragraph(child, label)

    def _counts_for(self, element: _Element, style: str) -> dict[int, int]:
        """Return the counters a top-level list goes on with: fresh ones unless it continues another."""
        own = str(element.get("{http://www.w3.org/XML/1998/namespace}id", "")) or f"list-{id(element)}"
        continued = str(element.get(name("text:continue-list"), ""))
        if not continued and element.get(name("text:continue-numbering")) == "true":
            continued = self._last_of_style.get(style, "")
        self._counts[own] = self._counts.get(continued, {})
        self._last_of_style[style] = own
        return self._counts[own]

    def _style_of_first_paragraph(self, element: _Element) -> str:
        paragraph = next(element.iter(*_BLOCKS), None)
        return (
            ""
            if paragraph is None
            else self._numbers.style_of_paragraph(str(paragraph.get(name("text:style-name"), "")))
        )


def _title_styles(package: Package) -> frozenset[str]:
    """Return ``Title`` and the automatic styles derived from it."""
    derived = {
        str(style.get(name("style:name"), ""))
        for style in package.content.iter(name("style:style"))
        if style.get(name("style:parent-style-name")) == "Title"
    }
    return frozenset({"Title", *derived})
