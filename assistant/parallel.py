"""Which statements tell the sides of a comparison: each good for its own side, and together alike in place and shape.

A document that can be compared says the same kind of thing in parallel places: the same row of two columns, the same label
under two headings, a sentence each in two editions. So the best of each side are not chosen one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from assistant.question import Question
from assistant.statement import Ranked, Statement

# Chosen on the 147 comparisons of the sets learned from, each ranked by a forest that had not seen its documents: right
# answers .50 with the best of each side alone, .56 with what is alike, .57 with these.

_LOOKED_AT = 10
"""Statements of each side that are tried with those of the others."""

_ALIKE = 1.0
"""What two statements in parallel places are worth, as the logarithm of how much likelier that makes them."""

_OWN = 2.5
"""What it is worth that a statement speaks of what tells its side apart."""

_OTHER = 1.5
"""What it costs that a statement speaks of what tells another side apart, and not of its own."""

_EDITION = 0.5
"""What it is worth that a statement is of the edition of the year that its side gives."""

_SAME_HEADING = 0.6

Side = tuple[Question, Sequence[Ranked]]


def chosen(sides: Sequence[Side]) -> list[Side]:
    """Put first in each side the statement that is best together with those of the other sides.

    Args:
        sides: each side's question with its statements, best first (empty where the documents are silent).

    Returns:
        The sides with their statements in the new order.
    """
    told = [i for i, (_, ranked) in enumerate(sides) if ranked]
    worth = {i: [_fit(sides, i, r) for r in sides[i][1][:_LOOKED_AT]] for i in told}
    best: dict[int, int] = {}
    for i in told:  # the first pair is chosen together; a third side and a fourth each in view of the first
        if not best and len(told) > 1:
            best = dict(zip(told[:2], _pair(sides, worth, *told[:2]), strict=True))
        elif i not in best:
            first = told[0]
            fixed = sides[first][1][best[first]].statement if first in best else None
            best[i] = max(range(len(worth[i])), key=lambda k: worth[i][k] + _alike_or_none(fixed, sides[i][1][k]))
    return [(q, _first(ranked, best[i]) if i in best else ranked) for i, (q, ranked) in enumerate(sides)]


def _pair(sides: Sequence[Side], worth: dict[int, list[float]], one: int, other: int) -> tuple[int, int]:
    def value(pair: tuple[int, int]) -> float:
        a, b = sides[one][1][pair[0]].statement, sides[other][1][pair[1]].statement
        return worth[one][pair[0]] + worth[other][pair[1]] + _ALIKE * alike(a, b)

    return max(product(range(len(worth[one])), range(len(worth[other]))), key=value)


def _alike_or_none(fixed: Statement | None, entry: Ranked) -> float:
    return _ALIKE * alike(fixed, entry.statement) if fixed is not None else 0.0


def _first(ranked: Sequence[Ranked], k: int) -> Sequence[Ranked]:
    return (ranked[k], *ranked[:k], *ranked[k + 1 :])


def _fit(sides: Sequence[Side], i: int, entry: Ranked) -> float:
    """The logarithm of a statement's share, with what it says of its own side and of the others."""
    question = sides[i][0]
    value = math.log(max(entry.score, 1e-6))
    side = question.side
    if side is None:
        return value
    statement = entry.statement
    says = statement.own | statement.context
    if side.distinct:
        mine = sum(c.match(says) for c in side.distinct) / len(side.distinct)
        value += _OWN * mine
        for j, (other, _) in enumerate(sides):
            if j != i and other.side is not None and other.side.distinct:
                theirs = sum(c.match(says) for c in other.side.distinct) / len(other.side.distinct)
                value -= _OTHER * max(0.0, theirs - mine)
    return value + (_EDITION if side.edition == statement.document.document_id else 0.0)


def alike(one: Statement, other: Statement) -> float:
    """Return how parallel two statements are, 0 to about 2.

    The kind, the nearest heading (or a table's row or column), the label before a colon and the kinds of figures count.
    """
    if one.spans == other.spans and one.document is other.document:
        return 0.0
    value = 0.4 if one.kind == other.kind else 0.0
    value += 0.6 * _headed_alike(one, other)
    if one.label and one.label == other.label:
        value += 0.6
    kinds = {f.kind for f in one.figures}
    if kinds and kinds == {f.kind for f in other.figures}:
        value += 0.3
    return value


def _headed_alike(one: Statement, other: Statement) -> float:
    """1 where the headings differ in one step only or end alike, half of it in one section."""
    if one.document is other.document and one.path == other.path:
        return 0.5
    if one.document is other.document and len(one.path) == len(other.path) > 1:
        return float(sum(a != b for a, b in zip(one.path, other.path, strict=True)) == 1)
    shared, every = one.heading_terms & other.heading_terms, one.heading_terms | other.heading_terms
    return float(bool(every) and len(shared) >= _SAME_HEADING * len(every))
