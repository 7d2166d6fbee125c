"""What travels down the street: text positions, documents, sections, passages, hits, citations, answers.

Pure values: frozen, slotted, compared by content. They read no file, hold no model and know no store.
All positions count Unicode code points of ``Document.text`` and are half-open: ``text[start:end]``.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

PassageKind = Literal["prose", "list", "row", "figure"]
"""prose: sentences · list: a run of items · row: one table row with its headers · figure: short slide lines."""

MarkKind = Literal["heading", "table", "furniture", "ocr"]
"""heading: a styled heading · table: rows of cells · furniture: running head, page number · ocr: read from an image."""

RefusalReason = Literal["", "not_found", "not_stated", "off_topic", "outside_editions", "instructions", "empty_index"]
"""Why an answer was declined; empty when it was not."""

AnswerMode = Literal["extractive", "generated", "fallback"]
"""extractive: the documents' own statements · generated: worded by a language model, each sentence checked · fallback: the
documents' own statements, because the model that was to word them failed or was refuted (``Generation.problem`` says how)."""

GenerationProblem = Literal[
    "", "unavailable", "busy", "timeout", "broken", "declined", "no_citation", "refuted", "language"
]
"""unavailable: not reached, or refused to serve · busy: too many at once, or paused after failures · timeout: too slow ·
broken: cut off, or not in the agreed form · declined: says the evidence has no answer · no_citation: cites nothing ·
refuted: nothing it says is carried by what it cites · language: answered in another language than asked."""


class Value:
    """``to_dict`` and ``from_dict`` for the frozen values below; nested values and tuples included."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the value as plain dicts, lists, strings and numbers, ready for JSON."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build the value from what ``to_dict`` gave.

        Raises:
            TypeError: a field is unknown or missing.
        """
        hints = typing.get_type_hints(cls)
        return cls(**{name: _typed(hints.get(name, object), value) for name, value in data.items()})


def _plain(value: object) -> Any:
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _typed(hint: Any, value: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _typed(next(a for a in args if a is not type(None)), value)
    if origin is tuple and isinstance(value, list | tuple):
        item = args[0] if len(args) == 2 and args[1] is Ellipsis else None
        return tuple(
            _typed(item or arg, v)
            for arg, v in zip(args if item is None else args[:1] * len(value), value, strict=True)
        )
    if isinstance(hint, type) and issubclass(hint, Value) and isinstance(value, Mapping):
        return hint.from_dict(value)
    return value


@dataclass(frozen=True, slots=True, order=True)
class Span(Value):
    """A half-open range of code points.

    Raises:
        ValueError: not ``0 <= start <= end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span must satisfy 0 <= start <= end, got {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def slice(self, text: str) -> str:
        """Return ``text[start:end]``."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Mark(Value):
    """What a reader knows about a stretch of text that the text itself does not show.

    ``level`` is the heading level from 1, or None. Marks are hints for the outline, never a second copy of the text.
    """

    kind: MarkKind
    span: Span
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Document(Value):
    """One policy document, whole.

    ``edition`` is an ISO date or empty when unknown; ``page_starts`` holds the offset at which each page (or slide)
    begins, page 1 first, empty when the format has no pages; ``aliases`` are other names people use for it;
    ``marks`` is what the reader knew of the structure; ``slide_titles`` an override by hand: the titles of slides whose
    page breaks were lost, two leading spaces for each level below the first; ``warnings`` what could not be read.
    """

    document_id: str
    title: str
    text: str
    sha256: str
    agency: str = ""
    edition: str = ""
    family: str = ""
    source_path: str = ""
    source: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    slide_titles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"document {self.document_id!r} has no text")


@dataclass(frozen=True, slots=True)
class Section(Value):
    """A heading and the text under it up to the next heading of any level, so that sections tile the document.

    ``path`` holds the headings from the outermost to this one; ``level`` is its depth from 1 (0 for text before the
    first heading); ``number`` is the outline number as printed (``"第三條"``, ``"(一)"``), empty without one;
    ``heading`` is the heading's own span, empty where the section has none; ``page`` counts from 1.
    """

    section_id: str
    document_id: str
    path: tuple[str, ...]
    number: str
    level: int
    span: Span
    heading: Span
    parent_id: str | None = None
    page: int | None = None

    @property
    def title(self) -> str:
        """The section's own heading, the last of its path."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Passage(Value):
    """A stretch of one section, the unit of retrieval. ``text`` equals the document's slice at ``span``."""

    passage_id: str
    document_id: str
    section_id: str
    path: tuple[str, ...]
    span: Span
    text: str
    kind: PassageKind = "prose"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hit(Value):
    """A retrieved passage. ``rank`` counts from 1; ``parts`` holds the score by channel (``bm25``, ``dense``, …)."""

    passage: Passage
    score: float
    rank: int
    parts: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError(f"rank counts from 1, got {self.rank}")


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """Where a statement of the answer stands.

    ``marker`` is the number in ``[1]``; ``quote`` is the document's slice at ``span``; ``recognised`` says that some of it
    was read from an image, so that the original should be looked at.
    """

    marker: int
    document_id: str
    title: str
    edition: str
    section: tuple[str, ...]
    section_id: str
    page: int | None
    quote: str
    span: Span
    verified: bool = False
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Generation(Value):
    """What a language model did for an answer, and what it cost.

    ``calls`` counts requests, repeated ones included; tokens are as the server counts them (None where it does not say);
    ``withheld`` counts sentences that were not shown because nothing cited carries them; ``first_token_ms`` and ``ms``
    are the model's own times: to its first token, and of all its calls together.
    """

    model: str
    origin: str = ""
    prompt: str = ""
    calls: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    withheld: int = 0
    problem: GenerationProblem = ""
    first_token_ms: float | None = None
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """What the user gets. Refused answers make no claim; every ``[n]`` in ``text`` names a citation.

    ``nearest`` holds the sections offered as links when an answer is declined; ``timings`` is in milliseconds by stage;
    ``mode`` says who worded it; ``generation`` what a language model did for it, None where none was asked.
    """

    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    reason: RefusalReason = ""
    completed_question: str = ""
    nearest: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()
    index_id: str = ""
    settings_id: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    mode: AnswerMode = "extractive"
    generation: Generation | None = None
