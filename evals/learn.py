"""Learn the ranking of statements: ``python -m evals.learn --set QUESTIONS CORPUS [--set …] [--folds 5]``.

Every statement among the first pass's best is composed as the whole answer and scored by the evaluation's own rules: 2 where
that answer is right and rightly cited, 1 where only its citation is, else 0. LambdaMART (Burges, MSR-TR-2010-82; see
``evals.trees``) learns their order from ``assistant.features``; they are written to ``assistant/ranking.json`` with
where they come from.

``--folds`` also prints how often the first statement is right on documents that the training has not seen: whole documents
are left out in turn and the trees grown on the others.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Assistant
from assistant.commands.opening import open_for
from assistant.compose.claims import Claim, write
from assistant.compose.extractive import compose
from assistant.forest import parse_forest
from assistant.rank import MODEL
from assistant.settings import load
from corpus.types import Answer
from evals.metrics import citation_hit, correct
from evals.question import Question, load_questions
from evals.record import Row
from evals.trees import grow

GAIN = (0, 1, 4)
"""What the three labels are worth to the order: a right place with the wrong words is a little better than a wrong place."""

TREES = 400
GROWING: dict[str, Any] = {
    "objective": "lambdarank",
    "label_gain": list(GAIN),
    "lambdarank_truncation_level": 30,
    "num_leaves": 8,
    "learning_rate": 0.04,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
}
"""Small trees, much of the data and of the features left out of each: few questions, many features."""


@dataclass(frozen=True)
class Example:
    """One question: the document it is about, its candidates' features [candidates, features] and labels [candidates]."""

    question_id: str
    document: str
    names: tuple[str, ...]
    rows: np.ndarray[Any, np.dtype[np.float32]]
    labels: np.ndarray[Any, np.dtype[np.int64]]


def examples(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Example]:
    """Yield the examples of answerable questions that are asked in one piece.

    Args:
        assistant: over the documents of the questions.
        questions: a question set.
    """
    for question in questions:
        understood = assistant.reader.read(question.question, question.turns)
        if not question.answerable or understood.parts:
            continue
        hits = assistant.search(understood)
        candidates = assistant.ranker.candidates(understood, hits)
        if not candidates:
            continue
        table = assistant.ranker.table(understood, hits, candidates)
        composed = (compose(understood, (candidate,), assistant.evidence) for candidate in candidates)
        labels = np.array([_label(question, claims) for claims in composed], dtype=np.int64)
        rows = np.stack(list(table.values()), axis=1)
        yield Example(question.id, question.evidence[0].doc, tuple(table), rows, labels)


def _label(question: Question, claims: Sequence[Claim]) -> int:
    text, citations = write(claims)
    row = Row(question, Answer(question.question, text, citations), "", 0.0)
    cited = bool(citation_hit.measure(row))
    return 2 if cited and correct.measure(row) else int(cited)


def learned(found: Sequence[Example]) -> str:
    """Return the text of ``ranking.json`` for examples: at least one with a right statement, all with the same features."""
    useful = [example for example in found if example.labels.max() == 2]
    rows = np.concatenate([example.rows for example in useful])
    labels = np.concatenate([example.labels for example in useful])
    group = [len(example.labels) for example in useful]
    made = {"made_by": "python -m evals.learn", "questions": len(useful)}
    return grow(useful[0].names, rows, labels, TREES, GROWING, group=group, made=made)


def folds(found: Sequence[Example], count: int) -> list[set[str]]:
    """Return ``count`` disjoint sets of documents that together are all; which goes where follows from their names."""
    documents = sorted({e.document for e in found}, key=lambda d: hashlib.sha256(d.encode()).hexdigest())
    return [set(documents[i::count]) for i in range(count)]


def unseen(found: Sequence[Example], count: int) -> tuple[float, float]:
    """Return how often the first statement is right, in the first pass and learned, over documents left out of the training."""
    before, after = [], []
    for left_out in folds(found, count):
        forest = parse_forest(learned([e for e in found if e.document not in left_out]).encode())
        for example in found:
            if example.document in left_out:
                table = dict(zip(example.names, example.rows.T, strict=True))
                before.append(example.labels[0] == 2)
                after.append(example.labels[int(np.argmax(forest.scores(table)))] == 2)
    return float(np.mean(before)), float(np.mean(after))


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn from the sets given, print what it is worth, write the file."""
    parser = argparse.ArgumentParser(prog="python -m evals.learn", description="Learn the ranking of statements.")
    parser.add_argument("--set", nargs=2, action="append", required=True, metavar=("QUESTIONS", "CORPUS"), type=Path)
    parser.add_argument("--folds", type=int, default=0, help="also measure on documents left out, so many times")
    parser.add_argument("--output", type=Path, default=MODEL)
    chosen = parser.parse_args(arguments)
    found: list[Example] = []
    for questions, corpus in chosen.set:
        assistant = open_for(load({"corpus": corpus}))
        documents = {d.document_id: d for d in assistant.release.documents}
        found += examples(assistant, load_questions(questions, documents))
        sys.stdout.write(f"{questions.name}: {len(found)} questions so far\n")
    if chosen.folds:
        before, after = unseen(found, chosen.folds)
        sys.stdout.write(f"right first statement, documents left out: first pass {before:.3f}, learned {after:.3f}\n")
    chosen.output.write_text(learned(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
