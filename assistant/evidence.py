"""Sections → statements: the smallest stretches of a document that can answer something, each with what governs it.

Several kinds live side by side and the question's type chooses (see ``assistant.rank``): sentences, list items, whole
lists, 「名稱：值」 pairs, table cells and rows, and the short lines of slides grouped into figures and cards.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from assistant.columns import group
from assistant.references import References
from assistant.rows import find_rows
from assistant.statement import AGENCY, Statement, StatementKind, readable
from corpus.lines import lines
from corpus.sections import subtree
from corpus.tables import Table, cell_items, find_tables
from corpus.types import Document, Section, Span
from corpus.units import Unit, is_wrapped, sentences, units

_PAIR = re.compile(r"^[^：:，。]{2,24}[：:]\s*\S")
_MARKS = re.compile(r"[✓✔■□●○•➢►▶▸◆◇–\s-]*(?=\S)")
_NUMBERING = re.compile(r"[第條點款項章節之〇○零一二三四五六七八九十百壹貳參叁肆伍陸柒捌玖拾\d]+")
_POINTS = re.compile(r"下列|如下|以下(?:各|文件|資料|事項|條件|規定|情形)")
_LEAD = re.compile(r"[：:]\s*$")
_LONG_ITEM = 120
COVER = 200
"""Characters from its beginning that a document's cover takes at most."""
_CLAUSE = re.compile(r"[^；;]+[；;]?")
_LONG_SENTENCE = 40
_LEAD_SHOWN = 120


class Evidence:
    """Statements by section, made when first asked for and kept.

    Args:
        documents: the documents of a release, by id.
        sections: each document's sections in text order, by document id.
    """

    def __init__(self, documents: dict[str, Document], sections: dict[str, tuple[Section, ...]]) -> None:
        self._documents = documents
        self._sections = sections
        self._wrapped: dict[str, bool] = {}
        self._references: dict[str, References] = {}
        self._made: dict[str, tuple[Statement, ...]] = {}

    def of(self, section: Section) -> tuple[Statement, ...]:
        """Return the statements of a section; its list of sub-headings and of whole sub-lists included."""
        if section.section_id not in self._made:
            if len(self._made) > 20_000:
                self._made.clear()
            self._made[section.section_id] = tuple(self._referring(s) for s in self._make(section))
        return self._made[section.section_id]

    def led_by(self, statement: Statement) -> Statement | None:
        """Return the list that a statement introduces (「有下列情形之一者：」, 「檢附下列文件，向本局申請。」), or None."""
        colon = bool(_LEAD.search(statement.text))
        if not colon and not _POINTS.search(statement.text[-_LEAD_SHOWN:]):
            return None
        end = statement.spans[-1].end
        below = [s for s in self.of(statement.section) if s.kind in ("list", "outline") and s.spans[0].start >= end]
        nearest = min(below, key=lambda s: s.spans[0].start, default=None)
        if nearest is None:
            return None
        marks = _MARKS.match(statement.document.text, end)
        follows = nearest.spans[0].start <= (marks.end() if marks else end)
        leads = colon and bool(nearest.lead) and nearest.lead[-40:] in statement.text
        return nearest if follows or leads else None

    def cover(self, document_id: str) -> Statement | None:
        """Return what stands on top of a document before any point, list or table: its title, who made it and when; or None."""
        document = self._documents[document_id]
        sections = [s for s in self._sections[document_id] if s.span.slice(document.text).strip()]
        start = sections[0].span.start if sections else 0
        spans: list[Span] = []
        for section in sections:
            above = section.path[:1] == sections[0].path[:1] and not section.number
            parts = units(document, section, wrapped=False) if above else ()
            kept = [
                u.span for u in takewhile(lambda u: u.kind not in ("item", "row"), parts) if u.span.end - start <= COVER
            ]
            spans += kept
            if len(kept) < len(parts) or not parts:
                break
        if len(spans) < 2:
            return None
        top = sections[0]
        return Statement("figure", document, top, top.path, (Span(spans[0].start, spans[-1].end),))

    def parent(self, section: Section) -> Section | None:
        """Return the section above, or None."""
        if section.parent_id is None:
            return None
        return next(s for s in self._sections[section.document_id] if s.section_id == section.parent_id)

    def _referring(self, statement: Statement) -> Statement:
        """A statement with the provisions that it or its introduction refers to."""
        document = statement.document
        if document.document_id not in self._references:
            self._references[document.document_id] = References(document, self._sections[document.document_id])
        said = f"{statement.lead} {statement.text}"
        referred = self._references[document.document_id].text(statement.section, said)
        return replace(statement, referred=referred) if referred else statement

    def _make(self, section: Section) -> Iterator[Statement]:
        document = self._documents[section.document_id]
        if document.document_id not in self._wrapped:
            self._wrapped[document.document_id] = is_wrapped(document)
        parts = units(document, section, wrapped=self._wrapped[document.document_id])
        body = [u for u in parts if u.kind != "heading"]
        rows = tuple(_rows(document, section, parts))
        told = () if self._wrapped[document.document_id] else {span for _, cells in rows for span in cells}
        yield from (statement for statement, _ in rows)
        yield from _sentences_and_items(document, section, body, told)
        yield from _lists(document, section, body)
        yield from _figures(document, section, [u for u in body if u.span not in told])
        for table in find_tables(document.text, section.span):
            yield from _cells(document, section, table)
        yield from self._outline(document, section)

    def _outline(self, document: Document, section: Section) -> Iterator[Statement]:
        """The headings directly below a section, as a list: what a plan consists of."""
        below = [s for s in subtree(self._sections[document.document_id], section) if s.parent_id == section.section_id]
        heads = [self._head(document, s, whole=section.parent_id is not None) for s in below if len(s.heading)]
        items = tuple(span for span in heads if span is not None)
        if len(items) >= 2 and section.path:
            yield Statement("outline", document, section, section.path, items, items=items)

    def _head(self, document: Document, section: Section, *, whole: bool) -> Span | None:
        """A heading; of a mere number (「一、」) the first sentence below it too, or nothing: all of a rule is no list."""
        if re.search(r"\w", _NUMBERING.sub("", section.heading.slice(document.text))):
            return section.heading
        parts = units(document, section, wrapped=self._wrapped[document.document_id])
        first = next((u for u in parts if u.kind != "heading"), None)
        if first is None or not whole or "條" in section.number:
            return None
        return Span(section.heading.start, next(iter(sentences(document.text, first.span))).end)


def _sentences_and_items(
    document: Document, section: Section, body: Sequence[Unit], told: Collection[Span]
) -> Iterator[Statement]:
    """Units as statements, but for those that rows of a table tell."""
    leads: dict[int, Span] = {}
    for i, unit in enumerate(body):
        if unit.kind == "row" or unit.span in told:
            continue
        around = _around(document, body, i)
        above = [leads[d] for d in sorted(leads) if d < unit.depth or (d == -1 and unit.kind == "item")]
        lead = " ".join(readable(span.slice(document.text))[:_LEAD_SHOWN] for span in above)
        opening = next((span for span in reversed(above) if _opens(document, span)), None)
        yield from _split(document, section, unit, _Governed(lead, opening, around))
        if unit.kind == "item":
            leads = {d: t for d, t in leads.items() if d < unit.depth} | {unit.depth: _words(document, unit)}
        else:
            leads = {-1: _last_sentence(document, unit)} if _opens(document, unit.span) else {}


@dataclass(frozen=True, slots=True)
class _Governed:
    """What stands above and beside a unit."""

    lead: str
    opening: Span | None
    around: str


def _opens(document: Document, span: Span) -> bool:
    return bool(_LEAD.search(span.slice(document.text)))


def _last_sentence(document: Document, unit: Unit) -> Span:
    *_, last = sentences(document.text, unit.span)
    return last


def _split(document: Document, section: Section, unit: Unit, governed: _Governed) -> Iterator[Statement]:
    """A unit as statements: 「名稱：值」 lines one by one, long text sentence by sentence."""

    def statement(kind: StatementKind, span: Span, lead: str = governed.lead) -> Statement:
        near, opening = governed.around, governed.opening
        return Statement(kind, document, section, section.path, (span,), lead, neighbours=near, opening=opening)

    rows = [row.span for row in lines(document.text, unit.words or unit.span.start, unit.span.end) if not row.blank]
    if rows and all(AGENCY.match(readable(span.slice(document.text))) for span in rows):
        yield statement("pair", Span(rows[0].start, rows[-1].end))
        return
    if rows and all(_PAIR.match(readable(span.slice(document.text))) for span in rows):
        yield from (statement("pair", span) for span in rows)
        return
    if unit.kind == "item":
        whole = _words(document, unit)
        yield statement("item", whole)
        if len(whole) <= _LONG_ITEM:
            return
    parts = list(sentences(document.text, unit.span))
    if unit.kind == "item" and len(parts) < 2:
        return
    kind: StatementKind = "line" if unit.kind == "line" else "sentence"
    for span in parts:
        yield statement(kind, span)
        first, *others = _clauses(document.text, span)
        for clause in (first, *others) if others else ():
            said = readable(first.slice(document.text))[:_LEAD_SHOWN]
            yield statement(kind, clause, governed.lead if clause is first else f"{governed.lead} {said}".strip())


def _clauses(text: str, span: Span) -> list[Span]:
    """A long sentence at its semicolons: a tariff or a grade stands in one of them."""
    if len(span) <= _LONG_SENTENCE:
        return [span]
    parts = [Span(span.start + m.start(), span.start + m.end()) for m in _CLAUSE.finditer(span.slice(text))]
    return [part for part in parts if part.slice(text).strip()]


def _words(document: Document, unit: Unit) -> Span:
    """An item without its markers: 「- ✓ 次世代通訊」 has two."""
    found = _MARKS.match(document.text, unit.words, unit.span.end)
    start = found.end() if found else unit.words
    return Span(start, unit.span.end) if start < unit.span.end else unit.span


def _around(document: Document, body: Sequence[Unit], i: int) -> str:
    near = (*body[max(0, i - 1) : i], *body[i + 1 : i + 2])
    return " ".join(readable(u.span.slice(document.text))[:160] for u in near if u.kind != "row")


def _lists(document: Document, section: Section, body: Sequence[Unit]) -> Iterator[Statement]:
    """Runs of items of one depth, each with its lead: the line above ending in a colon, or the item they hang below."""
    for depth in range(max((u.depth for u in body), default=0) + 1):
        run: list[Unit] = []
        lead = ""
        before = ""
        for unit in [*body, None]:
            if unit is not None and unit.kind == "item" and unit.depth >= depth:
                if unit.depth == depth:
                    lead = lead if run else before
                    run.append(unit)
                elif run:
                    run[-1] = Unit("item", Span(run[-1].span.start, unit.span.end), depth, run[-1].words)
                if unit.depth < depth or not run:
                    before = readable(_words(document, unit).slice(document.text))
                continue
            yield from _list(document, section, run, lead)
            run = []
            before = readable(unit.span.slice(document.text)) if unit is not None and unit.kind != "row" else ""


def _list(document: Document, section: Section, run: Sequence[Unit], lead: str) -> Iterator[Statement]:
    if len(run) >= 2:
        span = Span(run[0].span.start, run[-1].span.end)
        items = tuple(_words(document, u) for u in run)
        yield Statement("list", document, section, section.path, (span,), lead[-160:], items)


def _figures(document: Document, section: Section, body: Sequence[Unit]) -> Iterator[Statement]:
    """Short lines of slides: columns zipped, cards with their labels, and windows of two or three neighbours."""
    short = [u for u in body if u.kind in ("line", "prose") and len(u.span) <= 120]
    if len(short) < 2 or not any(u.kind == "line" or len(u.span) <= 40 for u in short):
        return
    texts = [readable(u.span.slice(document.text)) for u in short]
    grouped: set[int] = set()
    groups = group(texts)
    yield from _cards(document, section, [[short[i].span for i in members] for members in groups])
    for members in groups:
        grouped |= set(members)
        spans = tuple(short[i].span for i in members)
        yield Statement("figure", document, section, section.path, spans)
    yield from _windows(document, section, short, grouped)


def _rows(document: Document, section: Section, parts: Sequence[Unit]) -> Iterator[tuple[Statement, tuple[Span, ...]]]:
    """Rows of flattened tables, each with the lines it tells; a heading names the first row below it."""
    texts = [readable(u.span.slice(document.text)) if u.kind != "row" else "" for u in parts]
    for row in find_rows(texts, frozenset(i for i, u in enumerate(parts) if u.kind == "item")):
        cells, above = [parts[i].span for i in row.cells], [parts[i].span for i in row.above]
        span = Span(cells[0].start, cells[-1].end)
        opening = Span(above[0].start, above[-1].end) if above else None
        lead = readable(opening.slice(document.text)) if opening is not None else ""
        yield Statement("row", document, section, section.path, (span,), lead, opening=opening), (*above, *cells)


def _windows(document: Document, section: Section, short: Sequence[Unit], grouped: set[int]) -> Iterator[Statement]:
    """Two or three neighbouring short lines that no pattern has grouped: a label and what stands below it."""
    for size in (2, 3):
        for i in range(len(short) - size + 1):
            window = range(i, i + size)
            if grouped & set(window) or not any(
                short[j].kind == "line" or len(short[j].span) <= 40 for j in window[:-1]
            ):
                continue
            span = Span(short[i].span.start, short[i + size - 1].span.end)
            if len(span) <= 160:
                yield Statement("figure", document, section, section.path, (span,))


def _cards(document: Document, section: Section, cards: Sequence[Sequence[Span]]) -> Iterator[Statement]:
    """Cards that follow one another, as one list; cards whose parts were flattened apart make none."""
    items = tuple(Span(card[0].start, card[-1].end) for card in cards)
    if len(items) >= 2 and all(a.end <= b.start for a, b in pairwise(items)):
        yield Statement("list", document, section, section.path, (Span(items[0].start, items[-1].end),), items=items)


def _cells(document: Document, section: Section, table: Table) -> Iterator[Statement]:
    for row in table.body:
        label = table.label(row)
        yield Statement("row", document, section, (*section.path, label), (Span(row[0].span.start, row[-1].span.end),))
        for column, cell in enumerate(row[table.labels :], start=table.labels):
            if cell.text:
                path = tuple(p for p in (*section.path, table.header(column), label) if p)
                items = cell_items(document.text, cell)
                yield Statement("cell", document, section, path, (cell.span,), items=items if len(items) > 1 else ())
                for item in items if len(items) > 1 else ():
                    yield Statement("item", document, section, path, (item,))
