"""nDCG@k: relevant passages found, worth less the further down they stand.

Formula:
    DCG = Σ_{i ≤ k, passage i relevant} 1 / log2(i + 1); divided by the DCG of min(k, relevant passages) at the top.

Source:
    Järvelin and Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4); binary gains.

Example:
    two relevant passages in the index, one found at rank 2: (1/log2 3) / (1/log2 2 + 1/log2 3).

Empty:
    None for a question without evidence; 0 when no passage of the index holds the evidence.
"""

from __future__ import annotations

from math import log2

from evals.record import Row


def measure(row: Row, k: int) -> float | None:
    """Return the normalised discounted gain of the first ``k`` passages, 0 to 1; None without evidence."""
    if not row.question.evidence:
        return None
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(row.relevant)) + 1))
    found = enumerate(row.searched[:k], start=1)
    gain = sum(1 / log2(rank + 1) for rank, hit in found if hit.passage.passage_id in row.relevant)
    return gain / ideal if ideal else 0.0
