"""Full: the right answer with the right source, the headline.

Formula:
    correct × citation_hit. Its mean over categories (macro) is the headline number.

Source:
    EVALS.md of this project.

Example:
    a correct answer whose citations miss the evidence → 1 × 0 = 0.

Empty:
    None for an unanswerable question.
"""

from __future__ import annotations

from evals.metrics import citation_hit, correct
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return 1 for a correct and rightly cited answer, else 0; None for an unanswerable question."""
    right, cited = correct.measure(row), citation_hit.measure(row)
    return None if right is None or cited is None else right * cited
