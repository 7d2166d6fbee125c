"""One table: file suffix → reader. A new format is one new file beside this one and one new row here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from corpus.errors import DocumentError
from corpus.readers.parsed import Parsed

__all__ = ["READERS", "SUFFIXES", "Format", "Parsed", "read"]


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read.

    ``module`` holds ``read(path) -> Parsed`` and is imported when first needed; ``extra`` is the optional dependency
    group that brings its library, empty where none is needed.
    """

    module: str
    extra: str = ""


_TEXT = Format("corpus.readers.text")
_MARKDOWN = Format("corpus.readers.markdown")

READERS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
}

SUFFIXES = frozenset(READERS)


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
    try:
        parsed = _reader(kind, path.name)(path)
    except OSError as error:
        raise DocumentError(
            f"{path.name}：無法讀取檔案（{error.strerror or error}）", hint="請確認檔案存在且可讀取"
        ) from error
    if not parsed.text.strip():
        raise DocumentError(f"{path.name}：檔案中沒有文字", hint="請確認檔案內容；掃描影像須先經文字辨識")
    return parsed


def _reader(kind: Format, name: str) -> Callable[[Path], Parsed]:
    try:
        module = importlib.import_module(kind.module)
    except ModuleNotFoundError as error:
        raise DocumentError(
            f"{name}：缺少讀取此格式的套件 {error.name}", hint=f'請安裝：pip install "policy-assistant[{kind.extra}]"'
        ) from error
    return cast(Callable[[Path], Parsed], module.read)
