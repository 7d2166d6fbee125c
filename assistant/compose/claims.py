"""What an answer is made of before it becomes text: claims, each with the places that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.statement import Statement
from corpus.sections import page_at, recognised
from corpus.types import Citation, Document, Section, Span


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document that carries a claim; ``path`` is the heading path to show for it."""

    statement: Statement
    span: Span

    @property
    def path(self) -> tuple[str, ...]:
        """Heading path, with row and column for a table cell."""
        return self.statement.path


@dataclass(frozen=True, slots=True)
class Claim:
    """A paragraph of the answer and its sources.

    ``items`` are its lines when it is a list under ``text``; ``row`` is what the row says that it fills of a comparison's
    table, empty for a paragraph.
    """

    text: str
    sources: tuple[Source, ...]
    items: tuple[str, ...] = ()
    row: str = ""

    def __len__(self) -> int:
        return len(self.text) + sum(map(len, self.items))


NOT_STATED = "文件未載明"
_TABLE = ("| 比較對象 | 文件所載 |", "|---|---|")


def not_stated(what: str) -> Claim:
    """Return the claim that the documents do not state something; it rests on nothing."""
    return Claim(f"{what}：{NOT_STATED}。", ())


def new_claims(told: Sequence[Claim], more: Sequence[Claim]) -> list[Claim]:
    """Return those of ``more`` that rest on some place that nothing told before rests on."""
    places = {(s.statement.document.document_id, s.span) for claim in told for s in claim.sources}
    found = []
    for claim in more:
        own = {(s.statement.document.document_id, s.span) for s in claim.sources}
        if not own <= places:
            found.append(claim)
            places |= own
    return found


def write(claims: Sequence[Claim]) -> tuple[str, tuple[Citation, ...]]:
    """Write claims as text with markers.

    Args:
        claims: in the order to be read.

    Returns:
        Paragraphs separated by blank lines, each ending with its markers, rows that follow one another as one table (GitHub
        Flavored Markdown), and the citations numbered from 1 in order of appearance; a place cited twice has one number.
    """
    numbers: dict[tuple[str, Span], int] = {}
    citations: list[Citation] = []
    blocks: list[list[str]] = []
    in_table = False
    for claim in claims:
        marks = []
        for source in claim.sources:
            key = (source.statement.document.document_id, source.span)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(_citation(source, numbers[key]))
            marks.append(f"[{numbers[key]}]")
        cited = "".join(dict.fromkeys(marks))
        if claim.row:
            if not in_table:
                blocks.append(list(_TABLE))
            blocks[-1].append(f"| {_cell(claim.row)} | {_cell(_in_one_line(claim))} {cited} |".replace("  |", " |"))
        else:
            body = "\n".join((claim.text, *(f"• {item}" for item in claim.items))).strip()
            blocks.append([f"{body} {cited}".rstrip()])
        in_table = bool(claim.row)
    return "\n\n".join("\n".join(block) for block in blocks), tuple(citations)


def _in_one_line(claim: Claim) -> str:
    return f"{claim.text}{'；'.join(item.rstrip('。；') for item in claim.items)}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "｜").split())


def _citation(source: Source, marker: int) -> Citation:
    statement = source.statement
    return cite(statement.document, statement.section, source.path, source.span, marker)


def cite(document: Document, section: Section, path: tuple[str, ...], span: Span, marker: int) -> Citation:
    """Make the citation of a span of a document; its quote is the document's slice."""
    return Citation(
        marker=marker,
        document_id=document.document_id,
        title=document.title,
        edition=document.edition,
        section=path,
        section_id=section.section_id,
        page=page_at(document, span.start),
        quote=span.slice(document.text),
        span=span,
        recognised=recognised(document, span),
    )
