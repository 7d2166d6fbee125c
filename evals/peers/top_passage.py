"""A peer without a language model: the beginning of the best passage is the answer, the passage its citation.

It has no way to decline; it does so only where its search finds nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.types import Answer, Citation, Document, Hit, Passage, Section

if TYPE_CHECKING:
    from index.retriever import Retriever

LONGEST = 150
"""Characters of the passage that are the answer."""

Search = Callable[[str, int], tuple[Hit, ...]]


class TopPassage:
    """Answers with the beginning of the best passage.

    Args:
        name: how runs name it.
        documents: what is asked about.
        passages: everything that ``search`` can find.
        index_id: how its passages are made and searched, in words.
        search: the best passages for a question, rank 1 first.
    """

    without: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    settings_id = f"top-passage-{LONGEST}"

    def __init__(
        self, name: str, documents: Sequence[Document], passages: Sequence[Passage], index_id: str, search: Search
    ) -> None:
        self.name, self.index_id, self._search = name, index_id, search
        self.documents, self.passages = tuple(documents), tuple(passages)
        self._by_id = {document.document_id: document for document in documents}

    def ask(self, question: str, history: Sequence[str]) -> Answer:  # noqa: ARG002
        """Answer with the best passage; earlier questions are not understood."""
        empty = Answer(question, "", index_id=self.index_id, settings_id=self.settings_id)
        hits = self._search(question, 1)
        if not hits:
            return replace(empty, refused=True, reason="not_found")
        passage = hits[0].passage
        document = self._by_id[passage.document_id]
        citation = Citation(
            marker=1,
            document_id=document.document_id,
            title=document.title,
            edition=document.edition,
            section=passage.path,
            section_id=passage.section_id,
            page=passage.page,
            quote=passage.text,
            span=passage.span,
        )
        return replace(empty, text=f"{passage.text[:LONGEST]} [1]", citations=(citation,), hits=hits)

    def search(self, question: str, top_k: int) -> tuple[Hit, ...]:
        """Return the best passages, rank 1 first."""
        return self._search(question, top_k)

    def channels(self, question: str, top_k: int) -> dict[str, tuple[Hit, ...]]:  # noqa: ARG002
        """Return nothing: there is one channel."""
        return {}

    def doubt(self, question: str, history: Sequence[str]) -> float | None:  # noqa: ARG002
        """Return None: it never doubts."""
        return None


def bm25_passage(retriever: Retriever) -> TopPassage:
    """Return the plain baseline: the best passage of our index by BM25 alone.

    Args:
        retriever: our open index.
    """
    from index.fuse import Weights
    from index.retriever import SearchOptions

    plain = retriever.weighted(Weights(bm25=1))
    release = retriever.release
    return TopPassage(
        "BM25 passage",
        release.documents,
        release.passages,
        release.index_id,
        lambda question, top_k: plain.search(question, SearchOptions(top_k=top_k)),
    )
