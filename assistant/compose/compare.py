"""Comparisons: each document asked on its own, its answer under its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.compose.claims import Claim
from assistant.compose.extractive import LONG, compose
from assistant.question import Question
from assistant.rank import Ranked
from corpus.types import Document

NOT_STATED = "文件未載明"


def compare(question: Question, rankings: Mapping[str, Sequence[Ranked]]) -> tuple[Claim, ...]:
    """Compose a comparison.

    Args:
        question: the question, comparing two or more documents.
        rankings: for each document the statements ranked among its own, in the order to be shown.

    Returns:
        Claims in document order, each led by the document's name.
    """
    claims: list[Claim] = []
    share = LONG // max(1, len(rankings))
    for ranked in rankings.values():
        if not ranked:
            continue
        name = short_name(ranked[0].statement.document)
        room = share - len(name) - 3
        for i, claim in enumerate(compose(question, ranked, room)):
            claims.append(replace(claim, text=(f"《{name}》" if i == 0 else "") + claim.text))
    return tuple(claims)


def short_name(document: Document) -> str:
    """Return a document's name in a few characters: its first alias, or its title up to a break."""
    if document.aliases:
        return document.aliases[0]
    return re.split(r"[\s（(：:]", document.title)[0][:24]
