"""Evidence as a language model sees it: statements under numbers, within a budget of characters, unable to give orders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from assistant.compose.claims import Claim, Source
from assistant.llm.prompts import BEGIN, END
from assistant.statement import Ranked, Statement, readable

MOST = 40
"""Statements shown at most."""

_DEEP = 80
_LARGE = 700
"""Characters of a list or row that may take the place of its own parts."""


class Numbered:
    """Statements, each under its number.

    Args:
        statements: in the order of their numbers, which count from 1.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.statements = tuple(statements)
        self.text = "\n\n".join(shown(statement, n) for n, statement in enumerate(self.statements, start=1))
        """The evidence as it stands in the prompt."""

    def __len__(self) -> int:
        return len(self.statements)

    def sources(self, markers: Iterable[int]) -> tuple[Source, ...]:
        """Return the places that markers stand for; a marker without a statement gives none."""
        found = (self.statements[m - 1] for m in dict.fromkeys(markers) if 1 <= m <= len(self.statements))
        return tuple(Source(statement, span) for statement in found for span in statement.spans)


def number(claims: Sequence[Claim], ranked: Sequence[Sequence[Ranked]], budget: int) -> Numbered:
    """Choose the statements to show.

    Args:
        claims: what the extractive composer would say; its statements come first.
        ranked: for each question or part of one its statements, best first; they take turns.
        budget: characters of the prompt that evidence may fill.
    """
    turns = chain.from_iterable(zip_longest(*(r[:_DEEP] for r in ranked)))
    candidates = chain(
        (source.statement for claim in claims for source in claim.sources),
        (r.statement for r in turns if r is not None),
    )
    chosen: list[Statement] = []
    used = 0
    for statement in dict.fromkeys(candidates):
        inside = [s for s in chosen if _covers(statement, s)]
        if any(_touches(statement, s) for s in chosen if s not in inside):
            continue
        size = len(shown(statement, MOST)) - sum(len(shown(s, MOST)) for s in inside)
        if used + size > budget or (inside and len(statement.text) > _LARGE):
            continue
        if inside:
            place = chosen.index(inside[0])
            chosen = [s for s in chosen if s not in inside]
            chosen.insert(place, statement)
        elif len(chosen) < MOST:
            chosen.append(statement)
        else:
            break
        used += size
    return Numbered(chosen)


def shown(statement: Statement, marker: int) -> str:
    """Return a statement as it stands in the prompt: number, document, headings, then its words."""
    document = statement.document
    edition = f"（{document.edition}）" if document.edition else ""
    place = " › ".join((f"《{document.title}》{edition}", *statement.path))
    if statement.items:
        body = "\n".join(f"• {readable(span.slice(document.text))}" for span in statement.items)
    else:
        body = statement.text
    lead = f"（{statement.lead}）" if statement.lead and statement.lead not in body else ""
    return f"[{marker}] {harmless(place)}\n{harmless(lead + body)}"


def harmless(text: str) -> str:
    """Return document text without what could pass for our own marks: brackets of markers, the frame, invisible signs."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    for mark in (BEGIN, END):
        kept = kept.replace(mark, "")
    return kept.translate({ord("["): "［", ord("]"): "］"})


def _covers(outer: Statement, inner: Statement) -> bool:
    return outer.document.document_id == inner.document.document_id and all(
        any(o.contains(i) for o in outer.spans) for i in inner.spans
    )


def _touches(one: Statement, other: Statement) -> bool:
    return one.document.document_id == other.document.document_id and any(
        a.overlaps(b) for a in one.spans for b in other.spans
    )


def statements_of(numbered: Numbered, markers: Iterable[int]) -> Iterator[str]:
    """Yield the prompt text of the statements that markers stand for."""
    yield from (shown(numbered.statements[m - 1], m) for m in markers if 1 <= m <= len(numbered))
