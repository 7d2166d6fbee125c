"""Answers worded by a language model: the same evidence, numbered; each sentence checked before it is shown.

The model may phrase and combine; the evidence decides. Where the documents have no answer, no model is asked for one. Where
the model fails, stalls, cites nothing or is refuted, the reader gets the extractive answer, marked as such.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answer import Assistant, Found
from assistant.events import Done, Event, Stage, Withdrawn, told
from assistant.llm.calling import Meter, Model
from assistant.llm.check import Checker
from assistant.llm.display import is_chinese
from assistant.llm.failures import CallFailed
from assistant.llm.numbered import number
from assistant.llm.page import Page
from assistant.llm.prompts import PROMPT_ID, answering
from assistant.llm.reading import read
from assistant.question import Question
from assistant.refuse import Refusal
from corpus.types import Answer, Generation, GenerationProblem

SURE = 0.8
"""Share of the question that the best statement covers when it outweighs the model's word that there is no answer."""

DECLINED = "語言模型查閱相關文件後，認為未載明答案"
"""What the reader is told where a refusal rests on the model's word."""

_REREAD = ("not_found", "not_stated")
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
        reading = None
        if self._is_hard(found, extract) and meter.calls_left > 1:
            yield Stage("reading")
            lexicon = assistant.retriever.lexicon
            reading = read(self.model, meter, found.question.asked, history[-_TURNS:], lexicon)
        theirs = [assistant.reader.read(text) for text in (reading.question, *reading.parts)] if reading else []
        question = found.question.text
        if theirs and (extract.refused or found.question.follows):
            question = theirs[0].text
            found, extract = _as_read(assistant, found, extract, theirs[0])
        if extract.refused:
            yield from told(replace(extract, generation=self._generation(meter) if meter.calls else None))
            return
        yield Stage("generating")
        ranked = [
            assistant.ranker.rank(q, assistant.search(q)) for q in (found.question, *found.question.parts, *theirs)
        ]
        numbered = number(found.claims, ranked, self._evidence)
        checker = Checker(numbered, question, assistant.retriever.lexicon)
        page = Page(numbered, checker, assistant.documents, assistant.retriever.lexicon)
        sure = bool(ranked[0]) and ranked[0][0].coverage >= SURE
        no = extract if sure else assistant.extract(replace(found, refusal=Refusal("not_stated")))
        yield from self._told(page, meter, question, {"declined": no}, extract)

    def _is_hard(self, found: Found, extract: Answer) -> bool:
        """Whether the question is of a kind for which rules are known to fall short."""
        question = found.question
        many = bool(question.parts) or len(question.asked) > _LONG_QUESTION
        return question.follows or many or extract.reason in _REREAD

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


def _as_read(assistant: Assistant, found: Found, extract: Answer, theirs: Question) -> tuple[Found, Answer]:
    """A follow-up is shown as the model completed it; what the rules find nothing for may be found as the model reads it."""
    if not extract.refused:
        return found, replace(extract, completed_question=theirs.text)
    other = assistant.find(theirs)
    answer = replace(assistant.extract(other), completed_question=theirs.text)
    return (found, extract) if answer.refused else (other, answer)
