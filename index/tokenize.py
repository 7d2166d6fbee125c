"""Text → words and index terms. The only file that imports jieba.

jieba's dictionary is Simplified and cuts Traditional text badly, so it works on a Simplified copy of the search key that
has the same length; positions map straight back. Index terms are words ∪ Han characters ∪ Han bigrams of that copy, so a
question finds a passage in either script and a wrong cut costs nothing.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import jieba
import opencc
import platformdirs

from corpus.normalize import Key, numerals, search_key, years
from index.stopwords import ASKING_WEIGHT, GRAMMAR, GRAMMAR_WEIGHT, INTERROGATIVES, REQUESTS

_HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d|,\d)%?)"
    rf"|(?P<latin>(?:(?![{_HAN}_])\w)+(?:[.&'+_-](?:(?![{_HAN}_])\w)+)*[%+]*)"
)
_PARTS = re.compile(r"[^\W_]+")
_ENDS_IN_DIGIT = re.compile(r"[\d%]$")
_BEGINS_HAN = re.compile(f"[{_HAN}]")

TOKENIZER_ID = hashlib.sha256(
    f"terms-2 jieba-{version('jieba')} opencc-{'.'.join(version('opencc').split('.')[:2])}".encode()
).hexdigest()[:16]
"""Names everything that decides the terms of a text; an index made with another tokenizer is refused."""

LONG_WORD_WEIGHT = 0.7
"""What a word of three Han characters and more counts in a query beside 1: its characters and bigrams count too (chosen with the
settings of ``index.build``)."""

_logger = logging.getLogger("jieba")
_logger.handlers.clear()
_logger.setLevel(logging.CRITICAL)
_logger.propagate = False


class _Segmenter:
    """The program's own jieba with its own cache folder, started at first use."""

    def __init__(self) -> None:
        self._jieba: jieba.Tokenizer | None = None
        self._lock = threading.Lock()
        self._cache_dir: Path | None = None

    def use_cache(self, folder: Path) -> None:
        """Keep jieba's prepared dictionary in ``folder`` from the next start of jieba on."""
        self._cache_dir = folder

    def start(self) -> jieba.Tokenizer:
        """Load jieba's dictionary now, so that the first question does not wait for it."""
        with self._lock:
            if self._jieba is None:
                self._jieba = self._started()
            return self._jieba

    def cut(self, run: str) -> tuple[str, ...]:
        """Return the words of one run of Simplified characters."""
        segmenter = self._jieba or self.start()
        return tuple(segmenter.cut(run, HMM=False))

    def _started(self) -> jieba.Tokenizer:
        segmenter = jieba.Tokenizer()
        segmenter.tmp_dir = str(_private(self._cache_dir or platformdirs.user_cache_path("policy-assistant")))
        segmenter.cache_file = f"jieba-{version('jieba')}.cache"
        segmenter.initialize()
        return segmenter


def _private(folder: Path) -> Path:
    """Return ``folder``, made for this user alone, or a new temporary one where it cannot be written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp())


_SEGMENTER = _Segmenter()
_cut = lru_cache(maxsize=1024)(_SEGMENTER.cut)
use_cache = _SEGMENTER.use_cache
start = _SEGMENTER.start


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its source text, its source offsets and its ``key``, the form it has as an index term."""

    text: str
    start: int
    end: int
    key: str


@lru_cache(maxsize=8)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def to_simplified(text: str) -> str:
    """Return the Simplified form of ``text``, character for character the same length."""
    converter = _converter("t2s")
    simplified: str = converter.convert(text)
    if len(simplified) == len(text):
        return simplified
    characters = (str(converter.convert(c)) for c in text)
    return "".join(s if len(s) == 1 else c for s, c in zip(characters, text, strict=True))


@lru_cache(maxsize=64)
def folded(text: str) -> tuple[Key, str]:
    """Return the search key of ``text`` and the Simplified form of it, which has the same length.

    The last few are remembered: a question is looked at from many sides.
    """
    key = search_key(text)
    return key, to_simplified(key.text)


@lru_cache(maxsize=4096)
def _simplified_only(character: str) -> bool:
    """Say whether a character is written in Simplified text only: it changes under s2t and Big5 does not have it."""
    if character.isascii() or _converter("s2t").convert(character) == character:
        return False
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=64)
def to_traditional(text: str) -> str:
    """Return a question in Taiwan's characters and words where it was written in Simplified ones.

    OpenCC's ``s2twp`` also rewrites Traditional words (擴展 → 擴充套件), so text without a character that only
    Simplified writing has is returned as it is.
    """
    if not any(_simplified_only(c) for c in text):
        return text
    converted: str = _converter("s2twp").convert(text)
    return converted


def words(text: str) -> tuple[Token, ...]:
    """Return the words of ``text`` with their source offsets; punctuation and space give none.

    Latin words and numbers stay whole: ``5G``, ``MyData``, ``1Gbps``, ``87.9%``, ``2.0``, ``1,250``.
    """
    key, simplified = folded(text)
    found = []
    for match in _PIECE.finditer(simplified):
        start = match.start()
        for piece in _cut(match.group()) if match["han"] else (match.group(),):
            end = start + len(piece)
            span = key.source_span(start, end)
            found.append(Token(span.slice(text), span.start, span.end, piece))
            start = end
    return tuple(found)


def _latin_terms(piece: str, following: str) -> list[str]:
    """Return the terms of a Latin word or number: itself, its parts, and a number with the Han character after it."""
    term = piece.replace(",", "")
    parts = _PARTS.findall(term)
    found = [term]
    if len(parts) > 1 and not all(part.isdigit() for part in parts):
        found += parts
    if _ENDS_IN_DIGIT.search(term) and _BEGINS_HAN.match(following):
        found.append(term + following)
    return found


def _placed_terms(simplified: str) -> Iterator[tuple[str, int, int]]:
    """Yield the terms of a Simplified search key with their place in it, as ``(term, start, end)``."""
    for match in _PIECE.finditer(simplified):
        piece, start, end = match.group(), match.start(), match.end()
        if not match["han"]:
            for term in _latin_terms(piece, simplified[end : end + 1]):
                yield term, start, end
            continue
        for i, character in enumerate(piece, start):
            yield character, i, i + 1
        for i in range(start, end - 1):
            yield simplified[i : i + 2], i, i + 2
        for word in _cut(piece):
            if len(word) > 2:
                yield word, start, start + len(word)
            start += len(word)


def _value_terms(text: str) -> Iterator[str]:
    """Yield the years of ``text`` as CE years and its spelled or scaled numerals as plain values."""
    for year in years(text):
        yield f"{year.ce}年"
    for number in numerals(text):
        if not number.span.slice(text).isascii():
            yield f"{number.value:.15g}"


def terms(text: str) -> list[str]:
    """Return the index terms of ``text``, repeated as often as they stand there.

    Han characters, Han bigrams, words of three characters and more, Latin words and their parts, numbers, numbers with
    the character after them (``113件``), years of both calendars (``民國113年`` → ``2024年``) and the value of spelled
    or scaled numerals (``一百五十萬`` → ``1500000``).
    """
    found = [term for term, _, _ in _placed_terms(folded(text)[1])]
    found += _value_terms(text)
    return found


def _weights(simplified: str) -> list[float]:
    """Return the weight of every character of a question: low in words that ask, lower than 1 in grammar words."""
    asking, grammar, interrogative = _function_words()
    weights = [1.0] * len(simplified)
    for match in _PIECE.finditer(simplified):
        start = match.start()
        for word in _cut(match.group()) if match["han"] else (match.group(),):
            end = start + len(word)
            if word in asking or word in grammar:
                weights[start:end] = [ASKING_WEIGHT if word in asking else GRAMMAR_WEIGHT] * len(word)
            start = end
    for match in interrogative.finditer(simplified):
        weights[match.start() : match.end()] = [ASKING_WEIGHT] * len(match.group())
    return weights


def _is_long_word(term: str) -> bool:
    return len(term) > 2 and all(_BEGINS_HAN.match(character) for character in (term[0], term[-1]))


@lru_cache(maxsize=1)
def _function_words() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """Return words that ask, grammar words and a pattern of interrogatives, all in the form of index terms."""
    asking, grammar = (
        frozenset(to_simplified(search_key(word).text) for word in listed)
        for listed in (INTERROGATIVES | REQUESTS, GRAMMAR)
    )
    longest_first = sorted((to_simplified(w) for w in INTERROGATIVES), key=lambda w: (-len(w), w))
    return asking, grammar, re.compile("|".join(longest_first))


def query_terms(question: str) -> dict[str, float]:
    """Return the terms to look for and their weights, 1 for words of content and less for words that only ask.

    A question in Simplified characters also gets the terms of its Taiwan wording (软件 → 軟體).

    Args:
        question: as the user wrote it.

    Returns:
        Weight by index term, each over 0; empty for a question without words.
    """
    weighted: dict[str, float] = {}
    for wording in dict.fromkeys((question, to_traditional(question))):
        simplified = folded(wording)[1]
        weights = _weights(simplified)
        for term, start, end in _placed_terms(simplified):
            weight = min(weights[start:end]) * (LONG_WORD_WEIGHT if _is_long_word(term) else 1.0)
            weighted[term] = max(weighted.get(term, 0.0), weight)
        for term in _value_terms(wording):
            weighted[term] = 1.0
    return weighted
