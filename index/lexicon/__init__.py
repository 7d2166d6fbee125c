"""Other names for the same thing, and official words for everyday ones: what staff keep in files.

``agencies.toml``, ``terms.toml``, ``places.toml`` and ``everyday.tsv`` say at their head how to edit them. An entry is found
by any of its names, longest first, in either script and width; its ``name`` is also its id. A lexicon that was read from
files looks at them again when it is used, and goes on with what it knew where they have become wrong.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.errors import SettingsError
from corpus.normalize import search_key
from index.lexicon.reading import Entry, Everyday, Kind, read_files
from index.tokenize import folded, query_terms, to_simplified, to_traditional, words

__all__ = [
    "SHIPPED_FILES",
    "Entry",
    "Everyday",
    "Kind",
    "Lexicon",
    "Mention",
    "Rarity",
    "read_lexicon",
    "shipped_lexicon",
]

SAME_SCRIPT = 0.5
OTHER_SCRIPT = 1.0
"""Weight of another name's terms in a query: less where the user's own words are of the same script and may stand in the
documents as they are, full where they are Latin and the other name is Chinese, or the other way round."""

EVERYDAY = 0.4
"""Weight of the terms of official words for an everyday one that the documents never use; the more they use it themselves,
the less is looked for in its place."""

SHIPPED_FILES = tuple(
    Path(__file__).with_name(name) for name in ("agencies.toml", "terms.toml", "places.toml", "everyday.tsv")
)
"""The files that come with the program."""

_SHORT = 3
"""Characters of an everyday phrase that must begin and end where words do."""

LOOK_AGAIN = 2.0
"""Seconds after which the files are looked at again."""

_NOT_BEFORE = {"部": "門分份落", "局": "部面勢", "處": "理置罰境"}
"""An agency's name goes no further where its last character begins another word: 教育部門, 處理."""

Rarity = Callable[[str], float]


def _rare(_term: str) -> float:
    return 1.0


_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: whose, as written, where (source offsets), and of which kind."""

    entry_id: str
    surface: str
    start: int
    end: int
    kind: Kind


class _Phrases:
    """Values by phrase in search form, found in a text longest first."""

    def __init__(self) -> None:
        self.values: dict[str, list[Entry | Everyday]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, phrase: str, value: Entry | Everyday) -> None:
        """Keep a value by a phrase."""
        self.values.setdefault(phrase, []).append(value)
        lengths = self._lengths.setdefault(phrase[0], [])
        if len(phrase) not in lengths:
            lengths.append(len(phrase))
            lengths.sort(reverse=True)

    def find(self, simplified: str, allowed: Callable[[int, int], bool] | None = None) -> Iterable[tuple[int, int]]:
        """Yield where phrases stand in a text in search form, from left to right, none overlapping.

        Args:
            simplified: the text.
            allowed: says of a start and an end whether a phrase may stand there; None for anywhere.
        """
        place = 0
        while place < len(simplified):
            end = self._longest(simplified, place, allowed)
            if end:
                yield place, end
            place = end or place + 1

    def _longest(self, simplified: str, start: int, allowed: Callable[[int, int], bool] | None) -> int:
        """Return where the longest phrase that begins at ``start`` ends, 0 where none does."""
        for length in self._lengths.get(simplified[start], ()):
            end = start + length
            if (
                end <= len(simplified)
                and simplified[start:end] in self.values
                and _stands_alone(simplified, start, end)
                and (allowed is None or allowed(start, end))
            ):
                return end
        return 0


class _Tables:
    """Everything that is looked up; never changed once made.

    Raises:
        SettingsError: two entries share a name.
    """

    def __init__(self, rows: Iterable[Entry | Everyday]) -> None:
        self.entries: dict[str, Entry] = {}
        self.names, self.said = _Phrases(), _Phrases()
        everyday: list[Everyday] = []
        for row in rows:
            if isinstance(row, Everyday):
                everyday.append(row)
                continue
            for name in row.names:
                if other := self.owner(_simplified(name)):
                    raise SettingsError(
                        f"詞彙表的「{name}」同時屬於「{other.entry_id}」與「{row.entry_id}」",
                        hint="同一個名稱只能出現在一個條目，請刪去其中之一。",
                    )
                self.names.add(_simplified(name), row)
            self.entries[row.entry_id] = row
        for entry in self.entries.values():
            for surface in entry.surfaces():
                if self.owner(_simplified(surface)) is None:
                    self.names.add(_simplified(surface), entry)
        forms = iter(_all_simplified(phrase for row in everyday for phrase in row.said))
        for row in everyday:
            for _ in row.said:
                self.said.add(next(forms), row)

    def owner(self, simplified: str) -> Entry | None:
        """Return whose name a phrase in search form is."""
        found = self.names.values.get(simplified, ())
        return next((value for value in found if isinstance(value, Entry)), None)


class Lexicon:
    """Entries, looked up by any of their names, and official words by everyday ones. Threads may share one.

    Args:
        rows: entries, no two with a name in common, and everyday words.
        files: where they were read from; looked at again when the lexicon is used.

    Raises:
        SettingsError: two entries share a name.
    """

    def __init__(self, rows: Iterable[Entry | Everyday], files: Sequence[Path] = ()) -> None:
        self._files = tuple(files)
        self._seen, self._looked = self._state(), time.monotonic()
        self._tables = _Tables(rows)

    def __len__(self) -> int:
        return len(self._current().entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order of the files."""
        return tuple(self._current().entries.values())

    def names(self, entry_id: str) -> tuple[str, ...]:
        """Return an entry's names, its own first; none for an unknown id."""
        entry = self._current().entries.get(entry_id)
        return entry.names if entry else ()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the names in ``text`` from left to right, the longest at each place, none overlapping."""
        tables, (key, simplified) = self._current(), folded(text)
        found = []
        for start, end in tables.names.find(simplified):
            entry, span = tables.owner(simplified[start:end]), key.source_span(start, end)
            if entry is not None:
                found.append(Mention(entry.entry_id, span.slice(text), span.start, span.end, entry.kind))
        return tuple(found)

    def expand(self, question: str, rarity: Rarity = _rare) -> dict[str, float]:
        """Return the query terms of the other names of what a question mentions and of official words for its everyday ones.

        Single Han characters are left out: they say too little of a name.

        Args:
            question: as the user wrote it.
            rarity: how rare an index term is in the documents, 0 to 1; 1 where none has it.

        Returns:
            Weight by index term.
        """
        expanded: dict[str, float] = {}
        for written, weight in self.other_words(question, rarity).items():
            for term, own in _long_terms(written):
                expanded[term] = max(expanded.get(term, 0.0), weight * own)
        return expanded

    def other_words(self, question: str, rarity: Rarity = _rare) -> dict[str, float]:
        """Return what else the matters of a question are called, with weights: other names, and official words."""
        tables = self._current()
        found: dict[str, float] = {}
        for mention in self.find(question):
            asked = _simplified(mention.surface)
            for name in tables.entries[mention.entry_id].names:
                if _simplified(name) != asked:
                    weight = SAME_SCRIPT if name.isascii() == mention.surface.isascii() else OTHER_SCRIPT
                    found[name] = max(found.get(name, 0.0), weight)
        text = to_traditional(question)
        for start, end, written in self.spoken(text):
            rare = [rarity(term) for term, _ in _long_terms(text[start:end])]
            weight = EVERYDAY * (sum(rare) / len(rare) if rare else 1.0) ** 2
            for word in written:
                found[word] = max(found.get(word, 0.0), weight)
        return found

    def spoken(self, text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """Return the everyday words in a text, left to right: start and end (source offsets), and the official words for each.

        A short one is a word, or several: 請人 does not stand in 申請人.
        """
        tables, (key, simplified) = self._current(), folded(text)
        cut = words(text)
        starts, ends = {token.start for token in cut}, {token.end for token in cut}

        def whole(start: int, end: int) -> bool:
            span = key.source_span(start, end)
            return end - start > _SHORT or (span.start in starts and span.end in ends)

        found = []
        for start, end in tables.said.find(simplified, whole):
            rows = (row for row in tables.said.values[simplified[start:end]] if isinstance(row, Everyday))
            span = key.source_span(start, end)
            found.append((span.start, span.end, tuple(dict.fromkeys(word for row in rows for word in row.written))))
        return tuple(found)

    def _current(self) -> _Tables:
        """Return the tables, read again where a file has changed; a mistake in one is logged and the old ones stay."""
        now = time.monotonic()
        if self._files and now - self._looked > LOOK_AGAIN:
            self._looked = now
            state = self._state()
            if state != self._seen:
                self._seen = state
                try:
                    self._tables = _Tables(read_files(self._files))
                except SettingsError as error:
                    _logger.warning("詞彙表有誤，沿用先前的內容：%s（%s）", error.message, error.hint)
        return self._tables

    def _state(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_stamp(path) for path in self._files)


def read_lexicon(paths: Iterable[Path]) -> Lexicon:
    """Read lexicon files; what is edited later takes effect within seconds.

    Args:
        paths: files as ``index.lexicon.reading.read_files`` takes them.

    Raises:
        SettingsError: a file cannot be read, a row lacks a key, has an empty word or an unknown key, or a name is given
            twice.
    """
    files = tuple(paths)
    return Lexicon(read_files(files), files)


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the program."""
    return read_lexicon(SHIPPED_FILES)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8192)
def _long_terms(words: str) -> tuple[tuple[str, float], ...]:
    return tuple((term, weight) for term, weight in query_terms(words).items() if len(term) > 1)


@lru_cache(maxsize=8192)
def _simplified(name: str) -> str:
    return to_simplified(search_key(name).text)


def _all_simplified(names: Iterable[str]) -> list[str]:
    """Return names in search form, all converted in one go: they are many, and a conversion's cost is in its start."""
    return to_simplified("\n".join(search_key(name).text for name in names)).split("\n")


def _stands_alone(simplified: str, start: int, end: int) -> bool:
    """Say whether a name is not part of a longer Latin word and does not end inside another Chinese word."""
    before, after = simplified[start - 1 : start], simplified[end : end + 1]
    if simplified[start].isascii() and before.isascii() and before.isalnum():
        return False
    if simplified[end - 1].isascii():
        return not (after.isascii() and after.isalnum())
    return not (after and after in to_simplified(_NOT_BEFORE.get(simplified[end - 1], "")))
