"""Answers worded by a language model: the same evidence, numbered; each sentence checked before it is shown.

The model may phrase and combine; the evidence decides. Where the documents have no answer, no model is asked for one. Where
the model fails, stalls, cites nothing or is refuted, the reader gets the extractive answer, marked as such.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Assistant, Found
from assistant.compose.claims import Source, cite
from assistant.events import Done, Event, Stage, Text, Typing, Withdrawn, told
from assistant.llm.calling import Meter, Model
from assistant.llm.check import Checker, Fault
from assistant.llm.display import BULLET, clean, glimpse, in_taiwan, is_chinese, without_thoughts
from assistant.llm.failures import CallFailed
from assistant.llm.numbered import Numbered, number
from assistant.llm.prompts import NO_ANSWER, PROMPT_ID, answering
from assistant.llm.reading import Reading, read
from assistant.llm.sentences import Sentence, Splitter
from assistant.question import Question
from assistant.refuse import Refusal
from assistant.verify import verify
from corpus.types import Answer, Citation, Generation, GenerationProblem, Span

LONGEST = 3000
"""Characters after which a reply is given up: none that keeps to the prompt comes near."""

SURE = 0.8
"""Share of the question that the best statement covers when it outweighs the model's word that there is no answer."""

DECLINED = "語言模型查閱相關文件後，認為未載明答案"
"""What the reader is told where a refusal rests on the model's word."""

_LONG_QUESTION = 60
_TURNS = 4

MESSAGES: dict[GenerationProblem, str] = {
    "unavailable": "語言模型目前無法使用，以下為文件原文摘錄",
    "busy": "語言模型忙碌中，以下為文件原文摘錄",
    "timeout": "語言模型逾時未完成回答，以下為文件原文摘錄",
    "broken": "語言模型的回答不完整，以下為文件原文摘錄",
    "declined": "語言模型認為文件未載明答案；以下為最相關的文件原文摘錄，請自行核對",
    "no_citation": "語言模型的回答未標明出處，不予採用；以下為文件原文摘錄",
    "refuted": "語言模型的回答與所引文件不符，不予採用；以下為文件原文摘錄",
    "language": "語言模型未以提問的語言回答，不予採用；以下為文件原文摘錄",
}
"""What the reader is told with an answer that the model did not word, by what went wrong."""


class GeneratedWriter:
    """Lets a language model word the answers of an ``Assistant``.

    Args:
        model: the model, ready to be asked.
        evidence: characters of evidence it is shown.
        max_tokens: how long its reply may become.
    """

    def __init__(self, model: Model, *, evidence: int, max_tokens: int) -> None:
        self.model, self._evidence, self._max_tokens = model, evidence, max_tokens

    def write(self, assistant: Assistant, found: Found, extract: Answer, history: Sequence[str]) -> Iterator[Event]:
        """Yield the events of an answer, ``Done`` last; arguments as ``assistant.answer.Writer`` explains them."""
        if extract.reason in ("instructions", "empty_index"):
            yield from told(extract)
            return
        meter = self.model.meter()
        reading = self._reading(assistant, found, extract, history, meter)
        theirs = [assistant.read(text) for text in (reading.question, *reading.parts)] if reading else []
        if extract.refused:
            found, extract = _better(assistant, found, extract, theirs)
        if reading and found.question.follows:
            extract = replace(extract, completed_question=reading.question)
        if extract.refused:
            yield from told(replace(extract, generation=self._generation(meter) if meter.calls else None))
            return
        yield Stage("generating")
        ranked = [assistant.ranked(question) for question in (found.question, *found.question.parts, *theirs)]
        question = theirs[0].text if theirs else found.question.text
        numbered = number(found.claims, ranked, self._evidence)
        checker = Checker(numbered, question, assistant.documents, assistant.retriever.lexicon)
        page = Page(numbered, checker, assistant)
        sure = bool(ranked[0]) and ranked[0][0].coverage >= SURE
        no = extract if sure else assistant.extract(replace(found, refusal=Refusal("not_stated")))
        yield from self._told(page, meter, question, {"declined": no}, extract)

    def _reading(
        self, assistant: Assistant, found: Found, extract: Answer, history: Sequence[str], meter: Meter
    ) -> Reading | None:
        """The question as the model reads it, asked for where rules are known to fall short and calls allow it."""
        question = found.question
        hard = question.follows or question.parts or extract.refused or len(question.asked) > _LONG_QUESTION
        if not hard or meter.calls_left < 2:
            return None
        return read(self.model, meter, question.asked, history[-_TURNS:], assistant.retriever.lexicon)

    def _told(
        self, page: Page, meter: Meter, question: str, instead: Mapping[GenerationProblem, Answer], extract: Answer
    ) -> Iterator[Event]:
        """The model's reply as events; its answer, or another one where that cannot be had.

        Args:
            page: takes the reply.
            meter: the answer's allowance.
            question: complete in itself.
            instead: what to answer for particular problems.
            extract: what to answer for all others.
        """
        messages = answering(question, page.numbered.text, english=not is_chinese(question))
        problem: GenerationProblem
        timings: dict[str, float] = {}
        try:
            for event in page.read(self.model.stream(messages, meter, self._max_tokens)):
                if not timings and meter.first_token is not None:
                    timings["shown_after_first_token"] = round(1000 * (time.perf_counter() - meter.first_token), 2)
                yield event
            problem = page.problem()
        except CallFailed as failure:
            problem = failure.problem
        generation = replace(self._generation(meter), withheld=page.withheld, problem=problem)
        if not problem:
            yield Done(page.answer(replace(extract, generation=generation, timings=timings)))
            return
        if page.text:
            yield Withdrawn(MESSAGES[problem])
        other = instead.get(problem, extract)
        warnings = (DECLINED if other.refused else MESSAGES[problem], *other.warnings)
        yield from told(replace(other, mode="fallback", warnings=warnings, generation=generation, timings=timings))

    def _generation(self, meter: Meter) -> Generation:
        first = meter.first_token_ms
        return Generation(
            model=self.model.name,
            origin=self.model.origin,
            prompt=PROMPT_ID,
            calls=meter.calls,
            prompt_tokens=meter.prompt_tokens,
            completion_tokens=meter.completion_tokens,
            first_token_ms=None if first is None else round(first, 2),
            ms=round(1000 * meter.seconds, 2),
        )


def _better(assistant: Assistant, found: Found, extract: Answer, readings: Sequence[Question]) -> tuple[Found, Answer]:
    """Where the question as the rules read it has no answer: as the model read it, if that one has."""
    for question in readings[:1]:
        other = assistant.find(question)
        answer = assistant.extract(other)
        if not answer.refused:
            return other, replace(answer, completed_question=question.text)
    return found, extract


@dataclass(slots=True)
class Page:
    """What is shown of a reply while it is written: sentences, checked one by one, and the citations they make.

    A sentence without a marker waits for the next one of its paragraph that has one, and is checked against that one's.
    """

    numbered: Numbered
    checker: Checker
    assistant: Assistant
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
        splitter, lexicon = Splitter(), self.assistant.retriever.lexicon
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
            typing = "" if self._waiting else glimpse(splitter.rest, lexicon)
            if typing and typing != last:
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
        checked = verify(self.text, self.citations, self.assistant.documents, self.assistant.retriever.lexicon)
        warnings = (f"略去 {self.withheld} 句未能與所引文件核對相符的文字",) if self.withheld else ()
        return replace(extract, text=self.text, citations=checked.citations, warnings=warnings, mode="generated")

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
