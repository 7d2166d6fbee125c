"""A stream of characters → sentences, each with the markers that follow it, as soon as it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = r"[\[【［〔]\s*\d{1,4}(?:\s*[,，、~～–-]\s*\d{1,4})*\s*[\]】］〕]"
MARKS = re.compile(_MARK)
"""Markers as models write them: ``[1]``, ``[1, 3]``, ``【2】``, ``[2-4]``."""

_END = re.compile(rf"(?:[。！？]+[」』）)”\"]*|(?:[!?]|(?<=[^\W\d_])\.)(?=\s))[ \t]*(?:{_MARK}[ \t]*)*[。]?|\n")
_OPEN = re.compile(r"[ \t]*(?:[\[【［〔][\d\s,，、~～–-]*)?\Z")
_NUMBERS = re.compile(r"\d{1,4}")
_WIDEST = 5

LONGEST = 500
"""Characters after which a sentence without an end is taken as it is."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the model wrote it, markers and all; ``gap`` is the white space before it, line breaks only."""

    text: str
    gap: str = ""

    @property
    def bare(self) -> str:
        """The sentence without its markers."""
        return MARKS.sub("", self.text).strip()

    @property
    def markers(self) -> tuple[int, ...]:
        """The numbers it cites, in order; a range stands for all it spans, a wide one for its ends."""
        found: list[int] = []
        for mark in MARKS.findall(self.text):
            numbers = [int(n) for n in _NUMBERS.findall(mark)]
            if re.search("[~～–-]", mark) and len(numbers) == 2 and 0 <= numbers[1] - numbers[0] < _WIDEST:
                numbers = list(range(numbers[0], numbers[1] + 1))
            found += numbers
        return tuple(dict.fromkeys(found))


class Splitter:
    """Takes what a model says piece by piece; whatever the pieces, the sentences are the same."""

    def __init__(self) -> None:
        self.rest = ""
        """The beginning of the sentence under way."""

        self._gap = ""

    def feed(self, piece: str) -> Iterator[Sentence]:
        """Yield the sentences that ``piece`` completes; one is complete when what follows it is no more of it."""
        self.rest += piece
        place = 0
        for end in _END.finditer(self.rest):
            if end.group() != "\n" and _OPEN.match(self.rest, end.end()):
                break
            yield from self._cut(self.rest[place : end.end()])
            place = end.end()
        self.rest = self.rest[place:]
        if len(self.rest) > LONGEST:
            yield from self.close()

    def close(self) -> Iterator[Sentence]:
        """Yield what is left when the model has finished."""
        yield from self._cut(self.rest)
        self.rest = ""

    def _cut(self, text: str) -> Iterator[Sentence]:
        body = text.strip()
        if body:
            yield Sentence(body, self._gap)
            self._gap = ""
        if text.endswith("\n"):
            self._gap = (self._gap + "\n")[:2]
