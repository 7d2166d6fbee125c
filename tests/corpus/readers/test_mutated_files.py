"""Damaged files never harm this process: each gives a document or an error that names the file, in bounded time."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from corpus.errors import DocumentError
from corpus.sandbox import Sandbox

FILES = Path(__file__).parent / "files"
SUFFIXES = ("pdf", "docx", "odt", "pptx", "odp", "xlsx", "ods")


def original(suffix: str) -> bytes:
    """Return a small whole file of a format."""
    buffer = io.BytesIO()
    if suffix == "docx":
        document = docx.Document()
        document.add_heading("目的", 1)
        document.add_paragraph("說明。", style="List Number")
        document.add_table(2, 2).cell(0, 0).text = "項目"
        document.save(buffer)
    elif suffix == "pptx":
        presentation = pptx.Presentation()
        presentation.slides.add_slide(presentation.slide_layouts[1]).shapes.title.text = "目的"
        presentation.save(buffer)
    elif suffix == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["項目", 1.5])
        book.save(buffer)
    elif suffix == "ods":
        cell = "<table:table-cell><text:p>1</text:p></table:table-cell>"
        namespaces = "urn:oasis:names:tc:opendocument:xmlns"
        content = (
            f'<office:document-content xmlns:office="{namespaces}:office:1.0" xmlns:table="{namespaces}:table:1.0" '
            f'xmlns:text="{namespaces}:text:1.0"><office:body><office:spreadsheet><table:table table:name="a">'
            f"<table:table-row>{cell}{cell}</table:table-row></table:table></office:spreadsheet></office:body>"
            "</office:document-content>"
        )
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("content.xml", content)
    else:
        return (FILES / f"gazette.{suffix}").read_bytes()
    return buffer.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage some bytes: overwrite, remove, repeat or cut."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        kind = chance.randrange(5)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            changed[at : at + chance.randint(1, 64)] = b""
        elif kind == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 256)]
        elif kind == 3:
            changed[at : at + 4] = chance.randbytes(4)
        elif len(changed) > 100 and chance.random() < 0.2:
            del changed[at:]
        changed = changed or bytearray(b"\0")
    return bytes(changed)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a file, every second zip container inside one of its parts, which the checksums then do not betray."""
    if not data.startswith(b"PK") or chance.random() < 0.5:
        return mutated(data, chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        names = source.namelist()
        victim = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = source.read(name)
            target.writestr(name, mutated(part, chance) if name == victim else part)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(timeout_s=20) as box:
        yield box


def refusal(sandbox: Sandbox, path: Path) -> DocumentError | None:
    """Read a file; return the error that refused it, or None."""
    try:
        assert sandbox.read(path).text.strip()
    except DocumentError as error:
        return error
    return None


def check(sandbox: Sandbox, suffix: str, count: int, folder: Path) -> int:
    """Read damaged files; return how many were refused."""
    data, chance = original(suffix), random.Random(f"mutations of {suffix}")
    refused = 0
    for number in range(count):
        path = folder / f"{number}.{suffix}"
        path.write_bytes(damaged(data, chance))
        started = time.monotonic()
        error = refusal(sandbox, path)
        assert time.monotonic() - started < 60
        if error is not None:
            assert path.name in error.message
            assert error.hint
            refused += 1
        path.unlink()
    return refused


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_fifty_damaged_files(sandbox: Sandbox, suffix: str, tmp_path: Path) -> None:
    assert 0 < check(sandbox, suffix, 50, tmp_path) <= 50


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_five_hundred_damaged_files(sandbox: Sandbox, suffix: str, tmp_path: Path) -> None:
    assert 0 < check(sandbox, suffix, 500, tmp_path) < 500
