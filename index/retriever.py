"""A question → passages, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexCorrupt, InputError, ModelError
from corpus.types import Hit
from index.dense import FloatArray, IntArray
from index.duplicates import Shown
from index.embed import Embedder, load_embedder
from index.fuse import DEFAULTS, Weights, best_first
from index.lexicon import Lexicon, shipped_lexicon
from index.query import looked_for
from index.release import Release, open_release
from index.remembered import Remembered
from index.scope import Scope
from index.tokenize import TOKENIZER_ID, query_terms, start, to_traditional
from index.translate import shipped_translator

_LEXICAL_CANDIDATES = 200
_DENSE_CANDIDATES = 100
"""How many passages of either kind are fused."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How many hits, and from which documents; where none is named, those that the question restricts itself to, else all."""

    top_k: int = 10
    document_ids: tuple[str, ...] = ()


class Retriever:
    """Searches one release.

    Args:
        release: what to search.
        embedder: None for the model that the release names.
        lexicon: other names for the same thing; None for the shipped one.
        weights: what each channel counts.

    Raises:
        ModelError: the model is not the one that made the release's vectors.
        IndexCorrupt: the release was made with another tokenizer.
    """

    def __init__(
        self,
        release: Release,
        embedder: Embedder | None = None,
        *,
        lexicon: Lexicon | None = None,
        weights: Weights = DEFAULTS,
    ) -> None:
        manifest = release.manifest
        if manifest.tokenizer_id != TOKENIZER_ID:
            raise IndexCorrupt(
                f"索引用的斷詞版本是 {manifest.tokenizer_id}，本程式是 {TOKENIZER_ID}",
                hint="重建索引：policy-assistant index build",
            )
        embedder = embedder or load_embedder(manifest.model_name or None)
        if embedder.model_id != manifest.model_id:
            raise ModelError(
                f"索引用的向量模型是 {manifest.model_id}，目前載入的是 {embedder.model_id}",
                hint="重建索引（policy-assistant index build），或改回原來的模型。",
            )
        start()
        self.release = release
        self.lexicon = shipped_lexicon() if lexicon is None else lexicon
        self._embedder = embedder
        self._remembered = Remembered(embedder.encode_passages)
        self._weights = weights
        self._scope = Scope(release.documents)
        self._translator = shipped_translator()

    @classmethod
    def open(cls, index_dir: Path) -> Retriever:
        """Open the current release of a folder with the model it was made with.

        Raises:
            IndexMissing: there is none.
            IndexCorrupt: no release in the folder can prove itself, or it was made with another tokenizer.
            ModelError: the model is not here or has changed.
        """
        return cls(open_release(index_dir))

    def weighted(self, weights: Weights) -> Retriever:
        """Return a retriever of the same release, model and lexicon that weighs the channels otherwise."""
        return Retriever(self.release, self._embedder, lexicon=self.lexicon, weights=weights)

    def with_lexicon(self, lexicon: Lexicon) -> Retriever:
        """Return a retriever of the same release, model and weights that knows other words."""
        return Retriever(self.release, self._embedder, lexicon=lexicon, weights=self._weights)

    def search(self, question: str, options: SearchOptions = SearchOptions()) -> tuple[Hit, ...]:
        """Return the passages that answer the question best.

        Args:
            question: as the user wrote it, in any script.
            options: how many and from which documents.

        Returns:
            At most ``top_k`` hits, rank 1 first, equal scores in reading order; of passages that say the same only the
            best. ``parts`` holds the score by channel (see ``index.fuse``). Empty where nothing fits the question at all.

        Raises:
            InputError: the release has no document of an id in ``options``.
        """
        vector = self._vector(question)
        asked = query_terms(question)
        lexical = self._lexical(self._looked_for(question, asked), asked)
        allowed = self._allowed(options.document_ids or self._scope.of(to_traditional(question)))
        rows = self._candidates(lexical, vector, allowed)
        parts = {"bm25": lexical[rows], **self._meaning(rows, vector)}
        fused = self._weights.fuse(parts)
        fitting = self._weights.fuse({"bm25": parts["bm25"], "dense": parts["dense"]})
        hits: list[Hit] = []
        shown = Shown()
        for i in best_first(fused, len(rows)):
            passage = self.release.passages[rows[i]]
            if len(hits) == options.top_k:
                break
            if fitting[i] > 0 and shown.add(passage):  # crowding only orders: it takes nothing away
                scores = {name: float(part[i]) for name, part in parts.items()}
                hits.append(Hit(passage, float(fused[i]), len(hits) + 1, scores))
        return tuple(hits)

    def channels(self, question: str) -> dict[str, FloatArray]:
        """Return every channel's score of every passage, each [passages], as ``search`` weighs them."""
        asked = query_terms(question)
        lexical = self._lexical(self._looked_for(question, asked), asked)
        everything = np.arange(len(self.release.passages))
        return {"bm25": lexical, **self._meaning(everything, self._vector(question))}

    def query(self, question: str) -> dict[str, float]:
        """Return what is looked for: the question's terms and those of other words for what it mentions, with weights."""
        return self._looked_for(question, query_terms(question))

    def idf(self, term: str) -> float:
        """Return how rare an index term is in this release (see ``index.sparse``)."""
        return self.release.lexical.idf(term)

    def similarity(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Return the cosine of the question with each text, shape [texts]."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        similar: FloatArray = self._remembered.vectors(texts) @ self._vector(question)
        return similar

    def _looked_for(self, question: str, asked: Mapping[str, float]) -> dict[str, float]:
        most = self.idf("\0")  # of a term that no passage has
        return looked_for(question, asked, self.lexicon, self._translator, lambda term: self.idf(term) / most)

    def _vector(self, question: str) -> FloatArray:
        vector: FloatArray = self._embedder.encode_queries([to_traditional(question)])[0]
        return vector

    def _lexical(self, query: Mapping[str, float], asked: Mapping[str, float]) -> FloatArray:
        """Return the BM25 score of every passage, as a share of what the asked terms could score at most."""
        lexical = self.release.lexical
        most = sum(weight * lexical.idf(term) for term, weight in asked.items())
        return lexical.scores(query) * np.float32(1 / most if most else 0)

    def _meaning(self, rows: IntArray, vector: FloatArray) -> dict[str, FloatArray]:
        """Return the channels of the vectors for some passages."""
        return {"dense": self.release.vectors.vectors(rows) @ vector, "crowding": -self.release.crowding[rows]}

    def _allowed(self, document_ids: Sequence[str]) -> NDArray[np.bool_] | None:
        """Return which passages may be found, None for all."""
        if not document_ids:
            return None
        known = {document.document_id for document in self.release.documents}
        if unknown := [i for i in document_ids if i not in known]:
            raise InputError(f"索引裡沒有這份文件：{'、'.join(unknown)}", hint=f"可用：{'、'.join(sorted(known)[:10])}")
        return np.array([p.document_id in document_ids for p in self.release.passages], dtype=np.bool_)

    def _candidates(self, scores: FloatArray, vector: FloatArray, allowed: NDArray[np.bool_] | None) -> IntArray:
        """Return the rows worth fusing, in order: the best by their words and the nearest vectors."""
        rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
        nearest = self.release.vectors.search(vector, _DENSE_CANDIDATES if allowed is None else len(scores))[1]
        if allowed is not None:
            nearest = nearest[allowed[nearest]][:_DENSE_CANDIDATES]
        chosen = np.zeros(len(scores), dtype=np.bool_)
        chosen[rows[best_first(scores[rows], _LEXICAL_CANDIDATES)]] = True
        chosen[nearest] = True
        return np.flatnonzero(chosen)
