"""Learn what each channel counts: ``python -m evals.bench.learn_weights --data DIR [--output FILE]``.

Coordinate ascent over a grid: one weight after another takes the value with which the objective is highest, until none
changes. Of all weights on the grid that come within ``WITHIN`` of that, the smallest are taken, as in the one-standard-error
rule (Breiman et al., Classification and Regression Trees, 1984): what a channel adds beyond that is noise. The objective is the mean over groups of question sets, by importance, of hit@5 + MRR@5. The DRCD test has no part
in it. BM25 counts 1; the others are relative to it. The weights hold for the embedding model and the lexical settings that
they were learned with, which the file names: learn them again when either changes.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyAssistantError
from evals.bench.retrieval import retriever
from evals.bench.tasks import Asked, Task, read_tasks
from index.build import DEFAULTS as SETTINGS
from index.embed import load_embedder
from index.fuse import LEARNED, Weights

IMPORTANCE = {
    "documents": 4.0,
    "dev": 2.0,
    "faq": 2.0,
    "citizens": 1.2,
    "xquad": 0.5,
    "gazette": 0.3,
    "replies": 0.2,
    "holdings": 0.3,
}
"""How much each group counts: our own questions most, then DRCD, where a hundredth is much, and replies like an FAQ; least those that the embedding
model was trained on the other nine tenths of."""

MOST = 1200
"""Questions of a set that are asked."""

GRID = {
    "dense": (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8),
    "crowding": (0.0, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3),
}
START = Weights(bm25=1.0, dense=0.2, crowding=0.1)
TOP = 5
WITHIN = 0.0075
"""Differences of the objective (0 to 2) that mean nothing: less than its standard error, about 0.011 for sets of these sizes."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A set of questions: each channel's scores [questions, passages], which passages are right, and its share of the sum."""

    name: str
    channels: Mapping[str, NDArray[np.float32]]
    right: NDArray[np.bool_]
    share: float

    def ranks(self, weights: Weights) -> NDArray[np.int64]:
        """Return the rank of each question's first right passage; of equal scores the right passage comes last."""
        fused = weights.fuse(self.channels)
        best = np.where(self.right, fused, -np.inf).max(axis=1, keepdims=True)
        found: NDArray[np.int64] = np.sum((fused >= best) & ~self.right, axis=1) + 1
        return found

    def figures(self, weights: Weights) -> tuple[float, float]:
        """Return hit@5 (0 to 1) and MRR@5."""
        ranks = self.ranks(weights)
        found = ranks <= TOP
        return float(np.mean(found)), float(np.mean(np.where(found, 1 / ranks, 0)))


def gathered(data: Path) -> list[tuple[Task, float]]:
    """Return the question sets that weights are learned from, with what each counts.

    Raises:
        EvaluationError: a file is missing.
    """
    found = []
    for name, importance in IMPORTANCE.items():
        tasks = read_tasks(data, name)
        asked = sum(len(task.questions) for task in tasks)
        found += [(task, importance * len(task.questions) / asked) for task in tasks]
    return found


def chosen_of(task: Task) -> Sequence[Asked]:
    """Return the questions of a task that are asked: at most ``MOST``, spread evenly."""
    return task.questions[:: max(1, -(-len(task.questions) // MOST))]


def scored(task: Task, share: float, model: str | None = None) -> Scored:
    """Ask a task's questions of every channel.

    Args:
        task: ``chosen_of`` its questions are asked.
        share: what the task counts in the objective.
        model: the embedding model, None for the shipped one.
    """
    searcher = retriever(task, model=model)
    asked = chosen_of(task)
    rows = [searcher.channels(question.text) for question in asked]
    right = np.zeros((len(asked), len(task.passages)), dtype=np.bool_)
    for i, question in enumerate(asked):
        right[i, list(question.right)] = True
    channels = {name: np.array([row[name].astype(np.float32) for row in rows]) for name in rows[0]}
    return Scored(task.name, channels, right, share)


def objective(sets: Sequence[Scored], weights: Weights) -> float:
    """Return the mean of hit@5 + MRR@5, each set by its share."""
    total = sum(own.share for own in sets)
    return sum(own.share * sum(own.figures(weights)) for own in sets) / total


def learn(sets: Sequence[Scored], start: Weights = START) -> Weights:
    """Return the smallest weights on the grid that are as good as the best ones, but for noise."""
    least = objective(sets, ascent(sets, start)) - WITHIN
    made = [replace(start, dense=dense, crowding=crowding) for dense in GRID["dense"] for crowding in GRID["crowding"]]
    scores = {weights: objective(sets, weights) for weights in made}
    good = [weights for weights, value in scores.items() if value >= least]
    return min(good, key=lambda weights: (round(weights.dense + weights.crowding, 6), -scores[weights]))


def ascent(sets: Sequence[Scored], start: Weights = START) -> Weights:
    """Return the weights that no single change on the grid makes better."""
    best, value = start, objective(sets, start)
    while True:
        before = best
        for name, grid in GRID.items():
            for number in grid:
                tried = replace(best, **{name: number})
                found = objective(sets, tried)
                if found > value + 1e-9:
                    best, value = tried, found
        if best == before:
            return best


def written(weights: Weights, sets: Sequence[Scored]) -> str:
    """Return the weights as a TOML file that says where they come from."""
    lines = [
        "# Written by python -m evals.bench.learn_weights; see docs/retrieval.md.",
        "",
        "[weights]",
        *(f"{name} = {value}" for name, value in asdict(weights).items()),
        "",
        "[learned]",
        f'date = "{datetime.datetime.now(datetime.UTC).date().isoformat()}"',
        f'model = "{load_embedder().model_id}"',
        f'settings = "{SETTINGS.settings_id}"',
        f"objective = {objective(sets, weights):.4f}",
    ]
    for own in sets:
        hit, mrr = own.figures(weights)
        lines += ["", "[[learned.from]]", f'set = "{own.name}"', f"questions = {len(own.right)}"]
        lines += [f"share = {own.share:.3f}", f"hit5 = {hit:.4f}", f"mrr5 = {mrr:.4f}"]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, print and write the weights; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.learn_weights", description="Weights of the channels.")
    parser.add_argument("--data", type=Path, required=True, help="folder with bench/, train/ and laws/")
    parser.add_argument("--output", type=Path, default=LEARNED, help="default: the file the program reads")
    chosen: Any = parser.parse_args(arguments)
    try:
        sets = []
        for task, share in gathered(chosen.data):
            sets.append(scored(task, share))
            print(f"{task.name}: {len(sets[-1].right)} questions", flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    text = written(learn(sets), sets)
    chosen.output.write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
