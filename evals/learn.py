"""Learn the ranking of statements: ``python -m evals.learn --set QUESTIONS CORPUS [--set …] [--folds 5]``.

Every statement among the first pass's best is composed as the whole answer and scored by the evaluation's own rules: 2 where
that answer is right and rightly cited, 1 where only its citation is, else 0. LambdaMART (Burges, MSR-TR-2010-82; trees by
LightGBM, Ke et al., NeurIPS 2017) learns their order from ``assistant.features``; they are written to ``assistant/ranking.json`` with
where they come from.

``--folds`` also prints how often the first statement is right on documents that the training has not seen: whole documents
are left out in turn and the trees grown on the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 127,
    "verbose": -1,
    "seed": 2,
    "deterministic": True,
    "num_threads": 1,
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


def grow(found: Sequence[Example]) -> str:
    """Grow the trees on examples and return the file's text.

    Args:
        found: at least one example with a right statement; all with the same features.
    """
    import lightgbm

    useful = [example for example in found if example.labels.max() == 2]
    rows = np.concatenate([example.rows for example in useful])
    labels = np.concatenate([example.labels for example in useful])
    data = lightgbm.Dataset(rows, labels, group=[len(example.labels) for example in useful])
    model = lightgbm.train(GROWING, data, TREES).dump_model()
    trees = [_nodes(tree["tree_structure"]) for tree in model["tree_info"]]
    made = {
        "made_by": "python -m evals.learn",
        "date": datetime.now(UTC).date().isoformat(),
        "questions": len(useful),
        "features": list(useful[0].names),
    }
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return f'{json.dumps(made, ensure_ascii=False, indent=1)[:-2]},\n "trees": [\n{lines}\n]}}\n'


def _nodes(tree: dict[str, Any]) -> list[list[float]]:
    """A tree of dictionaries as a list of nodes ``[feature, threshold, left, right]`` and leaves ``[value]``."""
    nodes: list[list[float]] = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "split_feature" not in node:
            nodes[at] = [round(node["leaf_value"], 5)]
        else:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[at] = [node["split_feature"], _single(node["threshold"]), left, right]
        return at

    add(tree)
    return nodes


def _single(value: float) -> float:
    """The threshold as the single-precision number that rows are compared with, rounded down: LightGBM compares in double."""
    single = np.float32(value)
    return float(single if single <= value else np.nextafter(single, np.float32(-np.inf)))


def folds(found: Sequence[Example], count: int) -> list[set[str]]:
    """Return ``count`` disjoint sets of documents that together are all; which goes where follows from their names."""
    documents = sorted({e.document for e in found}, key=lambda d: hashlib.sha256(d.encode()).hexdigest())
    return [set(documents[i::count]) for i in range(count)]


def unseen(found: Sequence[Example], count: int) -> tuple[float, float]:
    """Return how often the first statement is right, in the first pass and learned, over documents left out of the training."""
    first, learned = [], []
    for left_out in folds(found, count):
        forest = parse_forest(grow([e for e in found if e.document not in left_out]).encode())
        for example in found:
            if example.document in left_out:
                table = dict(zip(example.names, example.rows.T, strict=True))
                first.append(example.labels[0] == 2)
                learned.append(example.labels[int(np.argmax(forest.scores(table)))] == 2)
    return float(np.mean(first)), float(np.mean(learned))


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
        first, learned = unseen(found, chosen.folds)
        sys.stdout.write(f"right first statement, documents left out: first pass {first:.3f}, learned {learned:.3f}\n")
    chosen.output.write_text(grow(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
