"""What OpenDocument texts, sheets and slides share: names, words, tables, metadata (ODF 1.3, ISO/IEC 26300)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml.etree import _Element

from corpus.errors import DocumentError
from corpus.readers import xml
from corpus.readers.pipes import MAX_CELLS, Cell, spread

_NAMESPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}


def name(prefixed: str) -> str:
    """Return the full name of an element or attribute, given as ``prefix:local``."""
    prefix, local = prefixed.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


_LEFT_OUT = frozenset(
    map(name, ("text:note", "office:annotation", "text:ruby-text", "text:tracked-changes", "dc:creator"))
)
_ROW_GROUPS = frozenset(map(name, ("table:table-header-rows", "table:table-rows", "table:table-row-group")))
_COVERED = name("table:covered-table-cell")
_CELLS = frozenset({name("table:table-cell"), _COVERED})
_TEXT_BLOCKS = frozenset({name("text:p"), name("text:h")})
_HOLDS_TEXT = _TEXT_BLOCKS | {name("text:list")}
_DRAWN = f"{{{_NAMESPACES['draw']}}}"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of one OpenDocument file that a reader needs; ``body`` is the child of ``office:body``."""

    body: _Element
    content: _Element
    styles: _Element | None
    title: str


def open_package(path: Path) -> Package:
    """Open an OpenDocument file.

    Args:
        path: the file, checked as a container before.

    Returns:
        Its parsed parts.

    Raises:
        DocumentError: it is encrypted or has no content.
    """
    manifest, content, styles, meta = xml.parts(path, "META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml")
    if manifest is not None and next(manifest.iter(name("manifest:encryption-data")), None) is not None:
        raise DocumentError(f"{path.name}：檔案已加密", hint="請解除密碼保護後另存新檔")
    content = xml.required(content, path)
    bodies = content.find(name("office:body"))
    body = next(iter(() if bodies is None else bodies), None)
    title = "" if meta is None else meta.findtext(f".//{name('dc:title')}", "")
    return Package(xml.required(body, path), content, styles, title)


def words(element: _Element) -> str:
    """Return the words of one paragraph as it is displayed.

    Args:
        element: a ``text:p``, ``text:h`` or a piece of one.

    Returns:
        The text with spaces and line breaks expanded; without notes, comments and the text of boxes anchored in it.
    """
    return "".join(_pieces(element))


def _pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == name("text:s"):
            yield " " * min(_count(child, "text:c"), 1_000)
        elif child.tag == name("text:tab"):
            yield "\t"
        elif child.tag == name("text:line-break"):
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and not is_drawn(child):
            yield from _pieces(child)
        yield child.tail or ""


def is_drawn(element: _Element) -> bool:
    """Say whether an element is a frame, box or shape: it has its own place on the page."""
    return isinstance(element.tag, str) and element.tag.startswith(_DRAWN)


def is_text_shape(element: _Element) -> bool:
    """Say whether an element is a box or shape that holds paragraphs itself."""
    return is_drawn(element) and any(child.tag in _HOLDS_TEXT for child in element)


def table_rows(table: _Element) -> list[list[str]]:
    """Return a table's texts, merged cells repeated and repeated cells written out.

    Args:
        table: a ``table:table`` element.

    Returns:
        Rows of texts, all of the same length; trailing empty rows and cells, which sheets repeat by the million, left
        out.

    Raises:
        DocumentError: more than ``MAX_CELLS`` cells.
    """
    rows: list[list[Cell]] = []
    empty, total = 0, 0
    for row in _rows(table):
        cells = _row_cells(row)
        repeated = _count(row, "table:number-rows-repeated")
        if not cells:
            empty += repeated
            continue
        total += repeated * len(cells) + empty
        if total > MAX_CELLS:
            raise DocumentError(f"表格超過 {MAX_CELLS:,} 格", hint="請分成數個檔案")
        rows += [[] for _ in range(empty)] + [cells] * repeated
        empty = 0
    return spread(rows)


def _rows(parent: _Element) -> Iterator[_Element]:
    for child in parent:
        if child.tag == name("table:table-row"):
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _row_cells(row: _Element) -> list[Cell]:
    """Return the cells of a row up to its last one with text; places that a merged cell covers are left out."""
    cells: list[Cell] = []
    kept = 0
    for element in row:
        if element.tag not in _CELLS or element.tag == _COVERED:
            continue
        text = "\n".join(filter(None, (words(p).strip() for p in element.iter(*_TEXT_BLOCKS))))
        cell = Cell(text, _count(element, "table:number-rows-spanned"), _count(element, "table:number-columns-spanned"))
        repeated = _count(element, "table:number-columns-repeated")
        if not text and cell.rows == cell.columns == 1:
            repeated = min(repeated, 1_024)
        if len(cells) + repeated > MAX_CELLS:
            raise DocumentError(f"表格超過 {MAX_CELLS:,} 格", hint="請分成數個檔案")
        cells += [cell] * repeated
        if text:
            kept = len(cells)
    return cells[:kept]


def _count(element: _Element, attribute: str) -> int:
    value = str(element.get(name(attribute), "1"))
    return int(value) if value.isdecimal() and len(value) < 10 else 1
