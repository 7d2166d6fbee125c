"""When to decline: labelled cases, and the forest learned from them.

Boosted trees over the signs of ``assistant.refuse.Decliner.signs``, answerable against unanswerable questions; then the
threshold at which at most a given share of answerable questions is refused. Everything measured, and the threshold, is of
documents that neither these trees nor the ranking had seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Assistant
from assistant.forest import Forest, parse_forest
from assistant.rank import Ranker
from assistant.refuse import Decliner
from assistant.signs import doubt
from evals.learn.trees import grow
from evals.question import Question

TREES = 600
GROWING: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 16,
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "extra_trees": True,
    "lambda_l2": 1.0,
}
"""Random splits (Geurts et al., Extremely randomized trees, Machine Learning 63, 2006): many signs, few unanswerable questions."""


@dataclass(frozen=True)
class Case:
    """One labelled question: its signs, whether the documents answer it, and the document it is about."""

    signs: Mapping[str, float]
    answerable: bool
    document: str


def cases(
    assistant: Assistant, questions: Iterable[Question], folds: Sequence[set[str]], forests: Sequence[Forest]
) -> Iterator[Case]:
    """Yield the labelled cases of a question set.

    Args:
        assistant: over the documents of the questions.
        questions: a question set.
        folds: documents that ``forests`` were learned without, one set each.
        forests: rankings; a question is ranked by one that has not seen its document.
    """
    rankers = [Ranker(assistant.retriever, assistant.evidence, forest) for forest in forests]
    for question in questions:
        understood = assistant.reader.read(question.question, question.turns)
        hits = assistant.search(understood)
        if not hits or assistant.decliner.before(understood) is not None:
            continue
        document = question.evidence[0].doc if question.evidence else hits[0].passage.document_id
        ranker = next((r for r, left in zip(rankers, folds, strict=True) if document in left), rankers[0])
        ranked = ranker.rank(understood, hits)
        if ranked:
            signs = Decliner(assistant.retriever, ranker).signs(understood, ranked, hits)
            yield Case(signs, question.answerable, document)


def learned(found: Sequence[Case], made: Mapping[str, Any] | None = None) -> str:
    """Return the text of a forest that tells unanswerable cases (1) from answerable ones (0)."""
    names = tuple(found[0].signs)
    table = np.array([[case.signs[name] for name in names] for case in found], dtype=np.float32)
    labels = np.array([not case.answerable for case in found], dtype=np.int64)
    growing = {**GROWING, "monotone_constraints": [doubt(name) for name in names]}
    return grow(names, table, labels, TREES, growing, made=made)


def unseen(found: Sequence[Case], folds: Sequence[set[str]]) -> NDArray[np.float64]:
    """Return each case's probability by trees that were grown without its document, shape [cases]."""
    doubt = np.zeros(len(found))
    for left in folds:
        inside = [i for i, case in enumerate(found) if case.document in left]
        if inside:
            forest = parse_forest(learned([case for case in found if case.document not in left]).encode())
            columns = {n: np.array([found[i].signs[n] for i in inside], dtype=np.float32) for n in forest.names}
            doubt[inside] = forest.probabilities(columns)
    return doubt


def threshold_for(answerable: NDArray[np.float64], share: float) -> float:
    """Return the lowest threshold that falsely refuses at most ``share`` of the answerable cases.

    Args:
        answerable: their probabilities, shape [cases], at least one.
        share: from 0 to 1.
    """
    ordered = np.sort(answerable)
    return float(ordered[min(len(ordered) - 1, int(np.ceil((1 - share) * len(ordered))))]) + 1e-6
