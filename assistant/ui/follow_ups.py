"""Questions to ask next: made of the headings around what an answer cited, kept only if they are answered from there."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from assistant.api.shelf import Shelf
from assistant.ui.examples import cites, question_of
from corpus.types import Answer, Section

MOST = 3
TRIES = 6
_REMEMBERED = 500


class FollowUps:
    """Suggests questions that have answers; what was tried once is remembered per index release.

    Args:
        ask: the assistant; a way that costs little.
    """

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        self._ask = ask
        self._known: OrderedDict[tuple[str, str], bool] = OrderedDict()
        self._lock = threading.Lock()

    def after(self, answer: Answer, shelf: Shelf, asked: Sequence[str]) -> tuple[str, ...]:
        """Return at most ``MOST`` questions.

        Args:
            answer: what was just answered.
            shelf: the documents of its release.
            asked: the questions of the conversation, which are not suggested again.
        """
        found: list[str] = []
        tried = 0
        for question, section in _around(answer, shelf):
            if len(found) == MOST or tried == TRIES:
                break
            if question in asked or question in found:
                continue
            tried += 1
            if self._answered(question, section, answer.index_id):
                found.append(question)
        return tuple(found)

    def _answered(self, question: str, section: Section, index_id: str) -> bool:
        key = (index_id, section.section_id)
        with self._lock:
            if key in self._known:
                return self._known[key]
        answer = self._ask(question)
        good = not answer.refused and cites(answer, section.path)
        with self._lock:
            self._known[key] = good
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return good


def _around(answer: Answer, shelf: Shelf) -> Iterator[tuple[str, Section]]:
    """Questions from the sections below, beside and above those cited, nearest first, each section once."""
    cited = {citation.section_id for citation in (answer.citations or answer.nearest)}
    seen: set[str] = set(cited) if not answer.refused else set()
    for section_id in dict.fromkeys(c.section_id for c in (answer.citations or answer.nearest)):
        here = shelf.section(section_id)
        if here is None:
            continue
        outline = shelf.outline(here.document_id)
        at = outline.index(here)
        related = [(abs(i - at), other) for i, other in enumerate(outline) if _related(other, here)]
        for _, section in sorted(related, key=lambda pair: pair[0]):
            if section.section_id in seen:
                continue
            seen.add(section.section_id)
            question = question_of(section, shelf)
            if question:
                yield question, section


def _related(section: Section, here: Section) -> bool:
    """Whether a section is the parent, a child or a sibling of the one cited, or cited itself."""
    return (
        section.section_id in (here.section_id, here.parent_id)
        or section.parent_id == here.section_id
        or (section.parent_id == here.parent_id)
    )
