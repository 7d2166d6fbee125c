"""All drafts of a document: every kind, spread over the document, each one valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Document
from evals.drafts.cells import cells
from evals.drafts.lists import lists
from evals.drafts.near_misses import missing_attributes, turned
from evals.drafts.numbers import numbers
from evals.drafts.roles import roles
from evals.drafts.source import Draft, Source
from evals.question import Question, faults_of

KINDS = (numbers, roles, lists, cells)
"""How answerable questions are drafted. A new way is one file and one entry here."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a document and how many were left out because they would not pass as questions."""

    questions: tuple[Question, ...]
    dropped: int


def draft_questions(document: Document, per_kind: int = 10) -> Drafts:
    """Draft questions for a person to review.

    Args:
        document: what they are about.
        per_kind: how many of each kind at most, spread evenly over the document.
    """
    source = Source(document)
    made = [list(kind(source)) for kind in KINDS]
    made += [list(turned(source, [draft for group in made for draft in group])), list(missing_attributes(source))]
    questions: list[Question] = []
    dropped = 0
    for group in made:
        rows = [draft.row(document.document_id, number) for number, draft in enumerate(_distinct(group), start=1)]
        sound = [row for row in rows if not faults_of(row, {document.document_id: document})]
        dropped += len(rows) - len(sound)
        questions += _spread(sound, per_kind)
    return Drafts(tuple(questions), dropped)


def _distinct(drafts: Sequence[Draft]) -> list[Draft]:
    """Leave out questions that were drafted twice: with two answers they have none."""
    asked = [draft.question for draft in drafts]
    return [draft for draft in drafts if asked.count(draft.question) == 1]


def _spread(rows: Sequence[Question], most: int) -> list[Question]:
    if len(rows) <= most:
        return list(rows)
    return [rows[number * len(rows) // most] for number in range(most)]
