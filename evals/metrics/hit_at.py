"""Hit@k: a relevant passage is among the first k found.

Formula:
    1 when one of the first k passages contains an evidence quote; else 0.

Source:
    TREC; the same as ranx ``hit_rate@k``.

Example:
    relevant passage at rank 3: hit@1 = 0, hit@5 = 1.

Empty:
    None for a question without evidence; 0 when nothing was found or no passage of the index holds the evidence.
"""

from __future__ import annotations

from evals.record import Row


def measure(row: Row, k: int) -> float | None:
    """Return 1 when a relevant passage is among the first ``k``, else 0; None without evidence."""
    if not row.question.evidence:
        return None
    return float(any(hit.passage.passage_id in row.relevant for hit in row.searched[:k]))
