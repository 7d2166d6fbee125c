"""Citation precision: how many of the citations are to the point.

Formula:
    citations that cover some evidence quote / citations.

Source:
    EVALS.md of this project; the precision side of citation quality (Gao et al. 2023, ALCE, arXiv:2305.14627).

Example:
    three citations, one covers an evidence quote → 1/3.

Empty:
    None for an unanswerable question and for a declined answer (which cites nothing); 0 for an answer without citations.
"""

from __future__ import annotations

from evals.metrics.citation_hit import covered
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return the share of citations that cover evidence, 0 to 1; None where none is expected."""
    if not row.question.answerable or (row.answer is not None and row.answer.refused):
        return None
    citations = row.answer.citations if row.answer else ()
    good = [any(covered(citation, evidence) for evidence in row.question.evidence) for citation in citations]
    return sum(good) / len(good) if good else 0.0
