"""Completeness: how much of what the answer must say is said. Partial credit beside ``correct``, which is all or nothing.

Formula:
    must_include groups with an alternative in the answer / groups; 0 for a declined answer. Normal form, markers removed.

Source:
    nugget recall: Voorhees 2003, Overview of the TREC 2003 Question Answering Track (instance recall of required nuggets).

Example:
    must_include [["90%"], ["2020", "109年"]], answer "2020 年" → 1/2.

Empty:
    None for an unanswerable question and for one without must_include; 0 where asking failed.
"""

from __future__ import annotations

from evals.normal import normal, without_markers
from evals.record import Row


def measure(row: Row) -> float | None:
    """Return the share of what must be said that is said, 0 to 1; None where nothing must be."""
    groups = row.question.must_include
    if not row.question.answerable or not groups:
        return None
    if row.answer is None or row.answer.refused:
        return 0.0
    said = normal(without_markers(row.answer.text))
    return sum(any(normal(choice) in said for choice in group) for group in groups) / len(groups)
