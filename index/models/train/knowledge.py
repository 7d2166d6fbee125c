"""What the lexicon and the glossary teach the shipped model: which words mean nearly the same.

Pairs of words alone teach what texts of laws and gazettes never say (「繳錢」 beside 「繳納」). Sentences in which official
words were put into everyday ones look for their surroundings (back-off from paraphrase pairs, which nobody has for this
language; Wieting and Gimpel, ACL 2018, show what pairs of paraphrases do for averaged word vectors).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from index.lexicon import SHIPPED_FILES
from index.lexicon.reading import Everyday, read_files
from index.translate import GLOSSARY, read_glossary

Pair = tuple[str, str]
Sayings = Mapping[str, tuple[str, ...]]
"""What people say, by what documents write."""

LIKELIEST = 2
"""Of the words that documents write, so many are put into everyday ones: those behind them are only near."""

MOST_ROWS = 12
"""A word that stands in more rows than this is too general to be said otherwise."""

SAID_OTHERWISE = 0.6
"""How often a word that can be said otherwise is."""


def word_pairs() -> list[Pair]:
    """Return the words of each everyday row, of each entry's names, and of each English phrase, beside what they stand for."""
    found: list[Pair] = []
    for row in read_files(SHIPPED_FILES):
        if isinstance(row, Everyday):
            found.append(("、".join(row.said), "、".join(row.written)))
        elif len(row.names) > 1:
            found.append((row.names[0], "、".join(row.names[1:])))
    found += [(english, "、".join(chinese)) for english, chinese in read_glossary(GLOSSARY).items()]
    return found


def everyday_words() -> list[str]:
    """Return what people say, each once, in the order of the lexicon."""
    return list(
        dict.fromkeys(word for row in read_files(SHIPPED_FILES) if isinstance(row, Everyday) for word in row.said)
    )


def sayings() -> Sayings:
    """Return what people say by what documents write, words of too many rows left out."""
    found: dict[str, list[Everyday]] = {}
    for row in read_files(SHIPPED_FILES):
        if isinstance(row, Everyday):
            for written in row.written[:LIKELIEST]:
                found.setdefault(written, []).append(row)
    return {
        written: tuple(word for row in rows for word in row.said)
        for written, rows in found.items()
        if len(rows) <= MOST_ROWS
    }


def said_otherwise(pairs: Iterable[Pair], said: Sayings, seed: int) -> Iterator[Pair]:
    """Yield the pairs whose question can be put into everyday words, so put.

    Args:
        pairs: question → passage, in official words.
        said: what people say by what documents write.
        seed: decides which words are put otherwise, and how.
    """
    chosen = random.Random(seed)  # noqa: S311  (training data, not a secret)
    lengths: dict[str, list[int]] = {}
    for written in said:
        lengths.setdefault(written[0], []).append(len(written))
    longest_first = {character: sorted(set(found), reverse=True) for character, found in lengths.items()}
    for question, passage in pairs:
        put = "".join(_parts(question, said, longest_first, chosen))
        if put != question:
            yield put, passage


def _parts(text: str, said: Sayings, lengths: Mapping[str, list[int]], chosen: random.Random) -> Iterator[str]:
    place = 0
    while place < len(text):
        ends = (place + length for length in lengths.get(text[place], ()))
        end = next((end for end in ends if text[place:end] in said), place + 1)
        word = text[place:end]
        yield chosen.choice(said[word]) if word in said and chosen.random() < SAID_OTHERWISE else word
        place = end
