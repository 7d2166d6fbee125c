"""The order of statements: examples from questions, and the forest learned from them.

Every statement among the first pass's best is composed as the whole answer and scored by the evaluation's own rules: 1 where
that answer is right and rightly cited, else 0. The sides of a comparison and the parts of a question are examples of their
own (``evals.learn.parts``). LambdaMART (Burges, MSR-TR-2010-82) learns the order from ``assistant.features``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Assistant
from assistant.compose.claims import Claim, write
from assistant.compose.extractive import compose
from assistant.forest import Forest, parse_forest
from corpus.types import Answer
from evals.learn.parts import parts
from evals.learn.trees import grow
from evals.metrics import citation_hit, correct
from evals.question import Question
from evals.record import Row

TREES = 500
GROWING: Mapping[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 10,
    "num_leaves": 8,
    "learning_rate": 0.04,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
}
"""Small trees, much of the data and of the features left out of each: few questions, many features."""


@dataclass(frozen=True)
class Example:
    """One question: the document it is about, its candidates' features [candidates, features] and labels [candidates].

    ``whole`` is false of a part of a question: it is learned from, but not counted as a question answered.
    """

    question_id: str
    document: str
    names: tuple[str, ...]
    rows: NDArray[np.float32]
    labels: NDArray[np.int64]
    whole: bool = True


def examples(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Example]:
    """Yield the examples of answerable questions, and of the parts of those that are asked in several.

    Args:
        assistant: over the documents of the questions.
        questions: a question set.
    """
    for question in questions:
        if not question.answerable:
            continue
        understood = assistant.reader.read(question.question, question.turns)
        for part, labelled in parts(understood, question) if understood.parts else ((understood, question),):
            hits = assistant.search(part)
            candidates = assistant.ranker.candidates(part, hits)
            if not candidates:
                continue
            table = assistant.ranker.table(part, hits, candidates)
            composed = (compose(part, (candidate,), assistant.evidence) for candidate in candidates)
            labels = np.array([_label(labelled, claims) for claims in composed], dtype=np.int64)
            rows = np.stack(list(table.values()), axis=1)
            whole = not understood.parts
            yield Example(question.id, labelled.evidence[0].doc, tuple(table), rows, labels, whole)


def _label(question: Question, claims: Sequence[Claim]) -> int:
    text, citations = write(claims)
    row = Row(question, Answer(question.question, text, citations), "", 0.0)
    return int(bool(citation_hit.measure(row) and correct.measure(row)))


def learned(found: Sequence[Example], made: Mapping[str, Any] | None = None) -> str:
    """Return the text of ``ranking.json`` for examples: at least one with a right statement, all with the same features."""
    useful = [example for example in found if example.labels.any()]
    rows = np.concatenate([example.rows for example in useful])
    labels = np.concatenate([example.labels for example in useful])
    group = [len(example.labels) for example in useful]
    return grow(useful[0].names, rows, labels, TREES, GROWING, group=group, made=made)


def without(found: Sequence[Example], folds: Sequence[set[str]]) -> list[Forest]:
    """Return for each set of documents the forest that is learned without them."""
    return [parse_forest(learned([e for e in found if e.document not in left]).encode()) for left in folds]


def first_right(found: Sequence[Example], folds: Sequence[set[str]], forests: Sequence[Forest]) -> tuple[float, float]:
    """Return how often the first statement is right, in the first pass and by forests that have not seen the document.

    Of questions that are asked in one piece.
    """
    before, after = [], []
    for example in (e for e in found if e.whole):
        forest = next(f for f, left in zip(forests, folds, strict=True) if example.document in left)
        table = dict(zip(example.names, example.rows.T, strict=True))
        before.append(example.labels[0])
        after.append(example.labels[int(np.argmax(forest.scores(table)))])
    return float(np.mean(before)), float(np.mean(after))
