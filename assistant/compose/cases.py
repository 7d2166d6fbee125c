"""One case of several: a rule lays down amounts, terms and offices case by case, and a question asks about one of them.

「90分以上者，補助30萬元」 beside 「89分至85分者，補助20萬元」: they are worded alike and differ in the case. Told beside the right
one, the figure of another case misleads.
"""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.statement import Statement
from corpus.ranges import within

_ALIKE = 0.5
"""The share of neighbouring characters from which on two texts are worded alike, figures aside."""
_SAID = 0.5
_NUMERAL = re.compile(r"[\d０-９,.，]*[\d０-９]|[〇零一二兩三四五六七八九十百千萬億]+")


def other_case(question: Question, right: Statement, other: Statement) -> bool:
    """Say whether a statement is about another case than the one asked about, which ``right`` tells.

    Args:
        question: the question understood; one that asks for several things may be about several cases.
        right: a statement that answers it.
        other: a statement beside it.

    Returns:
        Whether both stand in one section and are worded alike, and the question's figures or words are those of ``right``.
    """
    several = question.is_list() or question.compares or question.kind == "explain"
    if several or right.section is not other.section or right.items or other.items:
        return False
    if not _worded_alike(right.text, other.text):
        return False
    return _figures_tell(question, right, other) or _words_tell(question, right, other)


def _figures_tell(question: Question, right: Statement, other: Statement) -> bool:
    """Whether a figure of the question is said by one statement, or lies in the stretch it lays down, and not by the other."""
    if within(question.figures, right.governed)[0]:
        return within(question.figures, other.governed)[1]
    named = [f for f in question.figures if any(f.same(found) for found in right.figures)]
    return bool(named) and not any(f.same(found) for f in named for found in other.figures)


def _words_tell(question: Question, right: Statement, other: Statement) -> bool:
    """Whether one statement says some word of the question that the other does not, and none less."""
    pairs = [(c.match(right.own), c.match(other.own)) for c in question.concepts if c.weight >= _SAID]
    return any(a >= _SAID > b for a, b in pairs) and all(a >= b for a, b in pairs)


def _worded_alike(one: str, other: str) -> bool:
    a, b = _pairs(one), _pairs(other)
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"\s+", "", _NUMERAL.sub("0", text))
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
