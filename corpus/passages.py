"""Section → passages: cut at sentence, item and row ends, never across a section."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from corpus.left_out import Spans, hidden_spans
from corpus.sections import page_at
from corpus.tables import find_tables
from corpus.types import Document, Passage, PassageKind, Section, Span
from corpus.units import Unit, is_wrapped, sentences, units

LONGEST = 360
"""Code points a passage of prose may have; a longer sentence is still kept whole."""

LONGEST_HEADERS = 80
"""Code points of column headers in the path of a table row."""

LONGEST_LIST = 720
"""Code points a list may have before it is cut between its outermost items."""


def split(document: Document, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Cut a document's sections into passages.

    Args:
        document: the document.
        sections: its sections from ``corpus.sections.outline``.

    Returns:
        Passages in text order. Each lies in one section, and together they hold all printed characters but
        what ``corpus.left_out`` lists.
        A table row is a passage of its own whose path ends with the headers of the columns (and their unit) and of the row.
    """
    wrapped, hidden = is_wrapped(document), hidden_spans(document)
    made: list[Passage] = []
    for section in sections:
        rows = _row_paths(document, section)
        parts = units(document, section, wrapped=wrapped, hidden=hidden)
        for kind, span in _pack(document.text, parts, hidden):
            path = section.path
            if kind == "row":
                path = (*path, *rows.get(_line_start(document.text, span.start), ()))
            made.append(_passage(document, section, path, kind, span))
    return tuple(made)


def _row_paths(document: Document, section: Section) -> dict[int, tuple[str, ...]]:
    """What is added to the path of each table row, by where its line begins: the column headers, and its own."""
    paths: dict[int, tuple[str, ...]] = {}
    for table in find_tables(document.text, section.span):
        unit = f"（單位：{table.unit}）" if table.unit else ""
        columns = table.columns()[:LONGEST_HEADERS] + unit
        for row in table.rows[: table.head]:
            paths[_line_start(document.text, row[0].span.start)] = tuple(filter(None, (table.label(row),)))
        for row in table.body:
            paths[_line_start(document.text, row[0].span.start)] = tuple(filter(None, (columns, table.label(row))))
    return paths


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _passage(document: Document, section: Section, path: tuple[str, ...], kind: PassageKind, span: Span) -> Passage:
    text = span.slice(document.text)
    key = f"{document.document_id}\x1f{span.start}\x1f{span.end}\x1f{text}"
    return Passage(
        passage_id="p" + hashlib.sha256(key.encode()).hexdigest()[:12],
        document_id=document.document_id,
        section_id=section.section_id,
        path=path,
        span=span,
        text=text,
        kind=kind,
        page=page_at(document, span.start),
    )


def _pack(text: str, parts: Sequence[Unit], hidden: Spans) -> Iterator[tuple[PassageKind, Span]]:
    """Gather units into passages: rows alone, the rest until the length is reached or something left out lies between."""
    group: list[Unit] = []
    for part in [*_short(text, parts), None]:
        parted = part is not None and group and hidden.any_between(group[-1].span.end, part.span.start)
        if part is None or part.kind == "row" or parted or _full(group, part):
            if group:
                yield _kind(group), Span(group[0].span.start, group[-1].span.end)
            group = []
        if part is not None and part.kind == "row":
            yield "row", part.span
        elif part is not None:
            group.append(part)


def _full(group: Sequence[Unit], part: Unit) -> bool:
    if not group:
        return False
    length = part.span.end - group[0].span.start
    in_list = part.kind == "item" and any(u.kind == "item" for u in group)
    return length > (LONGEST_LIST if in_list else LONGEST) and not (in_list and part.depth > 0)


def _short(text: str, parts: Sequence[Unit]) -> Iterator[Unit]:
    """Cut over-long paragraphs and items at sentence ends."""
    for part in parts:
        if part.kind in ("prose", "item") and len(part.span) > LONGEST:
            yield from (Unit("prose", span, part.depth, span.start) for span in sentences(text, part.span))
        else:
            yield part


def _kind(group: Sequence[Unit]) -> PassageKind:
    kinds = [u.kind for u in group if u.kind != "heading"]
    if kinds.count("item") > len(kinds) / 2:
        return "list"
    return "figure" if kinds and kinds.count("line") > len(kinds) / 2 else "prose"
