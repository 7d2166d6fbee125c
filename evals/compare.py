"""Two runs of the same questions, paired: differences with bootstrap intervals, and every question that changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.errors import EvaluationError
from corpus.types import Value
from evals.bootstrap import interval
from evals.metrics.table import METRICS
from evals.score import Scores


@dataclass(frozen=True, slots=True)
class Difference(Value):
    """``after`` − ``before`` of one metric's macro average, with its bootstrap interval from ``low`` to ``high``."""

    metric: str
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change(Value):
    """A question whose value of one metric differs between two runs."""

    id: str
    category: str
    metric: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison(Value):
    """What differs between two runs of the same questions."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare(before: Scores, after: Scores) -> Comparison:
    """Compare two scored runs question by question.

    Questions are resampled within each category (``evals.bootstrap``), each drawn with both its values. Questions
    without a value on either side are left out of a metric's mean, and a metric that one run does not have is left out;
    latency is compared as a mean.

    Raises:
        EvaluationError: the runs are not of the same questions.
    """
    pairs = list(zip(before.questions, after.questions, strict=False))
    if [q.id for q in before.questions] != [q.id for q in after.questions]:
        raise EvaluationError(
            "兩次評測的題目不同，無法逐題比較", hint="請用同一份題目檔重新執行 policy-assistant eval run。"
        )
    differences = []
    changes: list[Change] = []
    for metric in METRICS:
        if metric.name == "latency_p95":
            continue
        values = [(a.category, a.values[metric.name], b.values[metric.name]) for a, b in pairs]
        both = [(category, x, y) for category, x, y in values if x is not None and y is not None]
        if not both:
            continue  # measured in one run only (stability, say)
        differences.append(_difference(metric.name, both))
        if not metric.name.startswith("latency"):
            changes += [
                Change(a.id, a.category, metric.name, x, y)
                for (a, _), (_, x, y) in zip(pairs, values, strict=True)
                if x != y
            ]
    return Comparison(tuple(differences), tuple(changes))


def _difference(name: str, values: list[tuple[str, float, float]]) -> Difference:
    groups = [
        np.array([(x, y) for category, x, y in values if category == wanted])
        for wanted in sorted({category for category, _, _ in values})
    ]
    before, after = np.mean([group.mean(axis=0) for group in groups], axis=0)
    low, high = interval([group[:, 1] - group[:, 0] for group in groups])
    return Difference(name, float(before), float(after), low, high)
