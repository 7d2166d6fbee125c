"""What a question speaks of, as concepts: words and names, each with the other ways of saying the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.figures import COUNTERS
from index.lexicon import Lexicon
from index.tokenize import Token, query_terms, terms, words
from index.translate import shipped_translator

OTHER_NAME = 0.9
"""How much another name of the same thing counts, against the name that was used."""

RELATED = 0.6
"""How much an official word for an everyday one counts: it means nearly the same."""

LONE_CHARACTER = 0.25
"""How much a word of one character counts."""


LEAST_WEIGHT = 0.1
"""A word that weighs less (的, 是, 哪) is no concept."""

_COUNTED = re.compile(rf"(?:[幾哪]|[一二兩三四五六七八九十]+)[{COUNTERS}]$")
"""幾張, 三項: they say how much is asked, not what of."""

_ASKS = r"(?:多少|幾(?![乎率])|哪[些個裡]?|什麼|怎麼|如何|何時|多久|誰)+"
_ASKING = re.compile(_ASKS)
_ASKING_LAST = re.compile(rf"{_ASKS}$")

ENTITY_WEIGHT = 1.25
"""What the name of an agency or a place counts: an answer about another one is no answer."""

LIKELY = 0.12
"""Probability from which a learned translation of an English word is taken."""

_CONTENT = 0.5
"""Weight from which a word counts as content."""


@dataclass(frozen=True)
class Concept:
    """One word or name of a question.

    ``text`` is how the question says it; ``names`` holds, for each way of saying it (the question's own first), the index
    terms it consists of; ``weight`` is low for words that ask or hold sentences together; ``entry_id`` is the lexicon's
    entry, empty for plain words; ``start`` and ``end`` are offsets in the text it was read from; ``chinese``
    are the learned translations of an English word; ``related`` are the index terms of official words for an everyday one.
    """

    text: str
    names: tuple[frozenset[str], ...]
    weight: float
    entry_id: str = ""
    start: int = 0
    end: int = 0
    chinese: tuple[str, ...] = ()
    related: tuple[frozenset[str], ...] = ()

    @cached_property
    def _pieces(self) -> frozenset[str]:
        return frozenset().union(*self.names, *self.related)

    def match(self, found: frozenset[str]) -> float:
        """Return how far a text says this, 0 to 1.

        Args:
            found: the text's index terms.
        """
        best = self.named(found)
        for pieces in self.related:
            if best < RELATED:
                best = max(best, RELATED * _share(pieces, found))
        return best

    def named(self, found: frozenset[str]) -> float:
        """Return how far a text says this by one of its names, 0 to 1: official words for an everyday one are left out.

        Args:
            found: the text's index terms.
        """
        if self._pieces.isdisjoint(found):
            return 0.0
        best = _share(self.names[0], found)
        for pieces in self.names[1:]:
            if best < OTHER_NAME:
                best = max(best, OTHER_NAME * _share(pieces, found))
        return best


def _share(pieces: frozenset[str], found: frozenset[str]) -> float:
    """How much of a name stands in a text; less than half of it says little."""
    share = len(pieces & found) / len(pieces)
    return share if share >= 0.5 else 0.5 * share


def concepts(text: str, lexicon: Lexicon) -> tuple[Concept, ...]:
    """Read the concepts of a question.

    Args:
        text: the question's content, in Taiwan's characters.
        lexicon: names of agencies and terms.

    Returns:
        Concepts in reading order; a name that the lexicon knows is one concept, other words are one each.
    """
    weights = query_terms(text)
    mentions = lexicon.find(text)
    taken = [(m.start, m.end) for m in mentions]
    found: list[Concept] = []
    for mention in mentions:
        weight = 1.0 if mention.kind == "term" else ENTITY_WEIGHT
        others = [n for n in lexicon.names(mention.entry_id) if n != mention.surface]
        names = tuple(dict.fromkeys(p for n in (mention.surface, *others) if (p := _pieces(n))))
        found.append(Concept(mention.surface, names, weight, mention.entry_id, mention.start, mention.end))
    for translation in shipped_translator().find(text):
        if _free(translation.start, translation.end, taken):
            chinese = tuple(name for name, probability in translation.names if probability >= LIKELY)
            names = tuple(dict.fromkeys(_pieces(n) for n in (translation.surface, *chinese)))
            found.append(Concept(translation.surface, names, 1.0, "", translation.start, translation.end, chinese))
            taken.append((translation.start, translation.end))
    for first, last, written in lexicon.spoken(text):
        start, end = _without_asking(text, first, last)
        pieces = _pieces(text[start:end])
        weight = max((weights[p] for p in pieces if p in weights), default=1.0)
        if end - start > 1 and weight >= LEAST_WEIGHT and _free(start, end, taken):
            related = tuple(filter(None, map(_pieces, written)))
            found.append(Concept(text[start:end], (pieces,), min(1.0, weight), "", start, end, related=related))
            taken.append((start, end))
    free = [t for t in words(text) if _free(t.start, t.end, taken)]
    for run in _runs(free, weights):
        name = text[run[0].start : run[-1].end]
        pieces = _pieces(name)
        weight = _weight("".join(t.key for t in run), pieces, weights)
        if pieces and weight >= LEAST_WEIGHT and not _COUNTED.match(name):
            found.append(Concept(name, (pieces,), weight, "", run[0].start, run[-1].end))
    return tuple(sorted(found, key=lambda c: c.start))


def _without_asking(text: str, start: int, end: int) -> tuple[int, int]:
    """Where an everyday phrase (被罰多少) stands without the words in it that ask."""
    before, after = _ASKING.match(text, start, end), _ASKING_LAST.search(text, start, end)
    begin = before.end() if before else start
    return begin, max(begin, after.start() if after else end)


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return not any(a < end and start < b for a, b in taken)


def _runs(tokens: Sequence[Token], weights: Mapping[str, float]) -> Iterator[list[Token]]:
    """Join neighbouring words of one character that are no function words: the dictionary did not know their word."""
    run: list[Token] = []
    for token in tokens:
        lone = len(token.key) == 1 and not token.key.isascii() and weights.get(token.key, 0.0) >= _CONTENT
        if run and not (lone and token.start == run[-1].end):
            yield run
            run = []
        if lone:
            run.append(token)
        else:
            yield [token]
    if run:
        yield run


def _pieces(text: str) -> frozenset[str]:
    parts = frozenset(terms(text))
    return frozenset(p for p in parts if len(p) > 1) or parts


def _weight(key: str, pieces: frozenset[str], weights: Mapping[str, float]) -> float:
    weight = weights.get(key, max((weights.get(p, 0.0) for p in pieces), default=0.0))
    return weight * (LONE_CHARACTER if len(key) == 1 and not key.isdigit() else 1.0)


def inherited(before: tuple[Concept, ...], own: tuple[Concept, ...], factor: float) -> tuple[Concept, ...]:
    """Return a follow-up's concepts: its own, then those of the earlier question that it does not say itself, weighed less."""
    said = {c.names[0] for c in own}
    return (*own, *(replace(c, weight=c.weight * factor) for c in before if c.names[0] not in said))
