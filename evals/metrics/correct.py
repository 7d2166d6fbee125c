"""Correct: the answer says what it must and nothing it must not, and is short.

Formula:
    1 when every must_include group has an alternative in the answer, no must_not_include is in it, it was not declined,
    and its length is at most max(180, 4 × the gold answer's) characters (320 instead of 180 for lists, comparisons,
    paraphrases and conditions); else 0. Texts are compared and counted in normal form, citation markers removed.

Source:
    EVALS.md of this project.

Example:
    must_include [["90%"], ["2020", "109年"]], answer "2020 年為 90 % [1]" → 1.

Empty:
    None for an unanswerable question (see ``refusal``); 0 where asking failed.
"""

from __future__ import annotations

from evals.normal import normal, without_markers
from evals.question import LONG_ANSWERS
from evals.record import Row

_SHORT, _LONG, _TIMES_GOLD = 180, 320, 4


def measure(row: Row) -> float | None:
    """Return 1 for a correct answer, 0 for a wrong one, None where no answer exists."""
    if not row.question.answerable:
        return None
    if row.answer is None or row.answer.refused:
        return 0.0
    said = normal(without_markers(row.answer.text))
    complete = all(any(normal(choice) in said for choice in group) for group in row.question.must_include)
    clean = not any(normal(word) in said for word in row.question.must_not_include)
    allowed = _LONG if row.question.category in LONG_ANSWERS else _SHORT
    short = len(said) <= max(allowed, _TIMES_GOLD * len(normal(row.question.answer)))
    return float(complete and clean and short)
