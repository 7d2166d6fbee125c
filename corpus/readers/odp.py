"""OpenDocument slides: one page per slide, its title first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from corpus.readers.builder import TextBuilder
from corpus.readers.numerals import joined
from corpus.readers.odf import is_drawn, is_text_shape, name, open_package, table_rows, words
from corpus.readers.odf_lists import BULLET, ListNumbers
from corpus.readers.parsed import Parsed

_ASIDE = frozenset({"footer", "page-number", "date-time", "header"})


def read(path: Path) -> Parsed:
    """Read an ODP file.

    Args:
        path: the file, checked as a container before.

    Returns:
        One page per slide: the title as a heading of level 1, then the other shapes in the order the author stacked
        them, which is also the order a screen reader follows. Speaker notes are left out and counted.

    Raises:
        DocumentError: the file is encrypted or has no content.
    """
    package = open_package(path)
    builder = TextBuilder()
    numbers = ListNumbers(package.styles, package.content)
    notes = 0
    for slide in package.body.iterchildren(name("draw:page")):
        builder.page()
        shapes = [child for child in slide if is_drawn(child)]
        for shape in sorted(shapes, key=lambda shape: not _is_title(shape)):
            _shape(builder, numbers, shape)
        notes += any(words(p).strip() for note in slide.iter(name("presentation:notes")) for p in note.iter(_PARAGRAPH))
    warnings = (f"{notes} 張投影片的備忘稿未納入",) if notes else ()
    return builder.build(claimed=package.title, warnings=warnings)


_PARAGRAPH = name("text:p")


def _is_title(shape: _Element) -> bool:
    return shape.get(name("presentation:class")) == "title"


def _shape(builder: TextBuilder, numbers: ListNumbers, shape: _Element) -> None:
    if shape.tag == name("draw:g"):
        for member in shape:
            _shape(builder, numbers, member)
        return
    for table in shape.iterchildren(name("table:table")):
        builder.table(table_rows(table))
    for box in shape.iter():
        if is_text_shape(box):
            _box(builder, numbers, box, shape)


def _box(builder: TextBuilder, numbers: ListNumbers, box: _Element, shape: _Element) -> None:
    lines = [line for line in _lines(numbers, box) if line.strip()]
    if _is_title(shape):
        builder.line(" ".join(line.strip().replace("\n", " ") for line in lines), "heading", 1)
        return
    aside = shape.get(name("presentation:class")) in _ASIDE
    for line in lines:
        builder.line(line, "furniture" if aside else None)


def _lines(numbers: ListNumbers, box: _Element) -> Iterator[str]:
    counts: dict[str, dict[int, int]] = {}
    for child in box:
        if child.tag == _PARAGRAPH:
            yield words(child)
        elif child.tag == name("text:list"):
            style = str(child.get(name("text:style-name"), ""))
            yield from _items(numbers, child, style, 1, counts.setdefault(style, {}))


def _items(numbers: ListNumbers, element: _Element, style: str, level: int, counts: dict[int, int]) -> Iterator[str]:
    for item in element:
        labelled = item.tag == name("text:list-item")
        for child in item:
            if child.tag == name("text:list"):
                own = str(child.get(name("text:style-name"), "")) or style
                yield from _items(numbers, child, own, level + 1, counts)
            elif child.tag == _PARAGRAPH:
                line = words(child)
                if labelled and line.strip():
                    label, labelled = numbers.item(style, counts, level, None), False
                    line = line if label == BULLET else joined(label, line)  # every line of a slide has a bullet
                yield line
