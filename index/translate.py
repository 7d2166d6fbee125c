"""English words of a question → Chinese words, from a glossary and a table learned from Taiwan's laws; nothing is downloaded.

``models/translations/README.md`` says how the table was made, by ``models/train/translations.py``. Both cut English with
``content_words`` and bring inflected words to their base with ``lemma``, so a question is read as the training text was.
The glossary (``models/translations/glossary.tsv``, written by hand) has the policy language that laws lack; where both have
a phrase, the glossary's Chinese comes first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.errors import ModelError
from corpus.normalize import search_key
from index.stopwords import GRAMMAR, INTERROGATIVES, REQUESTS

SHIPPED = Path(__file__).parent / "models" / "translations" / "english-chinese.tsv"
"""The table that comes with the program."""

GLOSSARY = SHIPPED.with_name("glossary.tsv")
"""The glossary that comes with the program."""

BY_HAND = (0.5, 0.3, 0.2, 0.15)
"""How probable the Chinese words of the glossary are taken to be, in their order."""

LEARNED_TOO = 0.5
"""What is left of a learned probability where the glossary has the phrase too."""

LONGEST = 3
"""Content words of the longest phrase in a table."""

MAX_NAMES = 4
MIN_PROBABILITY = 0.08
"""How many Chinese words a phrase has at most, and how probable each is at least."""

_HINT = "重新安裝 policy-assistant；自行訓練的表請重新執行 python -m index.models.train.translations。"
_HEADER = "# policy-assistant translations 1 sha256="


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LINKS = _words("a an the of and for in on to")
"""Function words that may stand inside a phrase: ministry of education."""

FUNCTION_WORDS = (
    _LINKS
    | frozenset(word for word in INTERROGATIVES | REQUESTS | GRAMMAR if word.isascii())
    | _words(
        """
        if not no nor but so than then too also such into onto over under between among within during through per via
        against upon about after before above below up down out off until since because while although though
        whether either neither both each every all some other another same more most few several only just very
        i me my we us our you your he him she her they them their itself themselves one ones
        shall may might must cannot being having doing done don doesn didn isn aren wasn weren won wouldn shouldn ll re ve
        here there thereof therein thereto herein hereof hereby hereto whereas whose ever always often again
        zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty
        ninety hundred thousand million billion trillion first second third
        give show find
        """
    )
)
"""English words that are not looked up: grammar, questions, requests, numbers."""

_WORD = re.compile(r"(?<![a-z0-9_])[a-z]{2,}(?![a-z0-9_])")
_BESIDE = re.compile(r"(?:['’]s?)?[\s\-‐‑–/&]*")
_BRITISH = re.compile("(?<=...)is(?=(?:e[sd]?|ing|ations?)$)")
_VOWEL = re.compile("[aeiouy]")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its search form, its source offsets, and whether it can go on the phrase of the word before.

    ``acronym`` is true of capitals in a text that also has small letters; such a word is never brought to a base.
    """

    form: str
    start: int
    end: int
    follows: bool
    acronym: bool


@dataclass(frozen=True, slots=True)
class Translation:
    """An English phrase of a text, its source offsets, and Chinese names with probability, the most probable first."""

    surface: str
    start: int
    end: int
    names: tuple[tuple[str, float], ...]


def content_words(text: str) -> tuple[Word, ...]:
    """Return the English words of ``text`` that say what it is about; other scripts, numbers and mixtures give none.

    A word follows the one before where only space, a hyphen, a slash, a possessive or linking words stand between.
    """
    key = search_key(text)
    mixed_case = text != text.upper()
    found: list[Word] = []
    end, joined = 0, False
    for match in _WORD.finditer(key.text):
        joined = joined and _BESIDE.fullmatch(key.text, end, match.start()) is not None
        end = match.end()
        span = key.source_span(match.start(), end)
        acronym = mixed_case and span.slice(text).isupper()
        if match.group() in FUNCTION_WORDS and not acronym:
            joined = joined and match.group() in _LINKS
            continue
        found.append(Word(match.group(), span.start, span.end, joined, acronym))
        joined = True
    return tuple(found)


def bases(word: str) -> Iterator[str]:
    """Yield what an inflected English word may come from, the likeliest first: plurals, -ed, -ing, -ise for -ize.

    Args:
        word: lower case, such as ``policies``, ``planned``, ``digitalised``.
    """
    yield from _uninflected(word)
    american = _BRITISH.sub("iz", word)
    if american != word:
        yield american
        yield from _uninflected(american)


def _uninflected(word: str) -> Iterator[str]:
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies"):
            yield word[:-3] + "y"
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
    for suffix in ("ed", "ing"):
        stem = word.removesuffix(suffix)
        if stem == word or len(stem) < 2 or not _VOWEL.search(stem):
            continue
        if suffix == "ed" and stem.endswith("i"):
            yield stem[:-1] + "y"
        if stem[-1] == stem[-2]:
            yield stem
            yield stem[:-1]
        else:
            yield stem + "e"
            yield stem


def lemma(word: str, known: Container[str]) -> str:
    """Return the word itself where it is known, else the first of its bases that is, else the word."""
    if word in known:
        return word
    return next((base for base in bases(word) if base in known), word)


class Translator:
    """Looks up the English phrases of a text; reading only, so threads may share one.

    Args:
        table: Chinese names as ``name:probability`` with spaces between, by English phrase (lemmas with spaces between).
    """

    def __init__(self, table: dict[str, str]) -> None:
        self._single = frozenset(phrase for phrase in table if " " not in phrase)
        self._table: dict[str, str] = {}
        for phrase, names in table.items():
            self._table.setdefault(" ".join(lemma(word, self._single) for word in phrase.split(" ")), names)
        self._known = frozenset(" ".join(self._table).split(" "))

    def __len__(self) -> int:
        return len(self._table)

    def words_only(self) -> Translator:
        """Return a translator of single words, without phrases."""
        return Translator({phrase: names for phrase, names in self._table.items() if " " not in phrase})

    def find(self, text: str) -> tuple[Translation, ...]:
        """Return the translations of the English words of ``text``, longest phrase first, none overlapping.

        Args:
            text: a question in English, or mixed with Chinese; only its Latin words are looked at.

        Returns:
            In reading order, with offsets into ``text``; words the table does not have give nothing.
        """
        words = content_words(text)
        forms = [word.form if word.acronym else self._form(word.form) for word in words]
        below = [form if word.acronym else self._base(form) for word, form in zip(words, forms, strict=True)]
        free = [True] * len(words)
        found = []
        for length in range(LONGEST, 0, -1):
            for i in range(len(words) - length + 1):
                run = slice(i, i + length)
                if not all(free[run]) or not all(word.follows for word in words[i + 1 : i + length]):
                    continue
                names = self._table.get(" ".join(forms[run]))
                if names is None and length > 1:
                    names = self._table.get(" ".join(below[run]))
                if names is not None:
                    free[run] = [False] * length
                    start, end = words[i].start, words[i + length - 1].end
                    found.append(Translation(text[start:end], start, end, _names(names)))
        return tuple(sorted(found, key=lambda translation: translation.start))

    def _form(self, word: str) -> str:
        """A word as the table has it: by itself (fees as fee), else as it stands in phrases."""
        form = lemma(word, self._single)
        return form if form in self._single else lemma(word, self._known)

    def _base(self, form: str) -> str:
        """What a word that the table has comes from, where it has that too: processing has 處理, data process has 資料處理."""
        return next((base for base in bases(form) if base in self._known), form)


def _names(written: str) -> tuple[tuple[str, float], ...]:
    pairs = (pair.split(":") for pair in written.split(" "))
    return tuple((name, float(probability)) for name, probability in pairs)


@lru_cache(maxsize=1)
def shipped_translator() -> Translator:
    """Return the translator that comes with the program, read once.

    Raises:
        ModelError: its table or its glossary is missing or damaged.
    """
    return load_translator(SHIPPED, GLOSSARY)


def load_translator(path: Path, glossary: Path | None = None) -> Translator:
    """Read a table that ``table_bytes`` wrote, and a glossary beside it.

    Args:
        path: the learned table.
        glossary: UTF-8, an English phrase a line (its content words in base form, small letters), a tab, its Chinese words
            with 「、」 between, the likeliest first; lines that begin with ``#`` are remarks.

    Raises:
        ModelError: a file cannot be read, or the table is not what was written.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"英中詞彙表無法讀取：{path}（{error}）", hint=_HINT) from error
    header, _, body = data.partition(b"\n")
    if header != _header(body):
        raise ModelError(f"英中詞彙表已損壞，內容與檢查碼不符：{path}", hint=_HINT)
    table = dict(line.split("\t") for line in body.decode().splitlines())
    return Translator(_with_glossary(table, read_glossary(glossary)) if glossary else table)


def read_glossary(path: Path) -> dict[str, tuple[str, ...]]:
    """Return Chinese words by English phrase from a file as ``load_translator`` tells.

    Raises:
        ModelError: the file cannot be read, or a line has no Chinese.
    """
    found: dict[str, tuple[str, ...]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"英中詞彙表無法讀取：{path}（{error}）", hint=_HINT) from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            phrase, tab, chinese = line.partition("\t")
            if not tab or not chinese.strip():
                raise ModelError(f"{path} 第 {number} 行沒有中文：{line}", hint="寫成 英文<Tab>中文、中文。")
            found[phrase] = tuple(chinese.split("、"))
    return found


def _with_glossary(table: Mapping[str, str], glossary: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a table with the glossary's words first, the learned ones that it lacks after them, less probable."""
    merged = dict(table)
    for phrase, chinese in glossary.items():
        names = dict(zip(chinese, BY_HAND, strict=False))
        for name, probability in _names(table[phrase]) if phrase in table else ():
            names.setdefault(name, LEARNED_TOO * probability)
        best = sorted(names.items(), key=lambda named: -named[1])[:MAX_NAMES]
        merged[phrase] = " ".join(f"{name}:{p:.2f}" for name, p in best if p >= MIN_PROBABILITY)
    return merged


def table_bytes(table: dict[str, tuple[tuple[str, float], ...]]) -> bytes:
    """Return a table as a file: a first line with the SHA-256 of the others, then one phrase a line, sorted.

    Args:
        table: Chinese names with probability, the most probable first, by English phrase.
    """
    lines = (f"{phrase}\t{' '.join(f'{n}:{p:.2f}' for n, p in table[phrase])}\n" for phrase in sorted(table))
    body = "".join(lines).encode()
    return _header(body) + b"\n" + body


def _header(body: bytes) -> bytes:
    return f"{_HEADER}{hashlib.sha256(body).hexdigest()}".encode()
