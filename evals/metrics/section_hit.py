"""Section hit: some citation names the right place in the plan.

Formula:
    1 when a citation of the right document has, in its section path, the last heading of a gold section; else 0.
    A heading carries another when it contains it in normal form, so a printed number before it does no harm.

Source:
    EVALS.md of this project.

Example:
    gold "智慧共融 › 精進學習環境"; citation path ("參、策略", "二、精進學習環境") → 1.

Empty:
    None for an unanswerable question; 0 without citations.
"""

from __future__ import annotations

from evals.normal import normal
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return 1 when a citation's section path carries a gold section's last heading, else 0; None if unanswerable."""
    if not row.question.answerable:
        return None
    wanted = {(evidence.doc, normal(evidence.section.split(" › ")[-1])) for evidence in row.question.evidence}
    cited = {
        (citation.document_id, normal(heading))
        for citation in (row.answer.citations if row.answer else ())
        for heading in citation.section
    }
    return float(any(doc == other and heading in path for doc, heading in wanted for other, path in cited))
