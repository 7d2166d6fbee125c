"""Citation hit: some citation shows where the gold answer stands.

Formula:
    1 when a citation of the right document has a quote that contains an evidence quote, lies inside it, or shares at
    least 70 % of its bigrams (``evals.normal.covers``); else 0.

Source:
    EVALS.md of this project.

Example:
    evidence "2020年 90%" of document a; citations (b, "2020年 90%"), (a, "目標 2020年 90%") → 1, by the second.

Empty:
    None for an unanswerable question; 0 without citations.
"""

from __future__ import annotations

from corpus.types import Citation
from evals.normal import covers
from evals.question import Evidence
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return 1 when any citation covers any evidence quote, else 0; None for an unanswerable question."""
    if not row.question.answerable:
        return None
    citations = row.answer.citations if row.answer else ()
    return float(any(covered(citation, evidence) for citation in citations for evidence in row.question.evidence))


def covered(citation: Citation, evidence: Evidence) -> bool:
    """Say whether a citation is of the evidence's document and its quote covers the evidence's."""
    return citation.document_id == evidence.doc and covers(citation.quote, evidence.quote)
