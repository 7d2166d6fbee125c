"""One word on each answered question, for readers of a report."""

from __future__ import annotations

from typing import Literal

from evals.record import Row
from evals.score import Values

Verdict = Literal["right", "unsourced", "partial", "wrong", "declined", "failed", "refused", "invented", "answered"]
"""right: correct and rightly cited · unsourced: correct, but no citation shows it · partial: some of what was asked ·
wrong: none of it · declined: answerable, yet declined · failed: asking failed · refused: unanswerable and declined ·
invented: declined with a value that stands nowhere · answered: unanswerable, yet answered."""

GOOD: tuple[Verdict, ...] = ("right", "refused")


def verdict(row: Row, values: Values) -> Verdict:
    """Return the verdict on one question.

    Args:
        row: the question and its answer.
        values: its scores by metric.
    """
    if row.answer is None:
        return "failed"
    if not row.question.answerable:
        return "refused" if values["refusal"] else "invented" if row.answer.refused else "answered"
    if row.answer.refused:
        return "declined"
    if values["correct"]:
        return "right" if values["citation_hit"] else "unsourced"
    return "partial" if values["completeness"] else "wrong"
