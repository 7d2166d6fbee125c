"""A reply on its way to the reader: sentence by sentence, each shown only when it has been checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.compose.claims import Source, cite
from assistant.events import Event, Text, Typing
from assistant.llm.check import Checker, Fault
from assistant.llm.display import BULLET, clean, glimpse, in_taiwan, without_thoughts
from assistant.llm.failures import CallFailed
from assistant.llm.numbered import Numbered
from assistant.llm.prompts import NO_ANSWER
from assistant.llm.sentences import Sentence, Splitter
from assistant.verify import verify
from corpus.types import Answer, Citation, Document, GenerationProblem, Span
from index.lexicon import Lexicon

LONGEST = 3000
"""Characters after which a reply is given up: none that keeps to the prompt comes near."""


@dataclass(slots=True)
class Page:
    """What is shown of a reply while it is written: sentences, checked one by one, and the citations they make.

    A sentence without a marker waits for the next one of its paragraph that has one, and is checked against that one's.

    Args:
        numbered: what the model was shown.
        checker: checks sentences against it.
        documents: the release's documents by id.
        lexicon: knows the names of agencies.
    """

    numbered: Numbered
    checker: Checker
    documents: Mapping[str, Document]
    lexicon: Lexicon
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    shown: int = 0
    withheld: int = 0
    declined: bool = False
    faults: set[Fault] = field(default_factory=set)
    _numbers: dict[tuple[str, Span], int] = field(default_factory=dict)
    _waiting: list[Sentence] = field(default_factory=list)

    def read(self, pieces: Iterator[str]) -> Iterator[Event]:
        """Yield what may be shown of ``pieces``, as soon as it may.

        Raises:
            CallFailed: the reply is empty or endless, or the call fails.
        """
        splitter = Splitter()
        reply = taken = last = ""
        for piece in pieces:
            reply += piece
            said = without_thoughts(reply)
            if len(said) > LONGEST:
                raise CallFailed("broken", f"回答超過 {LONGEST:,} 字")
            for sentence in splitter.feed(said[len(taken) :]):
                yield from self._take(sentence)
                last = ""
            taken = said
            typing = "" if self._waiting else glimpse(splitter.rest, self.lexicon)
            if typing and typing != last and not NO_ANSWER.startswith(typing[: len(NO_ANSWER)]):
                last = typing
                yield Typing(typing)
        for sentence in splitter.close():
            yield from self._take(sentence)
        self._drop()
        if not reply.strip():
            raise CallFailed("broken", "回答是空的")

    def problem(self) -> GenerationProblem:
        """Say why the reply cannot stand, empty where it can: at least as much is shown as had to be withheld."""
        if self.shown and self.withheld <= self.shown:
            return ""
        if self.declined and not self.shown:
            return "declined"
        if self.faults <= {"no_citation"}:
            return "no_citation"
        return "language" if self.faults <= {"no_citation", "language"} else "refuted"

    def answer(self, extract: Answer) -> Answer:
        """Return the finished answer in place of the extractive one; its citations verified once more."""
        checked = verify(self.text, self.citations, self.documents, self.lexicon)
        warnings = []
        if self.withheld:
            warnings.append(f"略去 {self.withheld} 句未能與所引文件核對相符的文字")
        if self.declined:
            warnings.append("語言模型認為問題的一部分文件未載明")
        return replace(extract, text=self.text, citations=checked.citations, warnings=tuple(warnings), mode="generated")

    def _take(self, sentence: Sentence) -> Iterator[Event]:
        """Show a sentence with those that waited for its citation; or withhold what is not carried; or let it wait."""
        if NO_ANSWER in sentence.text:
            self.declined = True
            return
        if "\n" in sentence.gap and self._waiting and not self._waiting[-1].bare.endswith(("：", ":")):
            self._drop()
        waiting, own = self._waiting, self._cleaned(sentence)
        if not sentence.markers:
            self._waiting = [*waiting, sentence] if own else waiting
            return
        self._waiting = []
        sound = [s for s in (*waiting, sentence) if self._is_carried(s, sentence.markers)]
        if own and sentence not in sound:
            self._withhold(len(sound))  # what led up to it says nothing without it
        elif sound:
            body = "".join((s.gap if i or self.text else "") + self._cleaned(s) for i, s in enumerate(sound))
            yield self._show(body, self.numbered.sources(sentence.markers))

    def _is_carried(self, sentence: Sentence, markers: Sequence[int]) -> bool:
        text = self._cleaned(sentence)
        fault = self.checker.fault(text, markers) if text else ""
        if fault:
            self.faults.add(fault)
            self._withhold(1)
        return bool(text) and not fault

    def _show(self, text: str, sources: Sequence[Source]) -> Text:
        """Append checked text with the markers of its sources, numbered in the order of their first use."""
        fresh: list[Citation] = []
        marks: list[str] = []
        for source in sources:
            statement = source.statement
            place = (statement.document.document_id, source.span)
            if place not in self._numbers:
                self._numbers[place] = len(self._numbers) + 1
                made = cite(statement.document, statement.section, source.path, source.span, self._numbers[place])
                fresh.append(replace(made, verified=True))  # a slice by construction; ``answer`` verifies it again
            marks.append(f"[{self._numbers[place]}]")
        self.citations += fresh
        self.shown += 1
        piece = f"{text} {''.join(dict.fromkeys(marks))}"
        if self.text and not piece.startswith("\n"):
            piece = f"\n{piece}" if piece.startswith(BULLET) else f" {piece}"
        self.text += piece
        return Text(piece, tuple(fresh))

    def _cleaned(self, sentence: Sentence) -> str:
        shown = self.numbered.text
        return in_taiwan(clean(sentence.bare, shown), (shown,))

    def _drop(self) -> None:
        """Withhold the sentences that waited for a citation in vain."""
        for sentence in self._waiting:
            fault = self.checker.fault(self._cleaned(sentence), ())
            self.faults.add(fault)
        self._withhold(len(self._waiting))
        self._waiting = []

    def _withhold(self, sentences: int) -> None:
        self.withheld += sentences
