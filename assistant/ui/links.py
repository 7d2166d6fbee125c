"""Addresses of documents, sections and quotes: built of ids and positions, never of text."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from corpus.types import Span


def document_link(document_id: str, section_id: str = "", span: Span | None = None, marker: int | None = None) -> str:
    """Return the relative address of the reading page, at a section or at a quote.

    Args:
        document_id: the document.
        section_id: the section to go to.
        span: the quote to highlight, in code points of the document.
        marker: the number the quote has in its answer.
    """
    query: dict[str, str | int] = {"section": section_id} if section_id else {}
    if span is not None:
        query |= {"start": span.start, "end": span.end}
    if marker is not None:
        query["n"] = marker
    fragment = "quote" if span is not None else quote(section_id, safe="")
    return (
        f"d/{quote(document_id, safe='')}"
        + (f"?{urlencode(query)}" if query else "")
        + (f"#{fragment}" if fragment else "")
    )
