"""PowerPoint slides: one page per slide, its title first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from corpus.readers.builder import TextBuilder
from corpus.readers.numerals import joined, word_number
from corpus.readers.parsed import Parsed

_ASIDE = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER)
_SERIES = {
    "arabic": "decimal",
    "arabicDb": "decimalFullWidth",
    "circleNumDb": "decimalEnclosedCircle",
    "circleNumWdWhite": "decimalEnclosedCircle",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "ea1Cht": "taiwaneseCounting",
    "ea1Chs": "taiwaneseCounting",
    "ea1ChtDb": "taiwaneseCounting",
    "ea1JpnChsDb": "taiwaneseCounting",
    "ea1JpnKor": "taiwaneseCounting",
}
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Minus": "- {} -", "Plain": "{}", "": "{}"}
_AUTO_NUMBER = re.compile(r"(.*?)(ParenBoth|ParenR|Period|Minus|Plain|)$")


def read(path: Path) -> Parsed:
    """Read a PPTX file.

    Args:
        path: the file, checked as a container before.

    Returns:
        One page per slide: the title as a heading of level 1, then the other shapes in the order the author stacked
        them, which is also the order a screen reader follows. Speaker notes are left out and counted.
    """
    presentation = pptx.Presentation(str(path))
    builder = TextBuilder()
    notes = 0
    for slide in presentation.slides:
        builder.page()
        title = slide.shapes.title
        if title is not None:
            builder.line(" ".join(_plain(title.text_frame.text).split("\n")), "heading", 1)
        for shape in _flat(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _shape(builder, shape)
        notes += slide.has_notes_slide and bool(_notes(slide).strip())
    warnings = (f"{notes} 張投影片的備忘稿未納入",) if notes else ()
    return builder.build(claimed=presentation.core_properties.title or "", warnings=warnings)


def _flat(shapes: Iterable[Any]) -> Iterator[Any]:
    """Yield shapes, the members of groups among them."""
    for shape in shapes:
        members = getattr(shape, "shapes", None)
        if members is None:
            yield shape
        else:
            yield from _flat(members)


def _shape(builder: TextBuilder, shape: Any) -> None:
    if getattr(shape, "has_table", False):
        builder.table(_rows(shape.table))
    elif shape.has_text_frame:
        aside = shape.is_placeholder and shape.placeholder_format.type in _ASIDE
        for line in _lines(shape.text_frame):
            builder.line(line, "furniture" if aside else None)


def _rows(table: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    origins: dict[tuple[int, int], str] = {}
    for i, row in enumerate(table.rows):
        texts = []
        for j, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                text = "\n".join(_lines(cell.text_frame))
                origins.update(
                    {
                        (i + down, j + right): text
                        for down in range(cell.span_height)
                        for right in range(cell.span_width)
                    }
                )
            texts.append(origins.get((i, j)) or "\n".join(_lines(cell.text_frame)))
        rows.append(texts)
    return rows


def _lines(frame: Any) -> Iterator[str]:
    """Yield the paragraphs of a text frame with the numbers set on them; bullets, which every slide line has, are none."""
    counts: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        words = _plain(paragraph.text)
        if not words.strip():
            continue
        properties = paragraph._p.pPr
        auto = None if properties is None else properties.find(qn("a:buAutoNum"))
        level = paragraph.level
        for deeper in [key for key in counts if key > level or (key == level and auto is None)]:
            del counts[deeper]
        if auto is not None:
            start = str(auto.get("startAt", "1"))
            counts[level] = counts.get(level, (int(start) if start.isdecimal() else 1) - 1) + 1
            yield joined(_auto_number(counts[level], str(auto.get("type", ""))), words)
        else:
            yield words


def _auto_number(number: int, kind: str) -> str:
    """Write a number of a DrawingML list (ECMA-376 part 1, 20.1.10.61 ST_TextAutonumberScheme)."""
    match = _AUTO_NUMBER.match(kind)
    series, around = (match[1], match[2]) if match else ("", "")
    return _AROUND[around].format(word_number(number, _SERIES.get(series, "decimal")))


def _plain(text: str) -> str:
    return text.replace("\v", "\n")


def _notes(slide: Any) -> str:
    frame = slide.notes_slide.notes_text_frame
    return "" if frame is None else str(frame.text)
