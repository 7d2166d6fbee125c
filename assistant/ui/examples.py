"""Example questions, made of the indexed documents' own headings and kept only if they are answered from that section.

The rules look at the form of a heading, never at its subject, so they hold for documents not seen before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest

from assistant.api.service import Service
from assistant.api.shelf import Shelf
from assistant.ui.markup import plain
from corpus.types import Answer, Document, Section

_WORDED = re.compile(r"[\u4e00-\u9fff]{2}[\u4e00-\u9fffA-Za-z0-9、及與]*")
_FORMS: tuple[tuple[str, str], ...] = (
    ("(?:目標|願景|宗旨|定位)$", "{heading}是什麼？"),
    ("(?:分工|機關|單位|組織|架構|期程|經費|預算)$", "{heading}為何？"),
    (
        "(?:挑戰|問題|課題|議題|策略|措施|重點|成果|作法|做法|項目|工作|任務|效益|方向|指標|情境|計畫|原則)$",
        "{heading}有哪些？",
    ),
)
COUNT = 4
"""How many examples are offered."""

_POINTS = "{heading}有哪些重點？"
_LENGTH = range(5, 17)
_BREAK = re.compile(r"[\s（(：:]")
_SHORTEST_NAME = 4
_OWN_TEXT = 40
"""Code points under a heading below which there is little to answer from."""


def candidates(shelf: Shelf) -> Iterator[tuple[str, Section]]:
    """Yield questions with the section each was made of, taking turns between documents and forms of question.

    Args:
        shelf: the documents.
    """
    queues = []
    for document in shelf.documents:
        by_form: list[list[tuple[str, Section]]] = [[] for _ in _FORMS]
        for section in shelf.outline(document.document_id):
            form = _form(section)
            if form is not None:
                by_form[form].append((_question(_FORMS[form][1], section, document, shelf), section))
        queues.append([pair for pair in chain.from_iterable(zip_longest(*by_form)) if pair])
    yield from (pair for pair in chain.from_iterable(zip_longest(*queues)) if pair)


def question_of(section: Section, shelf: Shelf) -> str:
    """Return the question that a section's heading makes, empty where it makes none.

    A heading that none of the forms fits, up to a bracket or colon in it, makes a question for its main points.
    """
    document, form = shelf.document(section.document_id), _form(section)
    if document is None:
        return ""
    if form is not None:
        return _question(_FORMS[form][1], section, document, shelf)
    heading = _BREAK.split(plain(section.title))[0]
    named = len(heading) in _LENGTH and bool(_WORDED.fullmatch(heading)) and len(section.span) >= _OWN_TEXT
    return _asked(_POINTS.format(heading=heading), document, shelf) if named else ""


def _form(section: Section) -> int | None:
    """Which form of question a heading fits; None where none does."""
    if not _fits(section):
        return None
    return next((i for i, (ending, _) in enumerate(_FORMS) if re.search(ending, plain(section.title))), None)


def _fits(section: Section) -> bool:
    title = plain(section.title)
    return len(title) in _LENGTH and bool(_WORDED.fullmatch(title)) and len(section.span) >= _OWN_TEXT


def _question(template: str, section: Section, document: Document, shelf: Shelf) -> str:
    return _asked(template.format(heading=plain(section.title)), document, shelf)


def _asked(question: str, document: Document, shelf: Shelf) -> str:
    return question if len(shelf.documents) == 1 else f"{name_of(document)}的{question}"


def name_of(document: Document) -> str:
    """A document's shortest name that says enough: an alias, else its title up to a break."""
    short = [alias for alias in document.aliases if len(alias) >= _SHORTEST_NAME]
    return f"「{plain(short[0] if short else _BREAK.split(document.title)[0])}」"


def examples(shelf: Shelf, ask: Callable[[str], Answer], *, count: int = COUNT, tries: int = 24) -> tuple[str, ...]:
    """Return questions that the assistant answers from the section they were made of.

    Args:
        shelf: the documents.
        ask: the assistant.
        count: how many to return at most.
        tries: how many candidates to put to the assistant at most.
    """
    kept: list[str] = []
    for tried, (question, section) in enumerate(candidates(shelf)):
        if len(kept) == count or tried == tries:
            break
        answer = ask(question)
        if question not in kept and not answer.refused and cites(answer, section.path):
            kept.append(question)
    return tuple(kept)


def cites(answer: Answer, path: Sequence[str]) -> bool:
    """Say whether an answer cites the section of this heading path or one below it."""
    return any(tuple(citation.section[: len(path)]) == tuple(path) for citation in answer.citations)


class Offered:
    """The example questions of the index release in service; made anew when another one is.

    Args:
        service: what is in service.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made: tuple[Shelf, tuple[str, ...]] | None = None

    def now(self) -> tuple[str, ...]:
        """Return the questions."""
        shelf = self._service.shelf
        if self._made is None or self._made[0] is not shelf:
            self._made = shelf, examples(shelf, self._service.plain_ask, count=COUNT)
        return self._made[1]
