"""manifest.toml: what is known of the documents in a folder besides their text."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from corpus.errors import CorpusError

NAME = "manifest.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[document]]`` of a manifest.

    ``edition`` is an ISO date (TOML dates are taken too); ``family`` groups the editions of one plan; ``aliases`` are other
    names people use; ``slides`` overrides the slide titles of a text whose page breaks were lost.
    """

    id: str
    file: str
    title: str = ""
    agency: str = ""
    edition: str = ""
    family: str = ""
    source: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()


_KEYS = {f.name for f in fields(Entry)}
_LISTS = {"aliases", "slides"}


def read_manifest(folder: Path) -> tuple[Entry, ...]:
    """Read a folder's manifest.

    Args:
        folder: the corpus folder.

    Returns:
        Its entries in order; empty when the folder has no manifest.

    Raises:
        CorpusError: not TOML, an unknown key, a value of the wrong type, a duplicate id or file, or a file that is missing.
    """
    path = folder / NAME
    if not path.is_file():
        return ()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name} 不是有效的 TOML：{error}", hint="請修正所指的行列") from error
    unknown = set(data) - {"document"}
    if unknown or not isinstance(data.get("document", []), list):
        raise CorpusError(f"{path.name} 有不認得的項目：{', '.join(sorted(unknown))}", hint="只能有 [[document]] 區塊")
    entries = tuple(_entry(row, i) for i, row in enumerate(data.get("document", []), start=1))
    for key in ("id", "file"):
        values = [getattr(e, key) for e in entries]
        twice = sorted({v for v in values if values.count(v) > 1})
        if twice:
            raise CorpusError(f"{path.name} 的 {key} 重複：{', '.join(twice)}", hint="每份文件的 id 與 file 必須不同")
    missing = [e.file for e in entries if not (folder / e.file).is_file()]
    if missing:
        raise CorpusError(f"{path.name} 所列檔案不存在：{', '.join(missing)}", hint="請補上檔案，或從清單移除")
    return entries


def _entry(row: object, position: int) -> Entry:
    if not isinstance(row, Mapping):
        raise CorpusError(f"第 {position} 個 [[document]] 不是表格", hint="請參考 docs/corpus.md")
    for key, value in row.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"是否為 {near[0]}？" if near else f"可用的項目：{', '.join(sorted(_KEYS))}"
            raise CorpusError(f"第 {position} 個 [[document]] 有不認得的項目 {key!r}", hint=hint)
        if key in _LISTS:
            good = isinstance(value, list) and all(isinstance(v, str) for v in value)
        else:
            good = isinstance(value, str) or (key == "edition" and isinstance(value, date))
        if not good:
            raise CorpusError(
                f"第 {position} 個 [[document]] 的 {key} 型別不對：{value!r}", hint="請用字串，清單用字串陣列"
            )
    if not row.get("id") or not row.get("file"):
        raise CorpusError(f"第 {position} 個 [[document]] 缺少 id 或 file", hint="兩者都必須有值")
    values = {k: tuple(v) if k in _LISTS else str(v) for k, v in row.items()}
    if values.get("edition"):
        _check_date(str(values["edition"]), position)
    return Entry(**values)  # type: ignore[arg-type]


def _check_date(value: str, position: int) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise CorpusError(
            f"第 {position} 個 [[document]] 的 edition 不是日期：{value!r}", hint="請用西元日期，例如 2024-12-31"
        ) from error
