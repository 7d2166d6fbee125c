"""Comma or tab separated values: one table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from corpus.errors import DocumentError
from corpus.readers.builder import TextBuilder
from corpus.readers.parsed import Parsed
from corpus.readers.text import decode

_DELIMITERS = ",\t;|"


def read(path: Path) -> Parsed:
    """Read a CSV or TSV file (RFC 4180; the delimiter is the one most frequent in the first line).

    Args:
        path: a file in an encoding that the plain text reader knows.

    Returns:
        One pipe table whose first row is the header.

    Raises:
        DocumentError: the file is not text, or its quoting is broken.
    """
    text, warnings = decode(path)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DocumentError(
            f"{path.name}：表格的引號或欄位有誤（{error}）", hint="請以試算表軟體重新存成 CSV"
        ) from error
    width = max(map(len, rows), default=0)
    builder = TextBuilder()
    builder.table([row + [""] * (width - len(row)) for row in rows])
    return builder.build(warnings=warnings)
