"""MAP@k: precision at the rank of each relevant passage found, averaged over all relevant passages.

Formula:
    Σ_{i ≤ k, passage i relevant} (relevant passages among the first i / i) / relevant passages of the index.

Source:
    trec_eval ``map_cut.k``; Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4.

Example:
    two relevant passages in the index, one found at rank 2: (1/2) / 2 = 1/4.

Empty:
    None for a question without evidence; 0 when no passage of the index holds the evidence.
"""

from __future__ import annotations

from evals.record import Row


def measure(row: Row, k: int) -> float | None:
    """Return the average precision of the first ``k`` passages, 0 to 1; None without evidence."""
    if not row.question.evidence:
        return None
    ranks = [rank for rank, hit in enumerate(row.searched[:k], start=1) if hit.passage.passage_id in row.relevant]
    gained = sum(found / rank for found, rank in enumerate(ranks, start=1))
    return gained / len(row.relevant) if row.relevant else 0.0
