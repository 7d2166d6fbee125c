"""When to decline.

No threshold on overall similarity tells a missing answer from a present one (the probe: 32 false refusals for 14 of 19
caught). What does tell is what the question demands and the best evidence lacks (``assistant.signs``). Those signs, and the
features of the best statement, are weighed by boosted trees (``declining.json``), grown by ``python -m evals.learn`` on
labelled questions; orders to the assistant, a name of which the evidence does not speak, and evidence that says nothing of the
question decide alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.forest import Forest, read_forest
from assistant.guard import gives_orders
from assistant.question import Question
from assistant.rank import Ranker
from assistant.signs import Signs, lacks, missing_agency, missing_years
from assistant.statement import Ranked
from corpus.types import Hit, RefusalReason
from index.retriever import Retriever

LEAST_COVERAGE = 0.1
"""Share of the question's weighted concepts that the best statement must cover at all."""

MODEL = Path(__file__).parent / "declining.json"

_NEAR = 5
"""How many of the best statements may hold what is named as missing."""

_FAR = 0.15
"""A question of which the best statement says nothing, by name or by a related word, and whose meaning is as far from it as this,
is taken to be about something else, whatever the trees make of it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is declined; ``missing`` names what the documents do not have, for the reply."""

    reason: RefusalReason
    missing: str = ""


class Decliner:
    """Decides whether the evidence answers the question.

    Args:
        retriever: the open index, for document frequencies.
        ranker: for concept weights, features and agencies.
        model: weighs the signs and knows from which probability on to decline; None for the shipped one.
    """

    def __init__(self, retriever: Retriever, ranker: Ranker, model: Forest | None = None) -> None:
        self._ranker = ranker
        self._signs = Signs(retriever, ranker)
        self._model = model or shipped_model()

    def before(self, question: Question) -> Refusal | None:
        """Decline before searching: orders to the assistant."""
        return Refusal("instructions") if gives_orders(question.asked) or gives_orders(question.text) else None

    def after(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> Refusal | None:
        """Decline after ranking.

        Args:
            question: the question understood.
            ranked: its statements, best first.
            hits: the passages that retrieval found for it.

        Returns:
            A refusal, or None when the best statements can carry an answer.
        """
        if not ranked or ranked[0].coverage < LEAST_COVERAGE:
            return Refusal("not_found")
        other = self._other_name(question, ranked[0])
        if other:
            return Refusal("not_stated", other)
        signs = self.signs(question, ranked, hits)
        if self.probability(signs) < self._model.threshold_of_yes:
            return None
        return self._refusal(question, signs, ranked)

    def probability(self, signs: Mapping[str, float]) -> float:
        """Return the probability (0 to 1) that the documents do not answer, by signs of ``signs``; 1 where they say nothing of it."""
        if _elsewhere(signs):
            return 1.0
        row = {name: np.array([value], dtype=np.float32) for name, value in signs.items()}
        return float(self._model.probabilities(row)[0])

    def signs(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> dict[str, float]:
        """Return what may tell that an answer is missing, by name (see ``assistant.signs``)."""
        return self._signs.of(question, ranked, hits)

    def _refusal(self, question: Question, signs: Mapping[str, float], ranked: Sequence[Ranked]) -> Refusal:
        years = missing_years(question, ranked[:_NEAR])
        if years:
            return Refusal("not_stated", f"{years[0]}年")
        if _elsewhere(signs) or (signs["unknown_words"] > 0.5 and signs["uncovered"] > 0.6):
            return Refusal("off_topic")
        if signs["focus_missing"] and signs["uncovered"] < 0.6:
            return Refusal("not_stated", "".join(c.text for c in question.focus))
        agency = missing_agency(question, ranked[:_NEAR], self._ranker.agencies)
        return Refusal("not_stated", agency) if agency else Refusal("not_found")

    def _other_name(self, question: Question, best: Ranked) -> str:
        """A name (6G, MyData) whose number, date or ministry is asked, and of which the best evidence does not speak."""
        if question.kind not in ("number", "when", "role") or question.follows:
            return ""
        for concept in question.concepts:
            if concept.text in question.names and lacks(concept, best.statement):
                return concept.text
        return ""


def _elsewhere(signs: Mapping[str, float]) -> bool:
    return signs["nothing_said"] > 0 and signs["best_meaning"] < _FAR


@lru_cache(maxsize=1)
def shipped_model() -> Forest:
    """Return the trees that come with the program."""
    return read_forest(MODEL)
