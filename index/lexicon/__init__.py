"""Other names for the same thing: agencies and terms that staff keep in two TOML files.

``agencies.toml`` and ``terms.toml`` say at their head how to edit them. Every entry is found by any of its names, longest
first, in either script and width; its ``name`` is also its id.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from corpus.errors import SettingsError
from corpus.normalize import Key, search_key
from index.tokenize import query_terms, to_simplified

Kind = Literal["agency", "term", "place"]

SAME_SCRIPT = 0.5
OTHER_SCRIPT = 1.0
"""Weight of another name's terms in a query: less where the user's own words are of the same script and may stand in the
documents as they are, full where they are Latin and the other name is Chinese, or the other way round."""

_NAMES = ("name", "short", "former", "english", "everyday", "mainland")
_KEYS: dict[Kind, frozenset[str]] = {
    "agency": frozenset({"name", "short", "former", "english", "parent"}),
    "term": frozenset({"name", "short", "former", "english", "everyday", "mainland"}),
    "place": frozenset({"name", "short", "former", "english", "mainland"}),
}
_NOT_BEFORE = {"部": "門分份落", "局": "部面勢", "處": "理置罰境"}
"""An agency's name goes no further where its last character begins another word: 教育部門, 處理."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: whose, as written, where (source offsets), and of which kind."""

    entry_id: str
    surface: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency or term: its own name first, then the others; ``parent`` is the agency above it, or empty."""

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


class Lexicon:
    """Entries, looked up by any of their names.

    Args:
        entries: no two with a name in common.

    Raises:
        SettingsError: two entries share a name.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, Entry] = {}
        self._surfaces: dict[str, Entry] = {}
        for entry in entries:
            for name in entry.names:
                other = self._surfaces.get(_folded(name))
                if other is not None:
                    raise SettingsError(
                        f"詞彙表的「{name}」同時屬於「{other.entry_id}」與「{entry.entry_id}」",
                        hint="同一個名稱只能出現在一個條目，請刪去其中之一。",
                    )
                self._surfaces[_folded(name)] = entry
            self._entries[entry.entry_id] = entry
        for entry in self._entries.values():
            for surface in entry.surfaces():
                self._surfaces.setdefault(_folded(surface), entry)
        self._lengths: dict[str, list[int]] = {}
        for surface in self._surfaces:
            self._lengths.setdefault(surface[0], []).append(len(surface))
        self._lengths = {first: sorted(set(lengths), reverse=True) for first, lengths in self._lengths.items()}

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order of the files."""
        return tuple(self._entries.values())

    def names(self, entry_id: str) -> tuple[str, ...]:
        """Return an entry's names, its own first; none for an unknown id."""
        entry = self._entries.get(entry_id)
        return entry.names if entry else ()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the names in ``text`` from left to right, the longest at each place, none overlapping."""
        key = search_key(text)
        folded = to_simplified(key.text)
        found, place = [], 0
        while place < len(folded):
            end = self._longest(folded, place)
            if end:
                entry = self._surfaces[folded[place:end]]
                span = key.source_span(place, end)
                found.append(Mention(entry.entry_id, span.slice(text), span.start, span.end, entry.kind))
            place = end or place + 1
        return tuple(found)

    def expand(self, question: str) -> dict[str, float]:
        """Return the query terms of the other names of what a question mentions, with their weights.

        Single Han characters are left out: they say too little of a name.
        """
        expanded: dict[str, float] = {}
        for mention in self.find(question):
            asked = _folded(mention.surface)
            for name in self._entries[mention.entry_id].names:
                if _folded(name) == asked:
                    continue
                factor = SAME_SCRIPT if name.isascii() == mention.surface.isascii() else OTHER_SCRIPT
                for term, weight in query_terms(name).items():
                    if len(term) > 1:
                        expanded[term] = max(expanded.get(term, 0.0), factor * weight)
        return expanded

    def _longest(self, folded: str, start: int) -> int:
        """Return where the longest name that begins at ``start`` ends, 0 where none does."""
        for length in self._lengths.get(folded[start], ()):
            end = start + length
            if end <= len(folded) and folded[start:end] in self._surfaces and _stands_alone(folded, start, end):
                return end
        return 0


def read_lexicon(paths: Iterable[Path]) -> Lexicon:
    """Read lexicon files.

    Args:
        paths: TOML files of ``[[agency]]``, ``[[term]]`` and ``[[place]]`` entries.

    Raises:
        SettingsError: a file cannot be read, an entry has no name, an empty one or an unknown key, or a name is given twice.
    """
    return Lexicon(entry for path in paths for entry in _entries(path))


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the program."""
    folder = Path(__file__).parent
    return read_lexicon(folder / f"{name}.toml" for name in ("agencies", "terms", "places"))


def _entries(path: Path) -> Iterator[Entry]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"詞彙表無法讀取：{path}（{error}）", hint="依錯誤指出的行修正格式。") from error
    for kind, rows in tables.items():
        if kind not in _KEYS or not isinstance(rows, list):
            raise SettingsError(
                f"{path.name} 有不認得的 [[{kind}]]", hint="條目只有 [[agency]]、[[term]] 與 [[place]]。"
            )
        for number, row in enumerate(rows, 1):
            yield _entry(f"{path.name} 第 {number} 個 [[{kind}]]", kind, row)


def _entry(place: str, kind: str, row: Mapping[str, Any]) -> Entry:
    known = cast(Kind, kind)
    place = f"{place}（{row.get('name', '無名稱')}）"
    if unknown := sorted(set(row) - _KEYS[known]):
        raise SettingsError(
            f"{place} 有不認得的欄位：{'、'.join(unknown)}", hint=f"可用：{'、'.join(sorted(_KEYS[known]))}"
        )
    if "name" not in row:
        raise SettingsError(f"{place} 沒有 name", hint='每個條目都要有 name = "全名"。')
    names: list[str] = []
    for key in _NAMES:
        value = row.get(key, [])
        listed = [value] if key == "name" else value
        if not isinstance(listed, list) or not all(isinstance(name, str) and name.strip() for name in listed):
            raise SettingsError(f"{place} 的 {key} 有空白或不是文字", hint='寫成 name = "全名" 或 short = ["簡稱"]。')
        names += listed
    return Entry(known, tuple(dict.fromkeys(names)), str(row.get("parent", "")))


def _folded(name: str) -> str:
    key: Key = search_key(name)
    return to_simplified(key.text)


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Say whether a name is not part of a longer Latin word and does not end inside another Chinese word."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if folded[start].isascii() and before.isascii() and before.isalnum():
        return False
    if folded[end - 1].isascii():
        return not (after.isascii() and after.isalnum())
    return not (after and after in to_simplified(_NOT_BEFORE.get(folded[end - 1], "")))
