"""How well a document was read: what was found in it, what was left out and why, what a person decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.left_out import Reason, left_out
from corpus.passages import split
from corpus.sections import page_at
from corpus.slides import missing_titles
from corpus.tables import find_tables
from corpus.types import Document, Section, Value

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Aside(Value):
    """What was left out for one reason: how often, how many code points, and the first few different ones."""

    reason: Reason
    count: int
    characters: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quality(Value):
    """What reading a document came to.

    ``headings`` counts headings by level, level 1 first; ``pages`` is 0 for a format without pages; ``recognised`` holds the
    pages whose text was read from an image, numbered from 1; ``given`` the slide titles a manifest gives by hand,
    ``given_missing`` those of them that the text does not have.
    """

    characters: int
    pages: int
    headings: tuple[int, ...]
    passages: int
    tables: int
    rows: int
    left_out: tuple[Aside, ...] = ()
    recognised: tuple[int, ...] = ()
    given: tuple[str, ...] = ()
    given_missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def quality(document: Document, sections: Sequence[Section]) -> Quality:
    """Sum up how a document was read.

    Args:
        document: the document.
        sections: its sections from ``corpus.sections.outline``.
    """
    levels = Counter(section.level for section in sections if section.path)
    tables = [table for section in sections for table in find_tables(document.text, section.span)]
    recognised = {page_at(document, mark.span.start) for mark in document.marks if mark.kind == "ocr"}
    return Quality(
        characters=len(document.text),
        pages=len(document.page_starts),
        headings=tuple(levels[level] for level in range(1, max(levels, default=0) + 1)),
        passages=len(split(document, sections)),
        tables=len(tables),
        rows=sum(len(table.rows) for table in tables),
        left_out=_asides(document),
        recognised=tuple(sorted(page for page in recognised if page is not None)),
        given=tuple(title.strip() for title in document.slide_titles),
        given_missing=missing_titles(document.text, document.slide_titles),
        warnings=document.warnings,
    )


def _asides(document: Document) -> tuple[Aside, ...]:
    found = left_out(document)
    asides = []
    for reason in sorted({item.reason for item in found}):
        texts = [item.span.slice(document.text).strip() for item in found if item.reason == reason]
        different = tuple(dict.fromkeys(text[:40] for text in texts))[:EXAMPLES]
        asides.append(Aside(reason, len(texts), sum(map(len, texts)), different))
    return tuple(asides)
