"""The assistant in service: one place through which every channel (page, interface, tools) asks.

It lets questions in, counts what came of them, and can exchange the assistant for one over a newer index release while
questions are being answered: each is answered from one release from beginning to end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from assistant.api.admission import Admission
from assistant.api.metrics import Metrics
from assistant.api.shelf import Shelf
from assistant.events import Done, Event, Stage, Text, finished, told
from corpus.errors import PolicyAssistantError
from corpus.types import Answer, Document, Hit, Section


class Release(Protocol):
    """What of an index release is shown."""

    @property
    def index_id(self) -> str:
        """Identity of the release."""

    @property
    def documents(self) -> Iterable[Document]:
        """Every document."""

    @property
    def sections(self) -> Iterable[Section]:
        """Every section, in text order within its document."""


class Searching(Protocol):
    """Finds passages."""

    def search(self, question: str, options: Any, /) -> tuple[Hit, ...]:
        """Return the best passages, rank 1 first."""


class Answering(Protocol):
    """The assistant, as the pages and the interface use it."""

    @property
    def release(self) -> Release:
        """The index release in use."""

    @property
    def retriever(self) -> Searching:
        """The retriever over it."""

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        """Answer a question; ``history`` holds the earlier questions, oldest first."""


class Service:
    """Answers questions for all channels.

    Args:
        assistant: answers the questions; called from several threads at once.
        admission: lets them in; None takes every question.
        metrics: counts what came of them; None makes its own.
    """

    def __init__(
        self, assistant: Answering, *, admission: Admission | None = None, metrics: Metrics | None = None
    ) -> None:
        self.admission = admission or Admission(at_once=64)
        self.metrics = metrics or Metrics()
        self.replace(assistant)

    def replace(self, assistant: Answering) -> None:
        """Answer from now on with another assistant; questions under way keep the one they began with."""
        self._now = assistant, Shelf.of(assistant.release)
        self._plain = _without_model(assistant)
        self.metrics.serving(assistant.release.index_id, len(self._now[1].documents))

    @property
    def assistant(self) -> Answering:
        """The assistant now in service."""
        return self._now[0]

    @property
    def shelf(self) -> Shelf:
        """The documents it answers from."""
        return self._now[1]

    @property
    def index_id(self) -> str:
        """Identity of the index release it answers from."""
        return self._now[0].release.index_id

    def plain_ask(self, question: str) -> Answer:
        """Answer without a language model and without being counted, for suggestions and comparisons."""
        return self._plain.ask(question)

    def events(
        self, question: str, history: tuple[str, ...] = (), *, client: str = "", channel: str = "api"
    ) -> Iterator[Event]:
        """Answer a question step by step; see ``assistant.events``.

        Args:
            question: as typed.
            history: the earlier questions, oldest first.
            client: who asks, for the limit only; it is not kept.
            channel: by which way, for the metrics.

        Raises:
            NotAdmitted: not now.
            PolicyAssistantError: what the assistant raises.
        """
        began = time.perf_counter()
        first = True
        try:
            with self.admission.admit(client), self.metrics.asking.track_inprogress():
                for event in _events(self.assistant, question, history):
                    if first and isinstance(event, Text | Done):
                        self.metrics.first_text.observe(time.perf_counter() - began)
                        first = False
                    if isinstance(event, Done):
                        self.metrics.answered(channel, event.answer, time.perf_counter() - began)
                    yield event
        except PolicyAssistantError as error:
            self.metrics.failed(channel, error.code)
            raise

    def answer(self, question: str, history: tuple[str, ...] = (), *, client: str = "", channel: str = "api") -> Answer:
        """Answer a question; arguments and errors as for ``events``."""
        return finished(self.events(question, history, client=client, channel=channel))

    def search(self, question: str, top_k: int, *, client: str = "") -> tuple[Hit, ...]:
        """Return the passages nearest to a question, rank 1 first.

        Raises:
            NotAdmitted: not now.
            PolicyAssistantError: what the retriever raises.
        """
        from index.retriever import SearchOptions  # heavy: only when searched

        self.admission.check(client)
        return self.assistant.retriever.search(question, SearchOptions(top_k=top_k))


def _events(assistant: Answering, question: str, history: tuple[str, ...]) -> Iterator[Event]:
    """What happens while it answers; of an assistant that only answers, the answer told paragraph by paragraph."""
    stream: Callable[[str, tuple[str, ...]], Iterator[Event]] | None = getattr(assistant, "stream", None)
    if stream is not None:
        yield from stream(question, history)
    else:
        yield Stage("searching")
        yield from told(assistant.ask(question, history))


def _without_model(assistant: Answering) -> Answering:
    """The same assistant answering in the documents' own words, whatever it answers with itself."""
    if getattr(assistant, "writer", None) is None:
        return assistant
    made: Answering = type(assistant)(assistant.retriever, assistant.settings)  # type: ignore[attr-defined,call-arg]
    return made
