"""``python -m evals.learn --set QUESTIONS CORPUS [--set …]`` writes ``assistant/ranking.json`` and ``declining.json``.

It prints what the same learning reaches on documents that it has not seen: the documents are split into folds, and each
fold's questions are ranked and judged by what was learned from the others.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from assistant import rank, refuse
from assistant.answer import Assistant
from assistant.commands.opening import open_for
from assistant.forest import Forest
from assistant.settings import load
from evals.learn import declining, ranking
from evals.question import Question, load_questions

SHARES = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15)
"""Shares of falsely refused questions at which the trade-off is printed."""


def folds(documents: Sequence[str], count: int) -> list[set[str]]:
    """Return ``count`` disjoint sets of documents that together are all; which goes where follows from their names."""
    mixed = sorted(set(documents), key=lambda d: hashlib.sha256(d.encode()).hexdigest())
    return [set(mixed[i::count]) for i in range(count)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn from the sets given, print what it is worth, write the files."""
    parser = argparse.ArgumentParser(prog="python -m evals.learn", description=__doc__)
    parser.add_argument("--set", nargs=2, action="append", required=True, metavar=("QUESTIONS", "CORPUS"), type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="sets that are read at a time")
    parser.add_argument("--false-refusals", type=float, default=0.05, help="share of answerable ones to refuse at most")
    parser.add_argument("--ranking", type=Path, default=rank.MODEL)
    parser.add_argument("--declining", type=Path, default=refuse.MODEL)
    chosen = parser.parse_args(arguments)
    sets = [(questions, corpus) for questions, corpus in chosen.set]
    made: dict[str, object] = {
        "made_by": "python -m evals.learn",
        "sets": [questions.name for questions, _ in chosen.set],
    }
    for corpus in dict.fromkeys(corpus for _, corpus in sets):
        open_for(load({"corpus": corpus}))  # two processes may not build one index
    with ProcessPoolExecutor(chosen.jobs) as pool:
        read = list(pool.map(_examples, sets))
    examples = [example for found, _ in read for example in found]
    split = folds([document_id for _, documents in read for document_id in documents], chosen.folds)
    forests = ranking.without(examples, split)
    before, after = ranking.first_right(examples, split, forests)
    sys.stdout.write(
        f"{sum(e.whole for e in examples)} questions in one piece, {sum(not e.whole for e in examples)} parts of others, "
        f"{chosen.folds} folds by document\n"
        f"right first statement: {before:.3f} by the first pass, {after:.3f} learned\n"
    )
    chosen.ranking.write_text(ranking.learned(examples, made), encoding="utf-8")
    with ProcessPoolExecutor(chosen.jobs) as pool:
        found = [case for cases in pool.map(partial(_cases, split=split, forests=forests), sets) for case in cases]
    doubt = declining.unseen(found, split)
    answerable = np.array([case.answerable for case in found])
    sys.stdout.write(f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable\n  false refusals → caught\n")
    for share in SHARES:
        at = declining.threshold_for(doubt[answerable], share)
        sys.stdout.write(f"  {np.mean(doubt[answerable] >= at):14.3f}   {np.mean(doubt[~answerable] >= at):.3f}\n")
    threshold = declining.threshold_for(doubt[answerable], chosen.false_refusals)
    made["threshold"] = round(float(threshold), 4)
    chosen.declining.write_text(declining.learned(found, made), encoding="utf-8")
    return 0


def _examples(one: tuple[Path, Path]) -> tuple[list[ranking.Example], list[str]]:
    """The examples of one set and the ids of its documents."""
    assistant, questions = _opened(*one)
    return list(ranking.examples(assistant, questions)), [d.document_id for d in assistant.release.documents]


def _cases(one: tuple[Path, Path], split: Sequence[set[str]], forests: Sequence[Forest]) -> list[declining.Case]:
    return list(declining.cases(*_opened(*one), split, forests))


def _opened(questions: Path, corpus: Path) -> tuple[Assistant, tuple[Question, ...]]:
    assistant = open_for(load({"corpus": corpus}))
    documents = {d.document_id: d for d in assistant.release.documents}
    return assistant, tuple(load_questions(questions, documents))


if __name__ == "__main__":
    raise SystemExit(main())
