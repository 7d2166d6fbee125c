"""What happens while an answer is made, in the order in which a reader sees it.

``Assistant.stream`` yields these; the last one is always ``Done``. Two things hold for every stream:

- the ``text`` of all ``Text`` events since the last ``Withdrawn`` (or since the start), joined, is ``Done.answer.text``;
- a ``Text`` has been checked. ``Typing`` has not: it is the beginning of a sentence that a language model is still
  writing, never with a figure, a date, an agency or a link in it, and each one replaces the one before. Show it greyed, or
  not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from assistant.verify import MARKER
from corpus.types import Answer, Citation, Value

StageName = Literal["reading", "searching", "composing", "generating"]
"""reading: the question · searching: the documents · composing: from their own statements · generating: by a model."""


@dataclass(frozen=True, slots=True)
class Stage(Value):
    """A new stage begins."""

    kind: ClassVar[str] = "stage"
    name: StageName


@dataclass(frozen=True, slots=True)
class Typing(Value):
    """How the sentence under way begins; unchecked. Replaces the last ``Typing``; a ``Text`` ends it."""

    kind: ClassVar[str] = "typing"
    text: str


@dataclass(frozen=True, slots=True)
class Text(Value):
    """Checked text to append, with the citations whose markers it uses for the first time."""

    kind: ClassVar[str] = "text"
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn(Value):
    """All text so far is taken back, because the model did not finish or was refuted; ``message`` says so to the reader."""

    kind: ClassVar[str] = "withdrawn"
    message: str


@dataclass(frozen=True, slots=True)
class Done(Value):
    """The answer, whole; what was shown before may be replaced by it."""

    kind: ClassVar[str] = "done"
    answer: Answer


Event = Stage | Typing | Text | Withdrawn | Done


def plain(event: Event) -> dict[str, Any]:
    """Return an event as plain values for JSON, its kind under ``event``."""
    return {"event": event.kind, **event.to_dict()}


def finished(events: Iterable[Event]) -> Answer:
    """Return the answer that a stream ends with.

    Raises:
        ValueError: the stream ended without one.
    """
    for event in events:
        if isinstance(event, Done):
            return event.answer
    raise ValueError("a stream of events ends with Done")


def told(answer: Answer) -> Iterator[Event]:
    """Yield a ready answer, paragraph by paragraph, each with the citations it uses first; then ``Done``."""
    known = {citation.marker: citation for citation in answer.citations}
    paragraphs = answer.text.split("\n\n")
    for i, paragraph in enumerate(paragraphs):
        fresh = [known.pop(m) for m in dict.fromkeys(map(int, MARKER.findall(paragraph))) if m in known]
        yield Text(paragraph + ("\n\n" if i + 1 < len(paragraphs) else ""), tuple(fresh))
    yield Done(answer)
