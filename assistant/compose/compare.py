"""Comparisons: each side answered on its own, under its name, and said plainly where the documents are silent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.compose.claims import Claim, new_claims, not_stated
from assistant.compose.extractive import LONG, compose
from assistant.evidence import Evidence, Ranked
from assistant.question import Question
from corpus.types import Document

_EQUAL = 0.6


def compare(
    sides: Sequence[tuple[Question, Sequence[Ranked]]], evidence: Evidence, documents: Mapping[str, Document]
) -> tuple[Claim, ...]:
    """Compose a comparison.

    Args:
        sides: each side's question with its statements, best first (empty where the documents are silent).
        evidence: to find the lists that statements introduce.
        documents: the release's documents by id.

    Returns:
        Claims in the order of the sides, each led by its document's name where the sides are of different documents; a
        side whose document says nothing of it is told as 文件未載明.
    """
    claims: list[Claim] = []
    share = LONG // max(1, len(sides))
    told = [ranked[0].statement.document for _, ranked in sides if ranked]
    across = len({d.document_id for d in told}) > 1
    for question, ranked in sides:
        if not ranked:
            silent = [f"《{short_name(documents[d])}》" for d in question.documents if d in documents]
            claims += [not_stated(name) for name in silent[:1]]
            continue
        name = f"《{short_name(ranked[0].statement.document)}》" if across else ""
        best = compose(question, _worth_saying(ranked), evidence, share - len(name))
        new = new_claims(claims, best)
        claims += [replace(c, text=(name if i == 0 else "") + c.text) for i, c in enumerate(new)]
    return tuple(claims)


def _worth_saying(ranked: Sequence[Ranked]) -> Sequence[Ranked]:
    """A side is told by its best statement, and by another only where the two are as good as equal."""
    return [r for r in ranked if r.score >= _EQUAL * ranked[0].score]


def short_name(document: Document) -> str:
    """Return a document's name in a few characters: its first alias, or its title up to a break."""
    if document.aliases:
        return document.aliases[0]
    return re.split(r"[\s（(：:]", document.title)[0][:24]
