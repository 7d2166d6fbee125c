"""Learn when to decline: ``python -m evals.calibrate --set FILE CORPUS [--set …]`` writes ``assistant/declining.json``.

Boosted trees (``evals.trees``) over the signs of ``assistant.refuse.Decliner.signs``, answerable against unanswerable
questions; then the threshold at which at most the given share of answerable questions is refused. The trade-off that is
printed, and the threshold, are of questions that the trees had not seen: whole documents are left out in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.commands.opening import open_for
from assistant.forest import parse_forest
from assistant.refuse import MODEL
from assistant.settings import load
from corpus.library import open_library
from evals.question import load_questions
from evals.trees import grow

TREES = 200
GROWING: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 6,
    "learning_rate": 0.03,
    "min_data_in_leaf": 25,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.7,
}
FOLDS = 6
SHARES = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15)
"""Shares of falsely refused questions at which the trade-off is printed."""


@dataclass(frozen=True)
class Case:
    """One labelled question: its signs, whether the documents answer it, and the document that its best statement is of."""

    signs: dict[str, float]
    answerable: bool
    document: str


def cases(questions: Path, corpus: Path) -> list[Case]:
    """Return the labelled cases of a question set over a corpus.

    Args:
        questions: a question file.
        corpus: the folder of its documents.
    """
    documents = {d.document_id: d for d in open_library(corpus).documents}
    assistant = open_for(load({"corpus": corpus}))
    found = []
    for question in load_questions(questions, documents):
        understood = assistant.reader.read(question.question, question.turns)
        hits = assistant.search(understood)
        ranked = assistant.ranker.rank(understood, hits)
        if ranked and assistant.decliner.before(understood) is None:
            signs = assistant.decliner.signs(understood, ranked, hits)
            found.append(Case(signs, question.answerable, ranked[0].statement.document.document_id))
    return found


def declining(rows: Sequence[Case], made: Mapping[str, Any] | None = None) -> str:
    """Return the text of a forest that tells unanswerable cases (1) from answerable ones (0), both classes weighed alike."""
    names = tuple(rows[0].signs)
    table = np.array([[case.signs[name] for name in names] for case in rows], dtype=np.float32)
    labels = np.array([not case.answerable for case in rows], dtype=np.int64)
    return grow(names, table, labels, TREES, GROWING, made=made)


def probabilities(text: str, rows: Sequence[Case]) -> NDArray[np.float64]:
    """Return the probability of declining of each case by a forest's text, shape [cases]."""
    names = rows[0].signs
    table = {name: np.array([case.signs[name] for case in rows], dtype=np.float32) for name in names}
    return parse_forest(text.encode()).probabilities(table)


def unseen(rows: Sequence[Case]) -> NDArray[np.float64]:
    """Return each case's probability by trees that were grown without its document, shape [cases]."""
    names = sorted({case.document for case in rows}, key=lambda d: hashlib.sha256(d.encode()).hexdigest())
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    found = np.zeros(len(rows))
    for left_out in range(FOLDS):
        inside = [i for i, case in enumerate(rows) if fold[case.document] == left_out]
        if inside:
            text = declining([case for case in rows if fold[case.document] != left_out])
            found[inside] = probabilities(text, [rows[i] for i in inside])
    return found


def threshold_for(answerable: NDArray[np.float64], share: float) -> float:
    """Return the lowest threshold that falsely refuses at most ``share`` of the answerable cases.

    Args:
        answerable: their probabilities, shape [cases], at least one.
        share: from 0 to 1.
    """
    ordered = np.sort(answerable)
    return float(ordered[min(len(ordered) - 1, int(np.ceil((1 - share) * len(ordered))))]) + 1e-6


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, print the trade-off on unseen documents, and write the file."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__)
    parser.add_argument("--set", nargs=2, action="append", required=True, metavar=("QUESTIONS", "CORPUS"))
    parser.add_argument(
        "--false-refusals", type=float, default=0.05, help="share of answerable questions that may be refused"
    )
    parser.add_argument("--output", type=Path, default=MODEL)
    args = parser.parse_args(arguments)
    rows = [case for questions, corpus in args.set for case in cases(Path(questions), Path(corpus))]
    doubt = unseen(rows)
    answerable = np.array([case.answerable for case in rows])
    sys.stdout.write(f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable, documents left out in turn\n")
    sys.stdout.write("  false refusals → caught\n")
    for share in SHARES:
        at = threshold_for(doubt[answerable], share)
        sys.stdout.write(f"  {np.mean(doubt[answerable] >= at):14.3f}   {np.mean(doubt[~answerable] >= at):.3f}\n")
    threshold = threshold_for(doubt[answerable], args.false_refusals)
    made = {"made_by": "python -m evals.calibrate", "questions": len(rows), "threshold": round(threshold, 4)}
    args.output.write_text(declining(rows, made), encoding="utf-8")
    sys.stdout.write(f"wrote {args.output} ({len(rows)} questions, threshold {threshold:.3f})\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
