"""Citations matched: how much of the gold evidence is cited.

Formula:
    evidence quotes that some citation covers / evidence quotes.

Source:
    EVALS.md of this project; the recall side of citation quality (Gao et al. 2023, ALCE, arXiv:2305.14627).

Example:
    evidence quotes x and y; citations cover x only → 1/2.

Empty:
    None for an unanswerable question; 0 without citations.
"""

from __future__ import annotations

from evals.metrics.citation_hit import covered
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return the share of evidence quotes that are cited, 0 to 1; None for an unanswerable question."""
    if not row.question.answerable:
        return None
    citations = row.answer.citations if row.answer else ()
    matched = [any(covered(citation, evidence) for citation in citations) for evidence in row.question.evidence]
    return sum(matched) / len(matched)
