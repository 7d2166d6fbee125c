"""What can be asked: our assistant, the assistant without a part, or a peer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from corpus.types import Answer, Document, Hit, Passage, Section
from evals.record import OURS

if TYPE_CHECKING:
    from assistant.answer import Assistant


class System(Protocol):
    """Whatever answers questions about documents; ``passages`` is what it retrieves from."""

    @property
    def name(self) -> str:
        """Who answers, as runs name it."""

    @property
    def without(self) -> tuple[str, ...]:
        """The parts that were left out."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """What is asked about."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that citations may name; empty where the system knows none."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that ``search`` can find."""

    @property
    def index_id(self) -> str:
        """Names what is searched."""

    @property
    def settings_id(self) -> str:
        """Names how it is answered."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """Answer a question.

        Raises:
            PolicyAssistantError: it cannot be answered or declined.
        """

    def search(self, question: str, top_k: int) -> tuple[Hit, ...]:
        """Return the best passages, rank 1 first."""

    def channels(self, question: str, top_k: int) -> dict[str, tuple[Hit, ...]]:
        """Return the same search by each retrieval channel alone; empty where there is only one."""

    def doubt(self, question: str, history: Sequence[str]) -> float | None:
        """Return the probability that there is no answer, None where the system gives none."""


class Ours:
    """Our assistant as a system.

    Args:
        assistant: opened.
        without: the parts it goes without.
    """

    name = OURS

    def __init__(self, assistant: Assistant, without: tuple[str, ...] = ()) -> None:
        self.assistant, self.without = assistant, without
        release = assistant.release
        self.documents, self.sections, self.passages = release.documents, release.sections, release.passages
        self.index_id, self.settings_id = release.index_id, assistant.settings.settings_id

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """Answer a question."""
        return self.assistant.ask(question, history)

    def search(self, question: str, top_k: int) -> tuple[Hit, ...]:
        """Return the best passages by all channels together."""
        from index.retriever import SearchOptions

        return self.assistant.retriever.search(question, SearchOptions(top_k=top_k))

    def channels(self, question: str, top_k: int) -> dict[str, tuple[Hit, ...]]:
        """Return what each channel finds when all others count nothing."""
        from index.fuse import Weights
        from index.retriever import SearchOptions

        names = [item.name for item in dataclasses.fields(Weights)]
        retriever = self.assistant.retriever
        return {
            name: retriever.weighted(Weights(**{other: float(other == name) for other in names})).search(
                question, SearchOptions(top_k=top_k)
            )
            for name in names
        }

    def doubt(self, question: str, history: Sequence[str]) -> float | None:
        """Return the fitted probability that there is no answer; None where another rule decides."""
        doubt = self.assistant.doubt(question, history)
        return None if doubt is None else round(doubt, 6)

    def reordered(self) -> Ours:
        """Return the same assistant over an index of the same documents in the opposite order; vectors are reused.

        Raises:
            ModelError: the embedding model cannot be loaded.
        """
        from index.build import assemble
        from index.embed import load_embedder
        from index.retriever import Retriever

        before = self.assistant.release
        documents = before.documents[::-1]
        sections = [section for document in documents for section in before.sections_of(document.document_id)]
        passages = [passage for section in sections for passage in before.passages_of(section.section_id)]
        embedder = load_embedder(before.manifest.model_name or None)
        release = assemble(documents, sections, passages, embedder, before=before)
        retriever = Retriever(release, embedder, lexicon=self.assistant.retriever.lexicon)
        other = type(self.assistant)(retriever, self.assistant.settings)
        other.writer = self.assistant.writer
        return Ours(other, self.without)
