"""Document → sections that tile its text: no gap, no overlap, every heading in order."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from corpus.headings import Heading, find_headings
from corpus.types import Document, Section, Span


def outline(document: Document) -> tuple[Section, ...]:
    """Infer the section tree of a document.

    Args:
        document: any document; its marks (heading styles, bookmarks) are used where it has them.

    Returns:
        Sections in text order whose spans tile ``[0, len(document.text))``. Text before the first heading is a section of
        level 0 with an empty path. A section's id depends on the document's id, its path and how many sections before it
        have the same path, so it survives edits elsewhere.
    """
    return build(document, find_headings(document))


def build(document: Document, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Make the sections from headings in text order (``Heading.start`` strictly increasing)."""
    starts = [h.start for h in headings]
    sections: list[Section] = []
    seen: Counter[tuple[str, ...]] = Counter()
    if not starts or document.text[: starts[0]].strip():
        end = starts[0] if starts else len(document.text)
        sections.append(_section(document, seen, (), Heading(0, Span(0, 0), 0), Span(0, end), None))
    trail: list[tuple[int, Section]] = []
    for i, heading in enumerate(headings):
        end = starts[i + 1] if i + 1 < len(starts) else len(document.text)
        begin = 0 if not sections else heading.start
        while trail and trail[-1][0] >= heading.level:
            trail.pop()
        parent = trail[-1][1] if trail else None
        path = (*(parent.path if parent else ()), heading.label(document.text))
        section = _section(document, seen, path, heading, Span(begin, end), parent)
        sections.append(section)
        trail.append((heading.level, section))
    return tuple(sections)


def _section(
    document: Document,
    seen: Counter[tuple[str, ...]],
    path: tuple[str, ...],
    heading: Heading,
    span: Span,
    parent: Section | None,
) -> Section:
    seen[path] += 1
    key = "\x1f".join((document.document_id, *path, str(seen[path])))
    return Section(
        section_id="s" + hashlib.sha256(key.encode()).hexdigest()[:10],
        document_id=document.document_id,
        path=path,
        number=heading.number,
        level=len(path),
        span=span,
        heading=heading.span,
        parent_id=parent.section_id if parent else None,
        page=page_at(document, heading.start),
    )


def page_at(document: Document, offset: int) -> int | None:
    """Return the page (from 1) that holds an offset, or None for a document without pages."""
    if not document.page_starts:
        return None
    return max(1, bisect_right(document.page_starts, offset))


def recognised(document: Document, span: Span) -> bool:
    """Say whether some of a stretch of text was read from an image, so that a citation of it can say so."""
    return any(mark.kind == "ocr" and mark.span.overlaps(span) for mark in document.marks)


def subtree(sections: Sequence[Section], root: Section) -> tuple[Section, ...]:
    """Return a section and all sections below it, in text order.

    Args:
        sections: all sections of the root's document, in text order.
        root: one of them.
    """
    first = next(i for i, s in enumerate(sections) if s.section_id == root.section_id)
    last = first + 1
    while (
        last < len(sections)
        and sections[last].path[: len(root.path)] == root.path
        and sections[last].level > root.level
    ):
        last += 1
    return tuple(sections[first:last])
