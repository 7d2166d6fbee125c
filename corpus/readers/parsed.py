"""What every reader returns: the text, where its pages begin, and what the format knew of its structure."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import Mark, Value


@dataclass(frozen=True, slots=True)
class Parsed(Value):
    """One file, read.

    ``text`` is the truth that offsets and quotes refer to; ``page_starts`` holds the offset of each page or slide
    (empty where the format has none); ``marks`` are in text order; ``title`` is what the file calls itself, or empty;
    ``warnings`` says what could not be read, in the user's language.
    """

    text: str
    page_starts: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = ()
