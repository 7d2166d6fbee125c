"""Answers to take along: a footnoted paragraph for a letter, Markdown, and OpenDocument text (CNS 15251, ISO/IEC 26300).

Each names document, edition, section, page and quote of every source, when it was asked, the index release, and the notice
on the use of AI.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from assistant.ui.markup import lines, plain
from assistant.ui.turns import Turn
from assistant.ui.words import Words
from corpus.types import Answer, Citation, Span

_MARKER = re.compile(r"\[(\d{1,3})\]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!])")


def footnote(citation: Citation, words: Words) -> str:
    """Return one source as a footnote: document, edition, section path, page, quote."""
    parts = [
        f"《{plain(citation.title)}》",
        words.edition.format(date=citation.edition) if citation.edition else words.undated,
        " › ".join(plain(part) for part in citation.section),
        words.page.format(page=citation.page) if citation.page else "",
        words.recognised if citation.recognised else "",
        f"「{plain(citation.quote)}」",
    ]
    return "，".join(part for part in parts if part)


def closing(answer: Answer, turn: Turn, words: Words) -> tuple[str, str]:
    """Return what stands below an answer that leaves the page: the notice, and when and from what it was answered."""
    notice = words.footnote_notice_generative if turn.generated else words.footnote_notice
    index = f" {words.index_id.format(index_id=answer.index_id)}" if answer.index_id else ""
    return notice, words.asked_at.format(time=turn.asked_at) + index


def _lines(answer: Answer) -> list[str]:
    """An answer's text line by line; a row of a comparison's table as 「甲：…」, its head left out."""
    found: list[str] = []
    for line in lines(answer.text, Span(0, len(answer.text))):
        cells = [plain(cell.slice(answer.text)) for cell in line.cells]
        if line.kind == "rule":
            found = found[:-1]
        elif line.kind == "bullet":
            found.append(f"• {cells[0]}")
        elif cells:
            found.append(
                "：".join(cells) if line.kind == "row" else f"{line.number}. {cells[0]}" if line.number else cells[0]
            )
    return found


def footnoted(answer: Answer, turn: Turn, words: Words) -> str:
    """Return an answer as plain text with its sources as footnotes, for pasting into a letter.

    Args:
        answer: the answer.
        turn: the turn it is of.
        words: the language of the labels.
    """
    body = "\n".join(_lines(answer))
    notes = [f"[{citation.marker}] {footnote(citation, words)}" for citation in answer.citations]
    return "\n".join([body, "", *([words.footnotes, *notes, ""] if notes else []), *closing(answer, turn, words)])


def markdown(turns: Sequence[Turn], words: Words) -> str:
    """Return answered turns as Markdown with footnotes, numbered through the whole conversation.

    Args:
        turns: the turns; those without an answer are left out.
        words: the language of the labels.
    """
    out = [f"# {words.export_title}", ""]
    notes: list[str] = []
    for turn in turns:
        answer = turn.answer
        if answer is None:
            continue
        first = len(notes)
        numbers = {citation.marker: first + i for i, citation in enumerate(answer.citations, 1)}
        notes += [f"[^{numbers[c.marker]}]: {_literal(footnote(c, words))}" for c in answer.citations]
        out += [f"## {_literal(plain(turn.question))}", ""]
        if answer.completed_question and answer.completed_question != turn.question:
            out += [f"*{_literal(words.understood_as.format(question=plain(answer.completed_question)))}*", ""]
        for line in _lines(answer):
            out += [_cited(line, numbers), ""]
        notice, asked = closing(answer, turn, words)
        out += [f"> {notice}", ">", f"> {asked}", ""]
    return "\n".join([*out, *notes, ""])


def _cited(line: str, numbers: dict[int, int]) -> str:
    """A line with its markers as footnote references, and everything else literal."""
    out, at = [], 0
    for found in _MARKER.finditer(line):
        if int(found[1]) in numbers:
            out += [_literal(line[at : found.start()]).rstrip(), f"[^{numbers[int(found[1])]}]"]
            at = found.end()
    return "".join((*out, _literal(line[at:])))


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def odt(turns: Sequence[Turn], words: Words) -> bytes:
    """Return answered turns as an OpenDocument text with real footnotes.

    Args:
        turns: the turns; those without an answer are left out.
        words: the language of the labels.
    """
    from odfdo import Document, Header, Paragraph  # heavy: only when something is taken along

    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, words.export_title))
    number = 0
    for turn in turns:
        answer = turn.answer
        if answer is None:
            continue
        document.body.append(Header(2, plain(turn.question)))
        if answer.completed_question and answer.completed_question != turn.question:
            document.body.append(Paragraph(words.understood_as.format(question=plain(answer.completed_question))))
        sources = {citation.marker: footnote(citation, words) for citation in answer.citations}
        for line in _lines(answer):
            paragraph = Paragraph()
            number = _fill(paragraph, line, sources, number)
            document.body.append(paragraph)
        for text in closing(answer, turn, words):
            document.body.append(Paragraph(text))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _fill(paragraph: object, line: str, sources: dict[int, str], number: int) -> int:
    """Write a line into a paragraph, its markers as notes; return the number of the last note."""
    from odfdo import Note

    at = 0
    for found in _MARKER.finditer(line):
        source = sources.get(int(found[1]))
        if source is None:
            continue
        number += 1
        paragraph.append_plain_text(line[at : found.start()].rstrip())  # type: ignore[attr-defined]
        note = Note("footnote", note_id=f"note-{number}", citation=str(number), body=source)
        paragraph.append(note)  # type: ignore[attr-defined]
        at = found.end()
    paragraph.append_plain_text(line[at:])  # type: ignore[attr-defined]
    return number
