"""Plain text: the decoded file exactly, with LF line ends and without a byte order mark."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path

from corpus.errors import DocumentError
from corpus.readers.parsed import Parsed

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMON_BIG5 = range(0xA140, 0xC67F)  # punctuation and the 5,401 frequently used characters of Big5 level 1
_COMMON_SHARE = 0.9  # other double-byte encodings misread as Big5 land far below, in its rare second level


def read(path: Path) -> Parsed:
    """Read a plain text file.

    Args:
        path: a file in UTF-8, UTF-16 with a byte order mark, or Big5 (CP950).

    Returns:
        The decoded text; a form feed starts a new page.

    Raises:
        DocumentError: the file is binary or in an encoding that cannot be told for certain.
    """
    text, warnings = decode(path)
    return Parsed(text, page_starts=form_feed_pages(text), warnings=warnings)


def decode(path: Path) -> tuple[str, tuple[str, ...]]:
    """Decode a text file strictly: no character is replaced or dropped.

    Args:
        path: the file.

    Returns:
        The text with CRLF and CR turned into LF, and a warning where the encoding had to be detected.

    Raises:
        DocumentError: the bytes are not text in a supported encoding.
    """
    data = path.read_bytes()
    text, warnings = _decode_bytes(data, path.name)
    if "\0" in text:
        raise DocumentError(
            f"{path.name}：這是二進位檔案，不是文字檔", hint="請確認副檔名與內容相符，或另存為純文字檔（UTF-8）"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def form_feed_pages(text: str) -> tuple[int, ...]:
    """Return where pages begin in a text whose pages are separated by form feeds.

    Args:
        text: any text.

    Returns:
        Offsets in code points, page 1 first; empty without a form feed. Nothing after the last one is no page.
    """
    if "\f" not in text:
        return ()
    end = len(text.rstrip())
    starts, at = [0], text.find("\f")
    while 0 <= at < end:
        starts.append(at + 1)
        at = text.find("\f", at + 1)
    return tuple(starts)


def _decode_bytes(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        at = error.start
    try:
        text = data.decode("cp950")
    except UnicodeDecodeError:
        text = ""
    if not text or not _plausible_big5(text):
        raise DocumentError(
            f"{name}：第 {at:,} 個位元組起不是 UTF-8，內容也不是 Big5，無法確定編碼", hint="請以 UTF-8 編碼另存新檔"
        )
    return text, (f"{name} 以 Big5（CP950）編碼讀取；建議另存為 UTF-8",)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name}：標示為 {encoding.upper()}，但第 {error.start:,} 個位元組無法解讀",
            hint="檔案可能不完整；請重新取得，或以 UTF-8 編碼另存新檔",
        ) from error


def _plausible_big5(text: str) -> bool:
    counts = Counter(character for character in text if not character.isascii())
    common = sum(n for c, n in counts.items() if int.from_bytes(c.encode("cp950")) in _COMMON_BIG5)
    return common >= _COMMON_SHARE * counts.total()
