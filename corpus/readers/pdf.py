"""PDF files: paragraphs in reading order, pages, bookmarks, tables of ruled pages, images of text."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from corpus.errors import DocumentError
from corpus.readers import ocr, progress
from corpus.readers.builder import PAGE, TextBuilder
from corpus.readers.parsed import Parsed
from corpus.readers.pdf_bookmarks import mark_bookmarks
from corpus.readers.pdf_furniture import furniture
from corpus.readers.pdf_lines import Line, page_lines
from corpus.readers.pdf_paragraphs import Layout, continues, joined_text
from corpus.readers.pdf_tables import Table, find_tables, is_ruled

_MIN_CHARACTERS = 20  # a page with an image and fewer characters is a scan with a stray caption
_MAX_PAGES = 20_000


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on one page, in reading order; ``recognised`` is the text of its image."""

    items: tuple[Line | Table, ...]
    recognised: str = ""


def read(path: Path) -> Parsed:
    """Read a PDF file.

    Args:
        path: the file.

    Returns:
        One line per paragraph, one pipe table per ruled table; running heads and page numbers are kept and marked, behind
        the last page; bookmarks mark the headings they name.

    Raises:
        DocumentError: the file is encrypted, damaged or too long.
    """
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DocumentError(f"{path.name}：PDF 已加密", hint="請以密碼開啟後另存為未加密的 PDF") from error
        raise DocumentError(f"{path.name}：無法解析，PDF 可能損毀", hint="請重新取得檔案，或改用 ODF 版本") from error
    try:
        return _read(document, path)
    finally:
        document.close()


def _read(document: PdfDocument, path: Path) -> Parsed:
    if len(document) > _MAX_PAGES:
        raise DocumentError(f"{path.name}：PDF 有 {len(document):,} 頁，上限 {_MAX_PAGES:,}", hint="請分成數個檔案")
    pages, ruled, scanned, broken = _pages(document)
    warnings = _warnings(path.name, "無法解析", broken)
    if ruled and importlib.util.find_spec("pdfplumber"):
        _put_tables(path, document, pages, ruled)
    elif ruled:
        warnings += _warnings(path.name, '有表格但未解析（請安裝 "policy-assistant[pdf]"）', ruled)
    if scanned and ocr.available():
        scanned = _recognise(document, pages, scanned)
        warnings += _warnings(path.name, "沒有文字層，也未辨識出文字", scanned)
    elif scanned:
        advice = "安裝 tesseract-ocr 與 tesseract-ocr-chi-tra 後可辨識"
        warnings += _warnings(path.name, f"沒有文字層（掃描影像），未納入；{advice}", scanned)
    parsed = _assembled(pages, document.get_metadata_value("Title"), warnings)
    return replace(parsed, marks=mark_bookmarks(document, parsed))


def _pages(document: PdfDocument) -> tuple[list[_Page], list[int], list[int], list[int]]:
    """Read the text layers; say which pages have rulings, which are only images and which cannot be loaded."""
    pages: list[_Page] = []
    ruled, scanned, broken = [], [], []
    for number in range(len(document)):
        lines: list[Line] = []
        try:
            page = document[number]
            text = page.get_textpage()
        except PdfiumError:
            broken.append(number)
        else:
            lines = page_lines(text)
            if sum(len(line.text) for line in lines) < _MIN_CHARACTERS and _has_image(page):
                scanned.append(number)
            elif is_ruled(page):
                ruled.append(number)
            text.close()
            page.close()
        pages.append(_Page(tuple(lines)))
    return pages, ruled, scanned, broken


def _has_image(page: PdfPage) -> bool:
    return any(item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3))


def _put_tables(path: Path, document: PdfDocument, pages: list[_Page], ruled: Sequence[int]) -> None:
    """Put each table in the place of the lines it holds."""
    for number, tables in zip(ruled, find_tables(path, ruled, _texts(document, ruled)), strict=True):
        items: list[Line | Table] = []
        for item in pages[number].items:
            table = next((table for table in tables if table.box.holds(item.box)), None)
            if table is None:
                items.append(item)
            elif table not in items:
                items.append(table)
        pages[number] = _Page(tuple(items))


def _texts(document: PdfDocument, numbers: Iterable[int]) -> Iterator[PdfTextPage]:
    for number in numbers:
        page = document[number]
        text = page.get_textpage()
        yield text
        text.close()
        page.close()


def _recognise(document: PdfDocument, pages: list[_Page], scanned: Sequence[int]) -> list[int]:
    """Read the images of pages; return the pages where nothing was recognised."""
    unread = []
    for number in scanned:
        page = document[number]
        text = ocr.recognise(page)
        page.close()
        progress.tick()
        if text.strip():
            pages[number] = _Page((), text)
        else:
            unread.append(number)
    return unread


def _assembled(pages: Sequence[_Page], title: str, warnings: tuple[str, ...]) -> Parsed:
    lines = [[item for item in page.items if isinstance(item, Line)] for page in pages]
    aside = furniture(lines)
    running = [
        [line for at, line in enumerate(on_page) if at not in left_out]
        for on_page, left_out in zip(lines, aside, strict=True)
    ]
    assembly = _Assembly(Layout(running))
    for page, on_page, left_out in zip(pages, lines, aside, strict=True):
        marked = [on_page[at] for at in sorted(left_out)]
        kept = [item for item in page.items if not any(item is line for line in marked)]
        assembly.page(kept, [line.text for line in marked], page.recognised)
    assembly.end()
    return assembly.builder.build(claimed=title, warnings=warnings)


class _Assembly:
    """Puts pages together; a paragraph that goes on over a page end stays whole."""

    def __init__(self, layout: Layout) -> None:
        self.builder = TextBuilder()
        self._layout = layout
        self._paragraph: list[Line] = []
        self._words: list[str] = []
        self._aside: list[str] = []

    def page(self, items: Sequence[Line | Table], aside: Sequence[str], recognised: str) -> None:
        """Append a page.

        Args:
            items: what stands on it, without furniture.
            aside: its furniture.
            recognised: the text of its image.
        """
        first = items[0] if items else None
        if isinstance(first, Line) and self._goes_on(first, same_page=False):
            self._words.append(PAGE)
        else:
            self.end_paragraph()
            self.builder.page()
        self._aside += aside
        start = self.builder.length
        for at, item in enumerate(items):
            if isinstance(item, Table):
                self.end_paragraph()
                self.builder.table(item.rows)
            elif self._goes_on(item, same_page=at > 0):
                self._append(item)
            else:
                self.end_paragraph()
                self._append(item)
        if recognised:
            self.builder.line(recognised)
            self.builder.mark("ocr", start, max(self.builder.length - 1, start))

    def end_paragraph(self) -> None:
        """Append the paragraph gathered so far."""
        self.builder.line("".join(self._words))
        self._paragraph, self._words = [], []

    def end(self) -> None:
        """Append the last paragraph, then the furniture of all pages, so that it stands in the middle of no passage."""
        self.end_paragraph()
        for text in self._aside:
            self.builder.line(text, "furniture")

    def _goes_on(self, line: Line, *, same_page: bool) -> bool:
        return bool(self._paragraph) and continues(self._paragraph, line, self._layout, same_page=same_page)

    def _append(self, line: Line) -> None:
        if self._paragraph:
            between = "" if self._paragraph[-1].hyphenated else joined_text(self._paragraph[-1].text, line.text)
            self._words.append(between)
        self._words.append(line.text)
        self._paragraph.append(line)


def _warnings(name: str, what: str, numbers: Sequence[int]) -> tuple[str, ...]:
    return (f"{name} 第 {_ranges(numbers)} 頁{what}",) if numbers else ()


def _ranges(numbers: Sequence[int]) -> str:
    """Write page numbers (from 0) as they are printed (from 1): 1、3–5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs)
