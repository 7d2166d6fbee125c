"""Nothing leaves unchecked: every quote, figure, date and agency of an answer stands in what it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.figures import Figure, figures
from corpus.types import Citation, Document
from index.lexicon import Lexicon

MARKER = re.compile(r"\[(\d{1,3})\]")
_PARAGRAPH = re.compile(r"\n\n|\n(?=\|)")
"""Between paragraphs, and between the rows of a table."""
_JOINED = 2
"""Characters (年, 月, /) between the parts of a date."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``citations`` with ``verified`` set; ``unsupported`` names what an answer says that its citations do not."""

    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]


def verify(text: str, citations: Sequence[Citation], documents: Mapping[str, Document], lexicon: Lexicon) -> Verdict:
    """Check an answer, whoever composed it, paragraph by paragraph (and row by row) against the citations marked in each.

    Args:
        text: the answer with ``[n]`` markers.
        citations: its citations.
        documents: the release's documents by id.
        lexicon: knows the names of agencies.

    Returns:
        The citations, each marked verified when its quote is the document's slice at its span, and everything in a
        paragraph that the verified quotes, headings and titles cited there do not carry: figures (compared by value: 1,250億元 =
        125,000百萬元, 113年 = 2024年, 五大 = 5大), agencies (by any of their names), and markers without a citation.
    """
    checked = tuple(replace(c, verified=_is_slice(c, documents)) for c in citations)
    by_marker = {c.marker: c for c in checked if c.verified}
    unsupported: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        markers = [int(m) for m in MARKER.findall(paragraph)]
        unsupported += [f"[{m}]" for m in markers if m not in by_marker]
        cited = [by_marker[m] for m in markers if m in by_marker]
        support = "\n".join(part for c in cited for part in (c.quote, *c.section, c.title, c.edition))
        unsupported += missing(MARKER.sub(" ", paragraph), support, lexicon)
    return Verdict(checked, tuple(unsupported))


def missing(claim: str, support: str, lexicon: Lexicon) -> list[str]:
    """Return the figures, dates and agencies of a claim that its support does not state, as they are written in the claim.

    Args:
        claim: a paragraph of an answer, without markers.
        support: the text it rests on.
        lexicon: knows the names of agencies.
    """
    stated, told = figures(support), figures(claim)
    gone = [f.span.slice(claim) for f in told if not any(f.same(s) for s in stated)]
    known = [tuple(f.value for f in date) for date in _dates(stated)]
    for date in _dates(told):
        values = tuple(f.value for f in date)
        if not any(other[: len(values)] == values for other in known):
            gone.append(claim[date[0].span.start : date[-1].span.end])
    named = {m.entry_id for m in lexicon.find(support) if m.kind == "agency"}
    gone += [m.surface for m in lexicon.find(claim) if m.kind == "agency" and m.entry_id not in named]
    return gone


def _dates(found: Sequence[Figure]) -> list[tuple[Figure, ...]]:
    """Years with the month, and the day, written right after them: 2020年2月 is not carried by 2020年 here and 2月 there."""
    dates: list[tuple[Figure, ...]] = []
    for i, figure in enumerate(found):
        if figure.kind != "year":
            continue
        date = [figure]
        for later in found[i + 1 : i + 3]:
            expected = "month" if len(date) == 1 else "day"
            if later.kind != expected or later.span.start - date[-1].span.end > _JOINED:
                break
            date.append(later)
        if len(date) > 1:
            dates.append(tuple(date))
    return dates


def _is_slice(citation: Citation, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation.document_id)
    return document is not None and bool(citation.quote) and citation.span.slice(document.text) == citation.quote
