"""Edition confusion: an answer drawn from the wrong edition of the right plan. Lower is better.

Formula:
    1 when a citation is of a document that holds none of the gold evidence but belongs to the family of one that does
    (another edition of the same plan); else 0. Families are those of the manifest.

Source:
    own; policy text is superseded rather than deleted, and a right sentence of a past edition is a wrong answer.

Example:
    evidence in plan-2024, family "plan" = {plan-2024, plan-2020}; a citation of plan-2020 → 1; of an unrelated law → 0.

Empty:
    None for an unanswerable question, a declined or failed answer, and where no gold document has another edition that
    is not itself gold.
"""

from __future__ import annotations

from collections.abc import Mapping

from evals.record import Row


def measure(row: Row, families: Mapping[str, str]) -> float | None:
    """Return 1 when another edition is cited, else 0; None where there is none to confuse.

    Args:
        row: the question and its answer.
        families: family by document id, of every document of the index; empty where it has none.
    """
    if not row.question.answerable or row.answer is None or row.answer.refused:
        return None
    gold = {evidence.doc for evidence in row.question.evidence}
    wanted = {families.get(doc, "") for doc in gold} - {""}
    others = {doc for doc, family in families.items() if family in wanted and doc not in gold}
    if not others:
        return None
    return float(any(citation.document_id in others for citation in row.answer.citations))
