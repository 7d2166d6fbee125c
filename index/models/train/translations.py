"""Learn the English → Chinese table: ``python -m index.models.train.translations --data DIR [--output FILE]``.

1. Articles of laws in both languages are cut into segments: line by line and sentence by sentence where both sides have as
   many, else whole. Law titles are segments too. Words without content are left out on both sides.
2. IBM Model 1 is fitted in both directions by EM, with a preference for words at the same relative place.
3. Words that both directions link are kept. Every run of up to three English words whose links all lie in a run of adjacent
   Chinese words, and the other way round, counts as a translation.

Sources: P. F. Brown et al., "The Mathematics of Statistical Machine Translation", Computational Linguistics 19(2), 1993
(Model 1, EM); C. Dyer, V. Chahuneau and N. A. Smith, "A Simple, Fast, and Effective Reparameterization of IBM Model 2",
NAACL 2013 (the preference for the diagonal); P. Liang, B. Taskar and D. Klein, "Alignment by Agreement", NAACL 2006 (the
product of both posteriors); P. Koehn, F. J. Och and D. Marcu, "Statistical Phrase-Based Translation", NAACL 2003
(consistent phrase pairs).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EvaluationError, PolicyAssistantError
from index import tokenize
from index.stopwords import GRAMMAR
from index.translate import LONGEST, MAX_NAMES, MIN_PROBABILITY, SHIPPED, bases, content_words, lemma, table_bytes

HELD_OUT = 2000
"""Articles whose whole laws are kept out of training, for ``evals.bench.cross_language``."""

ITERATIONS = 5
DIAGONAL = 3.0
NULL = 0.1
"""How much nearness to the diagonal counts, and the share of words that no word of the other language explains."""

LINK = 0.15
SURE = 0.5
"""Least product of both directions' posteriors that makes a link; least posterior that adds one beside a link."""

MIN_COUNT = 3
MIN_PHRASE = 0.3
"""How often a pair is seen at least; how probable the best Chinese of a phrase of two or three words is at least."""

MAX_WORDS = 60
LONGEST_CHINESE = 4
"""Content words of a segment's side at most; Chinese words of a translation at most."""

Table = dict[str, tuple[tuple[str, float], ...]]
Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

_LINES = re.compile(r"[\r\n]+")
_ENGLISH_SENTENCES = re.compile(r"(?<=[a-z)]{2}[.;])\s+(?=[A-Z0-9(])")
_CHINESE_SENTENCES = re.compile("(?<=[。；])")
_HAN_WORD = re.compile(r"(?![一二兩三四五六七八九十百千萬億零○〇]+$)[㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """One article, or one title, in both languages."""

    law: str
    english: str
    chinese: str


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One language of all segments, word after word.

    ``words`` [words] are numbers in ``vocabulary``; ``joined`` [words] says that a word continues a run with the word
    before; ``starts`` [segments + 1] bounds the segments.
    """

    vocabulary: tuple[str, ...]
    words: Integers
    joined: NDArray[np.bool_]
    starts: Integers


def read_articles(data: Path) -> list[Pair]:
    """Read the articles.

    Args:
        data: the folder with ``train/laws_zh_en.jsonl.gz``.

    Raises:
        EvaluationError: the file is missing.
    """
    rows = _rows(data / "train" / "laws_zh_en.jsonl.gz")
    return [Pair(row["title"].rsplit(" ", 1)[0], row["q"], row["p"]) for row in rows]


def read_titles(data: Path) -> list[Pair]:
    """Read the titles of the laws that have an English one.

    Args:
        data: the folder with ``laws/laws.jsonl.gz``.

    Raises:
        EvaluationError: the file is missing.
    """
    laws = _rows(data / "laws" / "laws.jsonl.gz")
    return [Pair(law["title"], law["title_en"], law["title"]) for law in laws if law["title_en"]]


def held_out(articles: Iterable[Pair], at_least: int = HELD_OUT) -> frozenset[str]:
    """Return laws, in the order of a hash of their names, that have at least so many articles together."""
    sizes = Counter(article.law for article in articles)
    chosen: set[str] = set()
    total = 0
    for law in sorted(sizes, key=lambda law: hashlib.sha256(f"held out {law}".encode()).digest()):
        if total >= at_least:
            break
        chosen.add(law)
        total += sizes[law]
    return frozenset(chosen)


def segments(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the smallest parts of a pair that belong together because both sides have as many of them."""
    for english, chinese in _matched(pair.english, pair.chinese, _LINES, _LINES):
        yield from _matched(english, chinese, _ENGLISH_SENTENCES, _CHINESE_SENTENCES)


def _matched(english: str, chinese: str, *ends: re.Pattern[str]) -> list[tuple[str, str]]:
    parts = [
        [part for part in end.split(text) if part.strip()] for text, end in zip((english, chinese), ends, strict=True)
    ]
    return list(zip(*parts, strict=True)) if len(parts[0]) == len(parts[1]) else [(english, chinese)]


def sides(texts: Iterable[tuple[str, str]]) -> tuple[Side, Side]:
    """Cut segments into content words and number these; segments with an empty or too long side are left out.

    Args:
        texts: English and Chinese of each segment.

    Returns:
        The English side, of lemmas, and the Chinese side, of words in their most frequent spelling.
    """
    english: list[list[tuple[str, bool]]] = []
    chinese: list[list[tuple[str, bool]]] = []
    forms: Counter[str] = Counter()
    acronyms: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for english_text, chinese_text in texts:
        words, pieces = content_words(english_text), _chinese_words(chinese_text)
        if 0 < len(words) <= MAX_WORDS and 0 < len(pieces) <= MAX_WORDS:
            english.append([(word.form, word.follows) for word in words])
            chinese.append([(token.key, joined) for token, joined in pieces])
            forms.update(word.form for word in words if not word.acronym)
            acronyms.update(word.form for word in words if word.acronym)
            for token, _ in pieces:
                spellings[token.key][token.text] += 1
    known = {form for form in forms if forms[form] >= MIN_COUNT and not _is_inflected(form, forms)} | set(acronyms)
    lemmas = {form: lemma(form, known) for form in forms | acronyms}
    spelled = {key: min(counts, key=lambda text: (-counts[text], text)) for key, counts in spellings.items()}
    return _side(english, lemmas), _side(chinese, spelled)


def _is_inflected(form: str, counts: Counter[str]) -> bool:
    """Say whether a word goes with its base, which is at least half as frequent; ``goods`` and ``building`` do not."""
    return any(counts[base] >= max(MIN_COUNT, counts[form] / 2) for base in bases(form))


def _chinese_words(text: str) -> list[tuple[tokenize.Token, bool]]:
    """Return the content words, each with whether it stands right behind the one before."""
    found: list[tuple[tokenize.Token, bool]] = []
    for token in tokenize.words(text):
        if _HAN_WORD.fullmatch(token.text) and token.text not in GRAMMAR:
            found.append((token, bool(found) and found[-1][0].end == token.start))
    return found


def _side(rows: Sequence[Sequence[tuple[str, bool]]], names: dict[str, str]) -> Side:
    vocabulary = sorted(set(names.values()))
    number = {name: i for i, name in enumerate(vocabulary)}
    numbers = {form: number[name] for form, name in names.items()}
    return Side(
        tuple(vocabulary),
        np.array([numbers[form] for row in rows for form, _ in row], dtype=np.int64),
        np.array([joined for row in rows for _, joined in row], dtype=np.bool_),
        np.cumsum([0, *map(len, rows)], dtype=np.int64),
    )


def links(english: Side, chinese: Side) -> tuple[Integers, Integers]:
    """Return the linked words, as places in ``english.words`` and in ``chinese.words``.

    A word that one direction alone is sure of is linked too, where it stands beside a linked one: 個人資料, once linked to
    ``personal``, is linked to the ``data`` behind it.
    """
    place_e, place_c, distance = _cells(english, chinese)
    _, pair = np.unique(english.words[place_e] * len(chinese.vocabulary) + chinese.words[place_c], return_inverse=True)
    pair = pair.astype(np.int32)
    prior = np.exp(-DIAGONAL * distance)
    forward = _posteriors(english, place_e, chinese, place_c, pair, prior)
    backward = _posteriors(chinese, place_c, english, place_e, pair, prior)
    agreed, either = forward * backward >= LINK, np.maximum(forward, backward) >= SURE
    width = len(chinese.words) + 1
    linked, candidates = (place_e[chosen] * np.int64(width) + place_c[chosen] for chosen in (agreed, either & ~agreed))
    for step in (width, -width, 1, -1):
        alone = ~np.isin(candidates // width, linked // width) | ~np.isin(candidates % width, linked % width)
        linked = np.concatenate((linked, candidates[alone & np.isin(candidates + step, linked)]))
    return linked // width, linked % width


def _cells(english: Side, chinese: Side) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Return every English word with every Chinese word of its segment, and how far apart they are, from 0 to 1."""
    m, n = np.diff(english.starts), np.diff(chinese.starts)
    row = np.repeat(np.arange(len(m)), m)
    width = n[row]
    place_e = np.repeat(np.arange(len(row), dtype=np.int32), width)
    column = np.arange(len(place_e)) - np.repeat(np.cumsum(width) - width, width)
    place_c = (np.repeat(chinese.starts[row], width) + column).astype(np.int32)
    at_e = ((np.arange(len(row)) - english.starts[row] + 0.5) / m[row]).astype(np.float32)
    at_c = ((column + 0.5) / np.repeat(width, width)).astype(np.float32)
    return place_e, place_c, np.abs(np.repeat(at_e, width) - at_c)


def _posteriors(
    source: Side,
    place_s: NDArray[np.int32],
    target: Side,
    place_t: NDArray[np.int32],
    pair: NDArray[np.int32],
    prior: Floats,
) -> Floats:
    """Return how probable it is that each cell's target word comes from its source word, after EM.

    Args:
        source: the side that explains.
        place_s: each cell's place in it [cells].
        target: the side that is explained.
        place_t: each cell's place in it [cells].
        pair: number of each cell's pair of words [cells].
        prior: what each cell's distance allows [cells], any scale.
    """
    pairs = int(pair.max()) + 1
    source_of = np.zeros(pairs, dtype=np.int64)
    source_of[pair] = source.words[place_s]
    prior = prior / np.bincount(place_t, prior, len(target.words)).astype(np.float32)[place_t]
    frequency = np.bincount(target.words, minlength=len(target.vocabulary)) / len(target.words)
    unexplained = NULL / (1 - NULL) * frequency[target.words]
    chance = np.full(pairs, 1 / len(target.vocabulary), dtype=np.float32)
    for _ in range(ITERATIONS):
        posterior = chance[pair] * prior
        total = np.bincount(place_t, posterior, len(target.words)) + unexplained
        posterior /= total.astype(np.float32)[place_t]
        counts = np.bincount(pair, posterior, pairs)
        chance = (counts / np.bincount(source_of, counts)[source_of]).astype(np.float32)
    return posterior


def phrase_counts(english: Side, chinese: Side) -> dict[tuple[int, ...], Counter[tuple[int, ...]]]:
    """Count the consistent pairs of English and Chinese runs of linked words, by their words' numbers."""
    place_e, place_c = links(english, chinese)
    first_c, last_c = _extent(place_e, place_c, len(english.words))
    first_e, last_e = _extent(place_c, place_e, len(chinese.words))
    counts: dict[tuple[int, ...], Counter[tuple[int, ...]]] = defaultdict(Counter)
    for length in range(1, LONGEST + 1):
        start = np.arange(len(english.words) - length + 1)
        run = start[:, None] + np.arange(length)
        fits = english.joined[run[:, 1:]].all(axis=1) & (last_c[run[:, [0, -1]]] >= 0).all(axis=1)
        start, run = start[fits], run[fits]
        low, high = first_c[run].min(axis=1), last_c[run].max(axis=1)
        for size in range(1, LONGEST_CHINESE + 1):
            chosen = high - low == size - 1
            other = low[chosen, None] + np.arange(size)
            inside = (first_e[other].min(axis=1) >= start[chosen]) & (
                last_e[other].max(axis=1) < start[chosen] + length
            )
            inside &= chinese.joined[other[:, 1:]].all(axis=1)
            phrases, names = english.words[run[chosen][inside]], chinese.words[other[inside]]
            for phrase, name in zip(map(tuple, phrases.tolist()), map(tuple, names.tolist()), strict=True):
                counts[phrase][name] += 1
    return counts


def _extent(place: Integers, linked: Integers, size: int) -> tuple[Integers, Integers]:
    """Return for every place the first and last place it is linked to; where there is none, past all and -1."""
    first, last = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(first, place, linked)
    np.maximum.at(last, place, linked)
    return first, last


def learn(texts: Iterable[tuple[str, str]]) -> Table:
    """Learn a table from segments.

    Args:
        texts: English and Chinese of each segment.

    Returns:
        Chinese names with probability, the most probable first, by English phrase.
    """
    english, chinese = sides(texts)
    table: Table = {}
    for phrase, counts in phrase_counts(english, chinese).items():
        names: Counter[str] = Counter()
        for words, count in counts.items():
            names["".join(chinese.vocabulary[word] for word in words)] += count
        total = names.total()
        ranked = sorted(
            (-count / total, name)
            for name, count in names.items()
            if count >= MIN_COUNT and count / total >= MIN_PROBABILITY
        )
        if ranked and (len(phrase) == 1 or -ranked[0][0] >= MIN_PHRASE):
            key = " ".join(english.vocabulary[word] for word in phrase)
            table[key] = tuple((name, -probability) for probability, name in ranked[:MAX_NAMES])
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn from all laws but those held out and write the table; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m index.models.train.translations", description="English → Chinese table."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and laws/")
    parser.add_argument("--output", type=Path, default=SHIPPED, help="default: the shipped table")
    chosen = parser.parse_args(arguments)
    began = time.perf_counter()
    try:
        articles, titles = read_articles(chosen.data), read_titles(chosen.data)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    left_out = held_out(articles)
    table = learn(text for pair in articles + titles if pair.law not in left_out for text in segments(pair))
    data = table_bytes(table)
    chosen.output.write_bytes(data)
    words = sum(" " not in phrase for phrase in table)
    print(f"{words} words, {len(table) - words} phrases, {len(data)} bytes, {time.perf_counter() - began:.0f} s")
    print(f"SHA-256 {hashlib.sha256(data).hexdigest()}")
    return 0


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise EvaluationError(
            f"找不到訓練資料：{path}", hint="用 --data 指定放有 train/ 與 laws/ 的資料夾。"
        ) from error


if __name__ == "__main__":
    raise SystemExit(main())
