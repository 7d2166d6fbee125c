"""MRR@k: how far down the first relevant passage stands.

Formula:
    1 / rank of the first relevant passage among the first k; 0 when there is none.

Source:
    Voorhees 1999, The TREC-8 Question Answering Track Report.

Example:
    first relevant passage at rank 3 → 1/3.

Empty:
    None for a question without evidence; 0 when nothing relevant was found.
"""

from __future__ import annotations

from evals.record import Row


def measure(row: Row, k: int) -> float | None:
    """Return the reciprocal rank of the first relevant passage among the first ``k``; None without evidence."""
    if not row.question.evidence:
        return None
    ranks = (rank for rank, hit in enumerate(row.searched[:k], start=1) if hit.passage.passage_id in row.relevant)
    first = next(ranks, None)
    return 0.0 if first is None else 1 / first
