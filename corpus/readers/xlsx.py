"""Excel workbooks: each sheet a heading and a table of what its cells display."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import DocumentError
from corpus.readers.builder import TextBuilder
from corpus.readers.parsed import Parsed
from corpus.readers.pipes import MAX_CELLS

_UNCOMPUTED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_DECIMALS = re.compile(r"0\.(0+)")


def read(path: Path) -> Parsed:
    """Read an XLSX file.

    Args:
        path: the file, checked as a container before.

    Returns:
        Sheet names as headings of level 1 and one pipe table per sheet with the values last computed; empty sheets are
        left out.

    Raises:
        DocumentError: a sheet has more cells than a table may hold.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl's, about styles and extensions that carry no text
        workbook = openpyxl.load_workbook(path, data_only=True)
    builder = TextBuilder()
    for sheet in workbook.worksheets:
        rows = _rows(sheet, path.name)
        if any(any(row) for row in rows):
            builder.line(sheet.title, "heading", 1)
            builder.table(rows)
    missing = _formulas_without_values(path)
    said = (f"{missing:,} 個儲存格只有公式、沒有算出的值；請以試算表軟體開啟後另存",) if missing else ()
    return builder.build(claimed=workbook.properties.title or "", warnings=said)


def _rows(sheet: Worksheet, name: str) -> list[list[str]]:
    if sheet.max_row * sheet.max_column > MAX_CELLS:
        raise DocumentError(
            f"{name}：工作表「{sheet.title}」超過 {MAX_CELLS:,} 格",
            hint="請刪除資料範圍以外的空白列與欄，或分成數個檔案",
        )
    grid = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:
        first = grid[merged.min_row - 1][merged.min_col - 1]
        for row, column in merged.cells:
            if row <= len(grid) and column <= len(grid[row - 1]):
                grid[row - 1][column - 1] = first
    return grid


def _shown(cell: Any) -> str:
    """Write a value as the cell displays it, as far as its number format is a common one."""
    value, number_format = cell.value, str(cell.number_format)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time.min else value.isoformat(" ", "minutes")
    if not isinstance(value, int | float) or is_date_format(number_format):
        return str(value)
    decimals = _DECIMALS.search(number_format)
    places = len(decimals[1]) if decimals else 0
    if "%" in number_format:
        return f"{value * 100:.{places}f}%"
    grouping = "," if "#,##" in number_format else ""
    if number_format == "General" or not (decimals or "0" in number_format):
        return f"{value:{grouping}.15g}"
    return f"{value:{grouping}.{places}f}"


def _formulas_without_values(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return sum(len(_UNCOMPUTED.findall(archive.read(name))) for name in sheets)
