"""Fused retrieval with another embedding model beside the shipped one: ``python -m evals.bench.models --data DIR --model FOLDER``.

Each model is fused with weights learned for it from the same sets in the same way (``evals.bench.learn_weights``). Printed are,
for every set and, over the project's own questions, every category: hit@5 and MRR@5 with the shipped model and with the other one,
and the mean difference of each question's reciprocal rank with its interval (``evals.bootstrap``). Intervals that hold 0
tell no difference; of thirty rows one or two do not hold it by chance. Questions are drawn one by one, so that sets whose questions
share passages get narrower intervals than they deserve, and weights are measured on the sets that they were learned on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyAssistantError
from evals.bench.learn_weights import TOP, Scored, chosen_of, gathered, learn, scored
from evals.bench.tasks import Task
from evals.bootstrap import interval
from index.embed import load_embedder
from index.fuse import Weights

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """Reciprocal ranks (0 where not among the first five) of the same questions with two models, and the questions' categories."""

    name: str
    shipped: FloatArray
    other: FloatArray
    categories: tuple[str, ...]

    def of(self, category: str) -> Beside:
        """Return only the questions of a category."""
        own = np.array([c == category for c in self.categories])
        return Beside(category, self.shipped[own], self.other[own], (category,) * int(own.sum()))

    def __str__(self) -> str:
        low, high = interval([(self.other - self.shipped).tolist()])
        sides = "  ".join(
            f"{100 * np.mean(side > 0):5.1f} / {np.mean(side):.3f}" for side in (self.shipped, self.other)
        )
        difference = float(np.mean(self.other - self.shipped))
        return f"{self.name:22} {len(self.shipped):5d}  {sides}  {difference:+.3f} [{low:+.3f}, {high:+.3f}]"


@dataclass(frozen=True, slots=True)
class Reads:
    """What a model makes of every task, and the weights learned for it."""

    sets: tuple[Scored, ...]
    weights: Weights

    def reciprocal(self, i: int) -> FloatArray:
        """Return 1/rank of each question of set ``i``, 0 where the rank is beyond ``TOP``."""
        ranks = self.sets[i].ranks(self.weights)
        return np.where(ranks <= TOP, 1 / ranks, 0.0)


def reads(tasks: Sequence[tuple[Task, float]], model: str | None) -> Reads:
    """Ask every task's questions with a model, and learn what it counts beside the words.

    Args:
        tasks: the question sets, with what each counts.
        model: the embedding model, None for the shipped one.
    """
    sets = tuple(scored(task, share, model) for task, share in tasks)
    return Reads(sets, learn(sets))


def beside(tasks: Sequence[tuple[Task, float]], shipped: Reads, other: Reads) -> list[Beside]:
    """Return the ranks of every task's questions with both models."""
    return [
        Beside(task.name, shipped.reciprocal(i), other.reciprocal(i), tuple(a.category for a in chosen_of(task)))
        for i, (task, _) in enumerate(tasks)
    ]


def report(found: Sequence[Beside]) -> Iterator[str]:
    """Yield a line for every set, and for every category of the sets that have categories."""
    yield f"{'':22} {'asked':>5}  hit@5 / MRR@5 of the shipped and of the other model; difference of MRR@5, 95 % interval"
    yield from map(str, found)
    own = [one for one in found if any(one.categories)]
    if own:
        every = Beside(
            "own questions",
            np.concatenate([one.shipped for one in own]),
            np.concatenate([one.other for one in own]),
            tuple(category for one in own for category in one.categories),
        )
        yield str(every)
        yield from (f"  {every.of(category)}" for category in sorted(set(every.categories)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 with a message where the data or the model is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.models", description="Two embedding models compared.")
    parser.add_argument("--data", type=Path, required=True, help="folder with bench/, train/ and laws/")
    parser.add_argument("--model", required=True, help="an embedding model's folder or name")
    chosen = parser.parse_args(arguments)
    try:
        other = load_embedder(chosen.model).model_id
        tasks = gathered(chosen.data)
        of_shipped, of_other = reads(tasks, None), reads(tasks, chosen.model)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    print(f"{load_embedder().model_id}: {of_shipped.weights}\n{other}: {of_other.weights}")
    for line in report(beside(tasks, of_shipped, of_other)):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
