"""Questions just beside what the document says: another year, another agency, an attribute it does not give.

Each holds something that stands nowhere in the document, so that the document cannot answer it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.figures import figures
from corpus.types import Section
from evals.drafts.source import Draft, Source, heading_name, is_topic
from evals.question import UNANSWERABLE
from index.lexicon import Lexicon, shipped_lexicon

ANSWER = "文件中沒有提到。"
ATTRIBUTES = {
    "罰則": ("罰", "處分"),
    "預算金額": ("預算", "經費", "金額"),
    "申請期限": ("申請", "期限"),
    "承辦人聯絡電話": ("電話", "聯絡"),
    "委外廠商": ("委外", "廠商"),
    "滿意度調查結果": ("滿意",),
}
"""What policy readers ask about, and the words of which at least one would stand in a document that gives it."""

_SHORTEST, _LONGEST_NAME, _DEEPEST = 40, 24, 3
"""A heading names a matter of its own, and not a field of a form or a sentence, where so many characters stand below it, its
name is no longer and it lies no deeper."""

_LATER = (5, 10, 15, 20, 3, 4, 6, 7)


def turned(source: Source, drafts: Sequence[Draft], lexicon: Lexicon | None = None) -> Iterator[Draft]:
    """Yield answerable drafts turned into questions that the document cannot answer.

    Args:
        source: the document.
        drafts: answerable drafts of the same document.
        lexicon: names of agencies; None for the shipped one.
    """
    known = lexicon or shipped_lexicon()
    absent = _absent_agencies(source, known)
    for draft in drafts:
        if draft.kind == "list":
            continue  # its question is its heading, which another agency or year makes nonsense of
        made = _other_year(source, draft) or _other_agency(draft, known, absent)
        if made is not None:
            yield made


def missing_attributes(source: Source) -> Iterator[Draft]:
    """Yield one draft per section about an attribute of which the document says nothing at all, each in turn."""
    missing = [name for name, words in ATTRIBUTES.items() if all(source.lacks(word) for word in words)]
    topics = [section for section in source.sections if is_topic(section.title) and _is_matter(source, section)]
    for number, section in enumerate(topics if missing else ()):
        asked = missing[(number + number // len(missing)) % len(missing)]
        yield _draft(section, "attribute", f"{source.quoted(section)}的{asked}為何？")


def _is_matter(source: Source, section: Section) -> bool:
    below = len(section.span.slice(source.document.text).strip()) - len(section.title)
    short = len(heading_name(section.title)) <= _LONGEST_NAME
    return below >= _SHORTEST and short and len(section.path) <= _DEEPEST


def _other_year(source: Source, draft: Draft) -> Draft | None:
    year = next((figure for figure in figures(draft.question) if figure.kind == "year"), None)
    if year is None or not (printed := year.span.slice(draft.question)).isdigit():
        return None
    other = next((str(int(printed) + later) for later in _LATER if source.lacks(str(int(printed) + later))), None)
    if other is None:
        return None
    question = draft.question[: year.span.start] + other + draft.question[year.span.end :]
    return _draft(draft.section, "near-miss", question, draft.must_include)


def _other_agency(draft: Draft, lexicon: Lexicon, absent: Sequence[str]) -> Draft | None:
    mention = next((found for found in lexicon.find(draft.question) if found.kind == "agency"), None)
    if mention is None or not absent:
        return None
    other = absent[len(draft.question) % len(absent)]
    question = draft.question[: mention.start] + other + draft.question[mention.end :]
    return _draft(draft.section, "near-miss", question, draft.must_include)


def _absent_agencies(source: Source, lexicon: Lexicon) -> list[str]:
    """Return central agencies of which no name stands in the document."""
    named = {mention.entry_id for mention in lexicon.find(source.document.text)}
    agencies = (entry for entry in lexicon.entries if entry.kind == "agency" and entry.entry_id not in named)
    return [entry.entry_id for entry in agencies if entry.entry_id.endswith(("部", "委員會", "總署"))]


def _draft(section: Section, kind: str, question: str, wrong: tuple[tuple[str, ...], ...] = ()) -> Draft:
    """``wrong`` holds what the document says of what was asked before it was turned; an answer must not say it."""
    return Draft(
        kind=kind,
        category=UNANSWERABLE,
        section=section,
        question=question,
        answer=ANSWER,
        must_not_include=tuple(choice for group in wrong for choice in group),
    )
