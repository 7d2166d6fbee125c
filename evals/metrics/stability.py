"""Stability: the same question asked otherwise, or of the same documents in another order, gets the same answer.

Formula:
    variants with the same answer / variants asked (``evals.variants``). Two answers are the same when both are declined, or
    neither is and their texts are equal in normal form, in Traditional characters, markers removed.

Source:
    own; the consistency side of behavioural testing (invariance tests: Ribeiro et al. 2020, CheckList, ACL).

Example:
    answered "90%" three times and declined once over four variants → 3/4.

Empty:
    None where no variant was asked; a variant that failed, or any variant of a question that failed, is not the same.
"""

from __future__ import annotations

from corpus.types import Answer
from evals.normal import normal, without_markers
from evals.record import Row, Variant


def measure(row: Row) -> float | None:
    """Return the share of variants with the same answer, 0 to 1; None without variants."""
    same = [is_same(row, variant) for variant in row.variants]
    return sum(same) / len(same) if same else None


def is_same(row: Row, variant: Variant) -> bool:
    """Say whether a variant was answered as the question itself was."""
    if row.answer is None or variant.answer is None:
        return False
    if row.answer.refused or variant.answer.refused:
        return row.answer.refused and variant.answer.refused
    return _said(row.answer) == _said(variant.answer)


def _said(answer: Answer) -> str:
    from index.tokenize import to_traditional

    return normal(to_traditional(without_markers(answer.text)))
