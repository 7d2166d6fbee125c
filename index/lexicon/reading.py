"""Lexicon files → entries. A mistake is named with its file, its number and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from corpus.errors import SettingsError

Kind = Literal["agency", "term", "place"]

_NAMES = ("name", "short", "former", "english", "everyday", "mainland")
_KEYS: dict[Kind, frozenset[str]] = {
    "agency": frozenset({"name", "short", "former", "english", "parent"}),
    "term": frozenset({"name", "short", "former", "english", "everyday", "mainland"}),
    "place": frozenset({"name", "short", "former", "english", "mainland"}),
}
_EVERYDAY = frozenset({"said", "written"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency, term or place: its own name first, then the others; ``parent`` is the agency above it, or empty."""

    kind: Kind
    names: tuple[str, ...]
    parent: str = ""

    @property
    def entry_id(self) -> str:
        """The entry's own name."""
        return self.names[0]

    def surfaces(self) -> Iterator[str]:
        """Yield every way the entry is written: its names, and an agency's after the name of the one above it."""
        yield from self.names
        if self.kind == "agency":
            for above in dict.fromkeys(("行政院", self.parent)):
                if above:
                    yield from (above + n for n in self.names if not n.isascii() and not n.startswith(above))


@dataclass(frozen=True, slots=True)
class Everyday:
    """What people say, and what documents write about the same matter; neither is a name of the other."""

    said: tuple[str, ...]
    written: tuple[str, ...]


def read_files(paths: Iterable[Path]) -> list[Entry | Everyday]:
    """Read lexicon files in their order.

    Args:
        paths: TOML files of ``[[agency]]``, ``[[term]]``, ``[[place]]`` and ``[[everyday]]`` rows.

    Raises:
        SettingsError: a file cannot be read, a row lacks a key, has an empty word or an unknown key.
    """
    return [row for path in paths for row in _rows(path)]


def _rows(path: Path) -> Iterator[Entry | Everyday]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"詞彙表無法讀取：{path}（{error}）", hint="依錯誤指出的行修正格式。") from error
    for kind, rows in tables.items():
        if kind not in {*_KEYS, "everyday"} or not isinstance(rows, list):
            raise SettingsError(
                f"{path.name} 有不認得的 [[{kind}]]",
                hint="條目只有 [[agency]]、[[term]]、[[place]] 與 [[everyday]]。",
            )
        for number, row in enumerate(rows, 1):
            place = f"{path.name} 第 {number} 個 [[{kind}]]"
            yield _everyday(place, row) if kind == "everyday" else _entry(place, cast(Kind, kind), row)


def _entry(place: str, kind: Kind, row: Mapping[str, Any]) -> Entry:
    place = f"{place}（{row.get('name', '無名稱')}）"
    _check_keys(place, row, _KEYS[kind])
    if "name" not in row:
        raise SettingsError(f"{place} 沒有 name", hint='每個條目都要有 name = "全名"。')
    names: list[str] = []
    for key in _NAMES:
        value = row.get(key, [])
        names += _words(place, key, [value] if key == "name" else value)
    return Entry(kind, tuple(dict.fromkeys(names)), str(row.get("parent", "")))


def _everyday(place: str, row: Mapping[str, Any]) -> Everyday:
    _check_keys(place, row, _EVERYDAY)
    said, written = (_words(place, key, row.get(key, [])) for key in ("said", "written"))
    if not said or not written:
        raise SettingsError(f"{place} 缺少 said 或 written", hint='寫成 said = ["說法"] 與 written = ["寫法"]。')
    return Everyday(tuple(said), tuple(written))


def _check_keys(place: str, row: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(row) - known):
        raise SettingsError(f"{place} 有不認得的欄位：{'、'.join(unknown)}", hint=f"可用：{'、'.join(sorted(known))}")


def _words(place: str, key: str, listed: object) -> list[str]:
    if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed):
        raise SettingsError(f"{place} 的 {key} 有空白或不是文字", hint='寫成 name = "全名" 或 short = ["簡稱"]。')
    return listed
