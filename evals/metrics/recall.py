"""Recall@k: how many of the relevant passages are among the first k.

Formula:
    relevant passages among the first k / relevant passages of the index.

Source:
    trec_eval ``recall.k``.

Example:
    two relevant passages, one of them at rank 3: recall@10 = 1/2.

Empty:
    None for a question without evidence; 0 when no passage of the index holds the evidence.
"""

from __future__ import annotations

from evals.record import Row


def measure(row: Row, k: int) -> float | None:
    """Return the share of relevant passages among the first ``k``, 0 to 1; None without evidence."""
    if not row.question.evidence:
        return None
    found = {hit.passage.passage_id for hit in row.searched[:k]} & set(row.relevant)
    return len(found) / len(row.relevant) if row.relevant else 0.0
