"""Look into a zip container (ODF, OOXML) before any parser opens it.

Declared sizes are binding: ``zipfile``, through which every reader reads, hands out no more bytes than declared.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO

from corpus.errors import DocumentError

MAX_ENTRIES = 2_000
MAX_BYTES = 200 * 1000**2
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1000**2
MAX_NESTING = 2

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE_SUFFIXES = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y")
_SUSPECT = "檔案可能損毀或經惡意製作，已略過；請向發布機關重新取得"


def check_archive(path: Path) -> None:
    """Refuse a container that would exhaust memory, reach outside itself, or declare XML entities.

    Args:
        path: a zip-based document.

    Raises:
        DocumentError: not a zip file, damaged, encrypted, or over a limit; the message names the file and the limit.
    """
    with path.open("rb") as file:
        if file.read(len(_OLE_MAGIC)) == _OLE_MAGIC:
            raise DocumentError(
                f"{path.name}：檔案已加密，或實為舊版 Office 格式",
                hint="請解除密碼保護，並另存為 ODF 或新版 Office 格式",
            )
        file.seek(0)
        _check(file, path.name, depth=0)


def _check(file: IO[bytes], name: str, depth: int) -> int:
    """Check one container and the containers inside it; return the bytes it unpacks to."""
    if depth > MAX_NESTING:
        raise DocumentError(f"{name}：壓縮檔層層相套超過 {MAX_NESTING} 層", hint=_SUSPECT)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise DocumentError(f"{name}：內含 {len(entries):,} 個檔案，上限 {MAX_ENTRIES:,}", hint=_SUSPECT)
            total = sum(entry.file_size for entry in entries)
            _check_total(total, name)
            for entry in entries:
                _check_entry(entry, name)
            for entry in entries:
                total += _check_content(archive, entry, name, depth)
                _check_total(total, name)
            return total
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise DocumentError(f"{name}：壓縮容器損毀或不完整（{error}）", hint="請重新取得檔案") from error


def _check_total(total: int, name: str) -> None:
    if total > MAX_BYTES:
        raise DocumentError(f"{name}：解壓縮後達 {total:,} 位元組，上限 {MAX_BYTES:,}", hint=_SUSPECT)


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or parts[0].endswith(":"):
        raise DocumentError(f"{name}：內含指向外部的路徑 {entry.filename!r}", hint=_SUSPECT)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise DocumentError(f"{name}：內含符號連結 {entry.filename!r}", hint=_SUSPECT)
    if entry.flag_bits & 1:
        raise DocumentError(f"{name}：檔案已加密", hint="請解除密碼保護後另存新檔")
    if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        sizes = f"{entry.compress_size:,} → {entry.file_size:,} 位元組"
        raise DocumentError(f"{name}：{entry.filename} 的壓縮比超過 {MAX_RATIO}:1（{sizes}）", hint=_SUSPECT)


def _check_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int) -> int:
    lowered = entry.filename.lower()
    if lowered.endswith((".xml", ".rels")):
        if _ENTITY.search(archive.read(entry)):
            raise DocumentError(f"{name}：{entry.filename} 宣告了 XML 實體", hint=_SUSPECT)
    elif lowered.endswith(_ARCHIVE_SUFFIXES):
        content = archive.read(entry)
        if content.startswith(b"PK"):
            return _check(io.BytesIO(content), f"{name} 內的 {entry.filename}", depth + 1)
    return 0
