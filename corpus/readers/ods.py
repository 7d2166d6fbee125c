"""OpenDocument sheets: each sheet a heading and a table of what its cells display."""

from __future__ import annotations

from pathlib import Path

from corpus.readers.builder import TextBuilder
from corpus.readers.odf import name, open_package, table_rows
from corpus.readers.parsed import Parsed


def read(path: Path) -> Parsed:
    """Read an ODS file.

    Args:
        path: the file, checked as a container before.

    Returns:
        Sheet names as headings of level 1 and one pipe table per sheet; empty sheets are left out.

    Raises:
        DocumentError: the file is encrypted, has no content or more cells than a table may hold.
    """
    package = open_package(path)
    builder = TextBuilder()
    for sheet in package.body.iterchildren(name("table:table")):
        rows = table_rows(sheet)
        if any(any(row) for row in rows):
            builder.line(str(sheet.get(name("table:name"), "")), "heading", 1)
            builder.table(rows)
    return builder.build(claimed=package.title)
