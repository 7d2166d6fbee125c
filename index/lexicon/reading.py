"""Lexicon files → entries. A mistake is named with its file, its number and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.errors import SettingsError

Kind = Literal["agency", "term", "place"]

_NAMES = ("name", "short", "former", "english", "everyday", "mainland")
_KEYS: dict[Kind, frozenset[str]] = {
    "agency": frozenset({"name", "short", "former", "english", "parent"}),
    "term": frozenset({"name", "short", "former", "english", "everyday", "mainland"}),
    "place": frozenset({"name", "short", "former", "english", "mainland"}),
}


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
        paths: TOML files of ``[[agency]]``, ``[[term]]`` and ``[[place]]`` rows, and ``.tsv`` files of everyday words: what
            people say, a tab, what documents write, words with 「、」 between.

    Raises:
        SettingsError: a file cannot be read, a row lacks a key or a side, has an empty word or an unknown key.
    """
    return [row for path in paths for row in _rows(path)]


def _rows(path: Path) -> Iterator[Entry | Everyday]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        yield from _everyday(path.name, text) if path.suffix == ".tsv" else _entries(path.name, tomllib.loads(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"詞彙表無法讀取：{path}（{error}）", hint="依錯誤指出的行修正格式。") from error


def _entries(name: str, tables: Mapping[str, Any]) -> Iterator[Entry]:
    for kind, rows in tables.items():
        if kind not in _KEYS or not isinstance(rows, list):
            raise SettingsError(f"{name} 有不認得的 [[{kind}]]", hint="條目只有 [[agency]]、[[term]] 與 [[place]]。")
        for number, row in enumerate(rows, 1):
            yield _entry(f"{name} 第 {number} 個 [[{kind}]]", kind, row)


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


def _everyday(name: str, text: str) -> Iterator[Everyday]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            sides = [[word.strip() for word in side.split("、")] for side in line.split("\t")]
            if len(sides) != 2 or not all(word for side in sides for word in side):
                raise SettingsError(f"{name} 第 {number} 行寫得不對：{line}", hint="寫成 說法、說法<Tab>寫法、寫法。")
            yield Everyday(*map(tuple, sides))


def _check_keys(place: str, row: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(row) - known):
        raise SettingsError(f"{place} 有不認得的欄位：{'、'.join(unknown)}", hint=f"可用：{'、'.join(sorted(known))}")


def _words(place: str, key: str, listed: object) -> list[str]:
    if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed):
        raise SettingsError(f"{place} 的 {key} 有空白或不是文字", hint='寫成 name = "全名" 或 short = ["簡稱"]。')
    return listed
