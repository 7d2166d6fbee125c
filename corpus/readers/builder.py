"""Puts a document's text together line by line, keeping the offsets of pages, headings and tables."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.readers.parsed import Parsed
from corpus.readers.pipes import Rows, pipe_table, tidy
from corpus.types import Mark, MarkKind, Span

PAGE = "\f"
"""Stands in the words of a line where a new page begins; it does not reach the text."""

_BEGINNING = 2_000  # code points; where a document shows its title


class TextBuilder:
    """Grows a text and its marks together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[int] = []
        self._marks: list[Mark] = []

    @property
    def length(self) -> int:
        """Code points so far: where the next line begins."""
        return self._length

    def page(self) -> None:
        """Begin a page or slide with whatever comes next."""
        self._pages.append(self._length)

    def line(self, words: str, kind: MarkKind | None = None, level: int | None = None) -> None:
        """Append a line; nothing where ``words`` is blank.

        Args:
            words: the line, perhaps with line breaks or ``PAGE`` inside.
            kind: marks the words as this.
            level: heading level from 1.
        """
        pieces = words.split(PAGE)
        text, breaks = "", []
        for piece in pieces[:-1]:
            text += piece if text else piece.lstrip()
            breaks.append(len(text))
        last = pieces[-1]
        text = (text + last if text else last.lstrip()).rstrip()
        end_of_line = len(text) + 1 if text else 0
        self._pages += [self._length + min(at, end_of_line) for at in breaks]
        if not text:
            return
        if kind:
            self.mark(kind, self._length, self._length + len(text), level)
        self._append(text + "\n")

    def table(self, rows: Rows) -> None:
        """Append a table; what is no table (one column, or a title merged over all columns) becomes lines.

        Args:
            rows: rows of cell texts, all of the same length.
        """
        kept = tidy(rows)
        while kept and len(set(kept[0])) == 1:
            self.line(kept.pop(0)[0])
        if len(kept) == 1:
            self.line("　".join(cell for cell in kept.pop() if cell))
        if kept:
            text = pipe_table(kept)
            self.mark("table", self._length, self._length + len(text))
            self._append(text + "\n")

    def mark(self, kind: MarkKind, start: int, end: int, level: int | None = None) -> None:
        """Mark a stretch of the text.

        Args:
            kind: what it is.
            start: offset of its first code point.
            end: offset behind its last.
            level: heading level from 1.
        """
        self._marks.append(Mark(kind, Span(start, end), level))

    def build(self, title: str = "", *, claimed: str = "", warnings: Sequence[str] = ()) -> Parsed:
        """Return what was put together.

        Args:
            title: what the file calls itself.
            claimed: the title in the file's metadata, often that of a template or of another file; it counts only where
                there is no other and the beginning of the text shows it.
            warnings: what could not be read.
        """
        text = "".join(self._parts)
        beginning = "".join(text[:_BEGINNING].split())
        if not title and "".join(claimed.split()) in beginning:
            title = claimed
        pages = tuple(min(page, len(text)) for page in self._pages)
        marks = tuple(sorted(self._marks, key=lambda mark: (mark.span.start, -mark.span.end)))
        return Parsed(text, pages, marks, title.strip(), tuple(warnings))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
