"""Scores of a run: per question, per category, their mean (macro) and over all questions. A pure function of the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Value
from evals.metrics.table import METRICS, Metric, mean
from evals.record import Run

Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class QuestionScore(Value):
    """The values of one question, by metric; None where the metric does not apply. ``weights`` belongs to pooled ones."""

    id: str
    category: str
    values: Values
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Scores(Value):
    """All numbers of a run.

    ``macro`` is the plain mean of the categories that have the metric; ``overall`` pools all questions.
    """

    questions: tuple[QuestionScore, ...]
    categories: dict[str, Values]
    macro: Values
    overall: Values

    def count(self, category: str) -> int:
        """Return how many questions a category holds."""
        return sum(question.category == category for question in self.questions)


def score(run: Run) -> Scores:
    """Score a stored run.

    Returns:
        the same scores for the same run, always; categories in alphabetical order.
    """
    questions = tuple(
        QuestionScore(
            id=row.question.id,
            category=row.question.category,
            values={metric.name: metric.measure(row, run.header) for metric in METRICS},
            weights={metric.name: metric.weigh(row) for metric in METRICS},
        )
        for row in run.rows
    )
    return summed(questions)


def summed(questions: Sequence[QuestionScore]) -> Scores:
    """Return the numbers over scored questions."""
    names = sorted({question.category for question in questions})
    categories = {name: _reduced([question for question in questions if question.category == name]) for name in names}
    macro = {
        metric.name: mean(
            [(value, 1.0) for values in categories.values() if (value := values[metric.name]) is not None]
        )
        for metric in METRICS
    }
    return Scores(tuple(questions), categories, macro, _reduced(questions))


def _reduced(questions: Sequence[QuestionScore]) -> Values:
    return {metric.name: metric.reduce(_weighted(metric, questions)) for metric in METRICS}


def _weighted(metric: Metric, questions: Sequence[QuestionScore]) -> list[tuple[float, float]]:
    return [
        (value, question.weights[metric.name])
        for question in questions
        if (value := question.values[metric.name]) is not None
    ]
