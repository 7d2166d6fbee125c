"""One table: file suffix → reader. A new format is one new file beside this one and one new row here."""

from __future__ import annotations

import importlib
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from corpus.archive import check_archive
from corpus.errors import DocumentError
from corpus.readers.parsed import Parsed

__all__ = ["READERS", "SUFFIXES", "Format", "Parsed", "is_plain", "read"]


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read.

    ``module`` holds ``read(path) -> Parsed`` and is imported when first needed; ``extra`` is the optional dependency
    group that brings its library, empty where none is needed; ``plain`` files run no parser; a ``container`` is a zip
    file and is checked before it is opened.
    """

    module: str
    extra: str = ""
    plain: bool = False
    container: bool = False


_TEXT = Format("corpus.readers.text", plain=True)
_MARKDOWN = Format("corpus.readers.markdown", plain=True)
_DELIMITED = Format("corpus.readers.delimited")
_WEB_PAGE = Format("corpus.readers.webpage", "office")
_LEGACY = Format("corpus.readers.legacy", "office")

READERS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".csv": _DELIMITED,
    ".tsv": _DELIMITED,
    ".htm": _WEB_PAGE,
    ".html": _WEB_PAGE,
    ".pdf": Format("corpus.readers.pdf", "pdf"),
    ".odt": Format("corpus.readers.odt", "office", container=True),
    ".ods": Format("corpus.readers.ods", "office", container=True),
    ".odp": Format("corpus.readers.odp", "office", container=True),
    ".docx": Format("corpus.readers.docx", "office", container=True),
    ".pptx": Format("corpus.readers.pptx", "office", container=True),
    ".xlsx": Format("corpus.readers.xlsx", "office", container=True),
    ".doc": _LEGACY,
    ".ppt": _LEGACY,
    ".xls": _LEGACY,
}
"""Suffix, lower case → how to read it."""

_MAX_BYTES = 512 * 1000**2
_PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,  # what lxml raises for XML that is not well-formed
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What parsers raise for damaged files. They document none of it, and a DocumentError must come of each."""

SUFFIXES = frozenset(READERS)
"""Every suffix that ``read`` knows, lower case with the dot."""

_NO_CHARACTER = re.compile(r"[\ud800-\udfff\0]")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def is_plain(path: Path) -> bool:
    """Say whether a file of this suffix is read without any parser, so that it needs no sandbox.

    Args:
        path: any path; the file need not exist.

    Returns:
        True for plain text and Markdown.
    """
    kind = READERS.get(path.suffix.lower())
    return kind is None or kind.plain


def read(path: Path) -> Parsed:
    """Read one file with the reader of its suffix, in this process.

    Args:
        path: the file; its suffix decides the reader, upper or lower case.

    Returns:
        Text, pages, marks, title and warnings.

    Raises:
        DocumentError: the suffix is unknown, a library is missing, or the file cannot be read or holds no text.
    """
    kind = READERS.get(path.suffix.lower())
    if kind is None:
        raise DocumentError(
            f"{path.name}：不支援的檔案格式 {path.suffix or '（沒有副檔名）'}",
            hint=f"可讀的格式：{' '.join(sorted(SUFFIXES))}",
        )
    reader = _reader(kind, path.name)
    try:
        _check_size(path)
        if kind.container:
            check_archive(path)
        parsed = reader(path)
    except DocumentError as error:
        if path.name in error.message:
            raise
        raise DocumentError(f"{path.name}：{error.message}", hint=error.hint) from error
    except OSError as error:
        raise DocumentError(
            f"{path.name}：無法讀取檔案（{error.strerror or error}）", hint="請確認檔案存在且可讀取"
        ) from error
    except _PARSER_FAULTS as error:
        raise DocumentError(
            f"{path.name}：無法解析，檔案可能損毀（{type(error).__name__}）",
            hint="請確認檔案能以原軟體開啟，另存後再試，或轉存為 ODF",
        ) from error
    if not parsed.text.strip():
        raise DocumentError(
            f"{path.name}：檔案中沒有文字", hint="；".join(parsed.warnings) or "請確認檔案內容；掃描影像須先經文字辨識"
        )
    return _checked_characters(parsed)


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > _MAX_BYTES:
        raise DocumentError(f"{path.name}：檔案有 {size:,} 位元組，上限 {_MAX_BYTES:,}", hint="請分成數個檔案")


def _checked_characters(parsed: Parsed) -> Parsed:
    """Replace what is no character, one for one so that offsets hold, and report what only one font can show."""
    text, warnings = parsed.text, list(parsed.warnings)
    if lost := len(_NO_CHARACTER.findall(text)):
        text = _NO_CHARACTER.sub("\ufffd", text)
        warnings.append(f"{lost:,} 個字元無法解讀，以 � 代替")
    if private := Counter(_PRIVATE_USE.findall(text)):
        shown = "、".join(f"U+{ord(character):04X}" for character, _ in private.most_common(5))
        warnings.append(f"{private.total():,} 個造字（私人使用區字元）無法判讀：{shown}")
    return replace(parsed, text=text, warnings=tuple(warnings))


def _reader(kind: Format, name: str) -> Callable[[Path], Parsed]:
    try:
        module = importlib.import_module(kind.module)
    except ModuleNotFoundError as error:
        raise DocumentError(
            f"{name}：缺少讀取此格式的套件 {error.name}", hint=f'請安裝：pip install "policy-assistant[{kind.extra}]"'
        ) from error
    return cast(Callable[[Path], Parsed], module.read)
