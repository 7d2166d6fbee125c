"""Comparisons as a table: a row for each side, under its name, and said plainly where the documents are silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.compose.claims import NOT_STATED, Claim, new_claims
from assistant.compose.editions import short_name
from assistant.compose.extractive import LONG, compose, label, quoted
from assistant.evidence import Evidence
from assistant.question import Question
from assistant.statement import Ranked, Statement
from corpus.types import Document

_SAID = 0.5
"""How far a word's index terms must stand in a statement for it to be said there."""
_FRAME = 20
"""Characters that the table itself takes."""
_AROUND = "，。：；、？? 的和與跟及"

Carried = Callable[[str, Claim | None], bool]
"""Whether a name states no figure and no agency but those that a claim's sources carry (none at all where there is no claim)."""


def compare(
    sides: Sequence[tuple[Question, Sequence[Ranked]]],
    evidence: Evidence,
    documents: Mapping[str, Document],
    carried: Carried,
) -> tuple[Claim, ...]:
    """Compose a comparison: a table with a row for each side.

    Args:
        sides: each side's question with its statements, the one that tells it first (empty where the documents are silent).
        evidence: to find the lists that statements introduce.
        documents: the release's documents by id.
        carried: says whether a row may have a name.

    Returns:
        Claims in the order of the sides, each the row of its document where the sides are of different documents, else of
        the question's own words for it where the statement says them, else of its own heading; 文件未載明 for a side of
        which the documents say nothing.
    """
    claims: list[Claim] = []
    share = (LONG - _FRAME) // max(1, len(sides))
    told = [ranked[0].statement.document for _, ranked in sides if ranked]
    across = len({d.document_id for d in told}) > 1
    for question, ranked in sides:
        if not ranked:
            name = _silent(question, documents)
            claims += [Claim(NOT_STATED, (), row=name)] if name and carried(name, None) else []
            continue
        for claim in new_claims(claims, compose(question, ranked[:1], evidence, share)):
            name = _row(question, ranked[0], claim, across, carried)
            claims.append(replace(claim, row=name))
    if len({claim.row for claim in claims}) < 2:
        return tuple(replace(claim, row="") for claim in claims)
    return tuple(replace(claim, text=_beside(claim.row, claim.text)) for claim in claims)


def _beside(name: str, text: str) -> str:
    """A claim's text without the part of its label that the row's name says already: 「日本 › 願景」 beside 日本 is 「願景」."""
    if text.startswith(f"「{name} › "):
        return f"「{text.removeprefix(f'「{name} › ')}"
    return text.removeprefix(quoted(name))


def _row(question: Question, entry: Ranked, claim: Claim, across: bool, carried: Carried) -> str:
    statement = entry.statement
    if across or len(question.documents) == 1:
        return f"《{short_name(statement.document)}》"
    name = question.side.name.strip(_AROUND) if question.side else ""
    if name and _speaks_of(question, statement) and carried(name, claim):
        return name
    return label(statement) or f"《{short_name(statement.document)}》"


def _speaks_of(question: Question, statement: Statement) -> bool:
    """Whether a statement or its headings say all that tells a side apart: no row may be named what it is not about."""
    says = statement.own | statement.context
    return question.side is not None and all(c.match(says) >= _SAID for c in question.side.distinct)


def _silent(question: Question, documents: Mapping[str, Document]) -> str:
    """What a side is called of which the documents say nothing."""
    named = [documents[d] for d in question.documents if d in documents]
    return f"《{short_name(named[0])}》" if named else question.side.name.strip(_AROUND) if question.side else ""
