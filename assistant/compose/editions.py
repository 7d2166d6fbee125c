"""Answers that draw on several documents: each claim under its document's name, and editions that disagree said to disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.compose.claims import Claim
from assistant.question import Question
from corpus.types import Document

DISAGREE = "以上各版所載不同，請留意版次。"
_FIGURED = ("number", "when")


def by_document(question: Question, claims: Sequence[Claim], limit: int) -> tuple[Claim, ...]:
    """Name the documents of claims that come from more than one.

    Args:
        question: what is asked.
        claims: best first.
        limit: characters that they may have together; the last ones go that do not fit with their names.

    Returns:
        The claims as they are where all are of one document; else each under 《its document》, and last of all that the
        editions of one plan state different figures, where a figure is asked for and no two claims share one.
    """
    documents = [claim.sources[0].statement.document for claim in claims if claim.sources]
    if len({d.document_id for d in documents}) < 2 or len(documents) < len(claims):
        return tuple(claims)
    named = [replace(c, text=f"《{short_name(d)}》{c.text}") for c, d in zip(claims, documents, strict=True)]
    while len(named) > 1 and sum(map(len, named)) > limit:
        named.pop()
    if len(named) == 1:
        return tuple(claims[:1])
    said = question.kind in _FIGURED and _disagree(documents[: len(named)], named)
    return (*named, Claim(DISAGREE, ())) if said else tuple(named)


def _disagree(documents: Sequence[Document], claims: Sequence[Claim]) -> bool:
    """Whether neighbouring claims are of different editions of one plan, and state no amount alike."""
    for (one, other), (a, b) in zip(pairwise(documents), pairwise(claims), strict=True):
        editions = one.family == other.family and one.family and one.edition != other.edition
        stated = [{(f.kind, f.value) for s in c.sources for f in s.statement.figures} for c in (a, b)]
        if editions and all(stated) and not stated[0] & stated[1]:
            return True
    return False


def short_name(document: Document) -> str:
    """Return a document's name in a few characters: its first alias, or its title up to a break."""
    if document.aliases:
        return document.aliases[0]
    return re.split(r"[\s（(：:]", document.title)[0][:24]
