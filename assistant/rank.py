"""Statements in order of how well they answer a question, in two passes.

The first pass scores every statement of the sections found: the share of the question's weighted concepts that it covers
itself, by its headings (at a lower weight) or by its surroundings (lower still), times how well its kind, figures, years and
names fit what is asked (``assistant.fit``). The second orders the best of them by a model learned from labelled questions
(``ranking.json``, gradient-boosted trees over ``assistant.features``, made by ``python -m evals.learn``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.concepts import Concept
from assistant.evidence import Evidence
from assistant.features import Features, Surroundings
from assistant.fit import fit
from assistant.forest import Forest, read_forest
from assistant.question import Question
from assistant.statement import Ranked, Statement
from corpus.types import Document, Hit, Section, Span
from index.retriever import Retriever
from index.tokenize import terms

MODEL = Path(__file__).parent / "ranking.json"

CONTEXT_WEIGHT = 0.6
REFERRED_WEIGHT = 0.5
AROUND_WEIGHT = 0.2
TITLE_WEIGHT = 0.95
"""Words that name the document select it; a statement that repeats them gains nothing by that."""

DOCUMENT_WEIGHT = 0.5
"""How much a statement loses when its document as a whole says nothing of the question."""

CANDIDATES = 100
"""How many of the first pass's best the learned model orders."""

UNKNOWN_WEIGHT = 0.35
"""What a word that no document has counts, against the rarest word that one has."""

_PLACES = {"list": (0.6, 1.0), "outline": (0.4, 1.0), "cell": (1.0, 0.9), "figure": (1.0, 0.85)}
"""For kinds that a heading governs: how much a word counts in the statement itself, and in its headings and lead."""


class Order(Protocol):
    """Gives candidates values, the better the higher: a forest, or the first pass alone."""

    def scores(self, table: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return a value per candidate, shape [candidates], from their features by name."""


class _FirstPass:
    """The order of the first pass, a fraction of its scores apart."""

    def scores(self, table: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the first pass's scores against its best one, steep enough to choose by."""
        values: NDArray[np.float32] = _STEEP * table["score_of_best"]
        return values


_MOST_COVERS = 2
_STEEP = np.float32(6.0)
FIRST_PASS: Order = _FirstPass()
"""What an assistant goes by that goes without the learned ranking."""


class Ranker:
    """Ranks the statements of the sections that retrieval found.

    Args:
        retriever: the open index.
        evidence: statements by section.
        model: what orders the first pass's best; None for the shipped one.
    """

    def __init__(self, retriever: Retriever, evidence: Evidence, model: Order | None = None) -> None:
        self._retriever = retriever
        self._evidence = evidence
        self._model = model or shipped_model()
        self._ceiling = retriever.idf("\0")
        self._said: dict[str, frozenset[str]] = {}
        self._in_sections: dict[str, frozenset[str]] = {}
        self._rarities: dict[tuple[str, tuple[Span, ...]], float] = {}
        self._titles: dict[str, frozenset[str]] = {}
        self._agencies: dict[str, frozenset[str]] = {}

    def rank(self, question: Question, hits: Sequence[Hit]) -> tuple[Ranked, ...]:
        """Rank the statements of the hits' sections and of the sections above them.

        Args:
            question: the question understood.
            hits: retrieved passages, best first.

        Returns:
            At most ``CANDIDATES`` statements and the covers of named documents, best first, ties in document order; the scores
            are shares of 1 (softmax), so that the ratio of two says how much the one is preferred to the other.
        """
        candidates = self.candidates(question, hits)
        if not candidates:
            return ()
        values = self._model.scores(self.table(question, hits, candidates))
        shares = np.exp(values.astype(np.float64) - float(values.max()))
        ranked = (replace(c, score=float(s)) for c, s in zip(candidates, shares / shares.sum(), strict=True))
        return tuple(sorted(ranked, key=_order))

    def candidates(self, question: Question, hits: Sequence[Hit]) -> tuple[Ranked, ...]:
        """Return the first pass's best, best first, with its scores; the covers of documents that the question names last."""
        best = hits[0].score if hits else 1.0
        priors: dict[str, float] = {}
        for hit in hits:
            priors.setdefault(hit.passage.section_id, max(hit.score, 0.0) / best if best > 0 else 0.0)
        weights = tuple(self.weight(c) for c in question.concepts)
        found = [
            self._score(question, statement, weights, prior)
            for section, prior in self._sections(priors)
            for statement in self._evidence.of(section)
        ]
        whole = self._whole_documents(question, weights, found)
        kept = [replace(r, score=r.score * whole[r.statement.document.document_id]) for r in found if r.score > 0]
        best_first = sorted(kept, key=_order)[:CANDIDATES]
        return (*best_first, *self._covers(question, weights, best_first))

    def _covers(self, question: Question, weights: Sequence[float], found: Sequence[Ranked]) -> Iterable[Ranked]:
        """The covers of the documents that a question names: it may ask of the document itself, whose name says it all."""
        told = {r.statement.spans for r in found}
        for document_id in question.documents[:_MOST_COVERS]:
            statement = self._evidence.cover(document_id)
            if statement is not None and statement.spans not in told:
                yield self._score(question, statement, weights, 0.0)

    def table(
        self, question: Question, hits: Sequence[Hit], candidates: Sequence[Ranked]
    ) -> Mapping[str, NDArray[np.float32]]:
        """Return the features of candidates, name → shape [candidates] (see ``assistant.features``)."""
        texts = [c.statement.text for c in candidates]
        headed = [f"{' '.join(c.statement.path[-2:])} {text}" for c, text in zip(candidates, texts, strict=True)]
        cosines = self._retriever.similarity(question.text, headed + texts)
        weights = tuple(self.weight(c) for c in question.concepts)
        around = Surroundings(self.section_terms, self.title_terms, self.agencies, self._retriever.idf, self._rarity)
        features = Features(question, weights, self._retriever.query(question.search_text), hits, around)
        return features.table(candidates, cosines[: len(texts)], cosines[len(texts) :])

    def _whole_documents(
        self, question: Question, weights: Sequence[float], found: Sequence[Ranked]
    ) -> Mapping[str, float]:
        """A question is about one document more often than not: the one that speaks of most of it, taken as a whole."""
        said: dict[str, float] = {}
        for document in {r.statement.document.document_id: r.statement.document for r in found}.values():
            everything = self.terms_of(document)
            said[document.document_id] = sum(
                w * c.match(everything) for c, w in zip(question.concepts, weights, strict=True)
            )
        most = max(said.values(), default=0.0) or 1.0
        return {d: 1 - DOCUMENT_WEIGHT * (1 - value / most) for d, value in said.items()}

    def terms_of(self, document: Document) -> frozenset[str]:
        """Return the index terms of a document with its names."""
        if document.document_id not in self._said:
            texts = (document.title, *document.aliases, document.text)
            self._said[document.document_id] = frozenset(terms("\n".join(texts)))
        return self._said[document.document_id]

    def _sections(self, priors: Mapping[str, float]) -> Iterable[tuple[Section, float]]:
        seen: dict[str, tuple[Section, float]] = {}
        for section_id, prior in priors.items():
            section: Section | None = self._retriever.release.section(section_id)
            while section is not None and section.section_id not in seen:
                seen[section.section_id] = (section, prior)
                section = self._evidence.parent(section)
                prior *= 0.9
        return seen.values()

    def section_terms(self, statement: Statement) -> frozenset[str]:
        """Return the index terms of a statement's whole section with its headings."""
        section = statement.section
        if section.section_id not in self._in_sections:
            if len(self._in_sections) > 20_000:
                self._in_sections.clear()
            said = (s.own for s in self._evidence.of(section))
            self._in_sections[section.section_id] = frozenset(terms(" ".join(section.path))).union(*said)
        return self._in_sections[section.section_id]

    def _rarity(self, statement: Statement) -> float:
        place = (statement.document.document_id, statement.spans)
        if place not in self._rarities:
            if len(self._rarities) > 50_000:
                self._rarities.clear()
            self._rarities[place] = sum(map(self._retriever.idf, statement.own))
        return self._rarities[place]

    def title_terms(self, statement: Statement) -> frozenset[str]:
        """Return the index terms of the names of a statement's document."""
        document = statement.document
        if document.document_id not in self._titles:
            self._titles[document.document_id] = frozenset(terms(" ".join((document.title, *document.aliases))))
        return self._titles[document.document_id]

    def weight(self, concept: Concept) -> float:
        """Return a concept's weight times how rare it is; words that stand nowhere count little, since nothing can say them."""
        for ways in (concept.names, concept.related):
            known = [i for pieces in ways for p in pieces if (i := self._retriever.idf(p)) < self._ceiling]
            if known:
                return concept.weight * sum(known) / len(known)
        return concept.weight * UNKNOWN_WEIGHT * self._ceiling

    def _score(self, question: Question, statement: Statement, weights: Sequence[float], prior: float) -> Ranked:
        total = sum(weights) or 1.0
        title = self.title_terms(statement)
        own_weight, heading_weight = _PLACES.get(statement.kind, (1.0, CONTEXT_WEIGHT))
        score = coverage = own = 0.0
        for concept, weight in zip(question.concepts, weights, strict=True):
            itself = concept.match(statement.own)
            above = concept.match(statement.context)
            named = concept.match(title)
            place = max(own_weight * itself, heading_weight * above, TITLE_WEIGHT * named)
            if statement.referred:
                place = max(place, REFERRED_WEIGHT * concept.match(statement.referred_terms))
            if place < AROUND_WEIGHT:
                place = max(place, AROUND_WEIGHT * concept.match(statement.around))
            score += weight * place
            coverage += weight * max(itself, above, named)
            own += weight * itself
        factor = fit(question, statement, self.agencies)
        return Ranked(statement, score / total * factor * (0.88 + 0.12 * prior), coverage / total, own / total)

    def agencies(self, text: str) -> frozenset[str]:
        """Return the lexicon ids of the agencies a text names."""
        if text not in self._agencies:
            if len(self._agencies) > 50_000:
                self._agencies.clear()
            found = self._retriever.lexicon.find(text)
            self._agencies[text] = frozenset(m.entry_id for m in found if m.kind == "agency")
        return self._agencies[text]


def _order(entry: Ranked) -> tuple[float, str, Span]:
    return -entry.score, entry.statement.document.document_id, entry.statement.spans[0]


@lru_cache(maxsize=1)
def shipped_model() -> Forest:
    """Return the learned ranking that comes with the program."""
    return read_forest(MODEL)
