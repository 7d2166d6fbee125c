"""False refusal: an answerable question was declined. Lower is better.

Formula:
    1 when the answer to an answerable question is declined; else 0.

Source:
    EVALS.md of this project.

Example:
    73 answerable questions, 5 declined → 5/73 overall.

Empty:
    None for an unanswerable question; 0 where asking failed (a fault, counted as a wrong answer, not as a refusal).
"""

from __future__ import annotations

from evals.record import Row


def measure(row: Row) -> float | None:
    """Return 1 when an answerable question was declined, else 0; None for an unanswerable one."""
    if not row.question.answerable:
        return None
    return float(row.answer is not None and row.answer.refused)
