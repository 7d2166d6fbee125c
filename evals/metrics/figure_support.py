"""Figure support: the figures, dates and agencies of answers stand in what they cite.

Formula:
    claims found in a cited quote, the text of its section, its section path, or its title and edition / claims; pooled
    over all answers (each answer weighs as many as its claims). A claim is a number, percentage, amount, date, year or
    Chinese count (``evals.figures``), or an agency of the shipped lexicon under any of its names.

Source:
    EVALS.md of this project; extraction here shares no code with the answerer's own check.

Example:
    "113年由數發部編列5億元 [1]", quote "數位發展部 2024年 3億元" → 2/3: year and agency stand, the amount does not.

Empty:
    None for a declined or failed answer and for one without claims.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corpus.types import Citation
from evals.figures import figures, readings, supported
from evals.normal import without_markers
from evals.record import Row

if TYPE_CHECKING:
    from index.lexicon import Lexicon


def measure(row: Row) -> float | None:
    """Return the share of this answer's claims that stand in what it cites; None without claims."""
    total = weight(row)
    return (total - len(unsupported(row))) / total if total else None


def weight(row: Row) -> float:
    """Return the number of claims in this answer."""
    return float(len(_claims(row)))


def unsupported(row: Row) -> tuple[str, ...]:
    """Return the claims, as printed, that stand in nothing the answer cites."""
    if row.answer is None:
        return ()
    source = "\n".join(text for citation in row.answer.citations for text in _cited(citation, row))
    known, named = readings(source), _agencies(source)
    claims = figures(without_markers(row.answer.text))
    return (
        *(claim.text for claim in claims if claim.sure and not supported(claim, known)),
        *(name for entry, name in _agencies(without_markers(row.answer.text)).items() if entry not in named),
    )


def _cited(citation: Citation, row: Row) -> tuple[str, ...]:
    section = row.cited.get(citation.section_id, "")
    return (citation.quote, section, *citation.section, citation.title, citation.edition)


def _claims(row: Row) -> tuple[str, ...]:
    if row.answer is None or row.answer.refused:
        return ()
    said = without_markers(row.answer.text)
    return (*(claim.text for claim in figures(said) if claim.sure), *_agencies(said).values())


def _agencies(text: str) -> dict[str, str]:
    return {mention.entry_id: mention.surface for mention in _lexicon().find(text) if mention.kind == "agency"}


@cache
def _lexicon() -> Lexicon:
    from index.lexicon import shipped_lexicon

    return shipped_lexicon()
