"""One thing that a document states, and what can be read off it whatever is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from corpus.figures import Figure, figures
from corpus.lines import plain
from corpus.normalize import search_key
from corpus.types import Document, Section, Span
from index.tokenize import terms, to_simplified, words

StatementKind = Literal["sentence", "item", "list", "outline", "pair", "figure", "line", "cell", "row"]

AGENCY = re.compile(r"^[^\s：:，。、]{1,12}(?:部|會|署|局|院|處|府|辦公室|銀行)$")
"""A line that is an agency's name and nothing else."""
_NAMED = re.compile(
    r"^[\W\d〇○零一二三四五六七八九十百壹貳參叁肆伍陸柒捌玖拾]+[、.．)）\s]|^第\S{1,4}[章節條點款編]\s*|[（(][^（）()]*[)）]|[：:。]$"
)
_BREAK = re.compile(r"(?<=[A-Za-z0-9%])\s*\n\s*(?=[A-Za-z0-9])")


def readable(text: str) -> str:
    """Return source text as one line to read: Markdown marks gone, wrapped Chinese lines joined without a space."""
    rows = [plain(row) for row in text.splitlines() if row.strip()]
    if len(rows) > 1 and all(AGENCY.match(row) for row in rows):
        return "、".join(rows)
    joined = _BREAK.sub(" ", plain(text))
    joined = re.sub(r"(?<=[：:])\s*\n\s*|\s*\n\s*(?=[，。、；：）)」])|(?<=[（(「])\s*\n\s*", "", joined)
    joined = re.sub(r"(?<=[\u4e00-\u9fff，、])[ \t]*\n[ \t]*(?=[\u4e00-\u9fff（(「])", "", joined)
    return " ".join(joined.split())


def apart(text: str) -> str:
    """Return lines that are cells of a table as one line to read, a space between any two."""
    return " ".join(readable(line) for line in text.splitlines() if line.strip())


@dataclass(frozen=True)
class Statement:
    """One thing a document states.

    ``spans`` are its places in the document, the main one first (a flattened column has several); ``path`` is the heading
    path, for cells with column and row header at its end; ``lead`` is the text that governs it (a list's introduction, the
    item above it), ``opening`` the place of the sentence that introduces it (「有下列情形之一者，處…：」); ``items`` are the
    spans of a list's items.
    """

    kind: StatementKind
    document: Document
    section: Section
    path: tuple[str, ...]
    spans: tuple[Span, ...]
    lead: str = ""
    items: tuple[Span, ...] = ()
    neighbours: str = field(default="", repr=False)
    opening: Span | None = None
    referred: str = field(default="", repr=False)

    @cached_property
    def text(self) -> str:
        """The statement as it is read."""
        return " ".join(readable(span.slice(self.document.text)) for span in self.spans)

    @cached_property
    def governed(self) -> str:
        """The statement after what governs it, as its answer tells it: 「有下列情形之一者，處…元罰鍰：規避檢查」."""
        return self.lead + self.text

    @property
    def shown(self) -> str:
        """The statement as an answer tells it: the cells of a table's row stand apart."""
        return apart(self.spans[0].slice(self.document.text)) if self.kind == "row" else self.text

    @cached_property
    def own(self) -> frozenset[str]:
        """Index terms of the statement itself."""
        return frozenset(terms(self.text))

    @cached_property
    def first(self) -> frozenset[str]:
        """Index terms of its first line: in a window of short lines the label, with what it labels below."""
        return frozenset(terms(self.spans[0].slice(self.document.text).strip().split("\n")[0]))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Search forms of its words of two characters and more, and of its numbers."""
        return tuple(t.key for t in words(self.text) if len(t.text) > 1 or t.text.isdigit())

    @cached_property
    def context(self) -> frozenset[str]:
        """Index terms of its headings and its lead."""
        return frozenset(terms(" ".join((*self.path, self.lead))))

    @cached_property
    def around(self) -> frozenset[str]:
        """Index terms of its neighbours."""
        return frozenset(terms(self.neighbours))

    @cached_property
    def referred_terms(self) -> frozenset[str]:
        """Index terms of the provisions it refers to."""
        return frozenset(terms(self.referred)) if self.referred else frozenset()

    @cached_property
    def item_terms(self) -> tuple[frozenset[str], ...]:
        """Index terms of each item."""
        return tuple(frozenset(terms(readable(span.slice(self.document.text)))) for span in self.items)

    @property
    def label(self) -> str:
        """What stands before the colon of a pair, empty for anything else."""
        return re.split("[：:]", self.text)[0] if self.kind == "pair" and re.search("[：:]", self.text) else ""

    @cached_property
    def lead_terms(self) -> frozenset[str]:
        """Index terms of its lead."""
        return frozenset(terms(self.lead)) if self.lead else frozenset()

    @cached_property
    def label_terms(self) -> frozenset[str]:
        """Index terms of its label."""
        return frozenset(terms(self.label)) if self.label else frozenset()

    @cached_property
    def heading_terms(self) -> frozenset[str]:
        """Index terms of its nearest heading."""
        return frozenset(terms(self.path[-1])) if self.path else frozenset()

    @cached_property
    def key(self) -> str:
        """Its text in the form of index terms."""
        return to_simplified(self.search_text)

    @cached_property
    def search_text(self) -> str:
        """Its text in the form in which quoted names are looked for."""
        return search_key(self.text).text

    @cached_property
    def search_above(self) -> str:
        """Its headings and its lead in that form."""
        return search_key(" ".join((*self.path, self.lead))).text

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that it, its headings or its lead state, in the common era."""
        above = (f for text in (*self.path, self.lead) for f in figures(text))
        return frozenset(int(f.value) for f in (*self.figures, *above) if f.kind == "year")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Search forms of what it is called: its label, the cells of a row that name it, and its nearest heading."""
        cells = self.spans[0].slice(self.document.text).split("\n") if self.kind == "row" else [self.label]
        found = (_NAMED.sub("", readable(name)) for name in (*cells, *self.path[-1:]) if not figures(name))
        return tuple(to_simplified(search_key(name).text) for name in found if len(name) > 1)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it states."""
        return figures(self.text)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement with its score, the share of the question that it and its headings cover, and the share that it covers alone."""

    statement: Statement
    score: float
    coverage: float
    own: float
