"""The whole product in one screen: question → passages → statements → claims → checked answer, or an honest no."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant import guard
from assistant.compose.claims import Claim, new_claims, not_stated, write
from assistant.compose.compare import compare
from assistant.compose.declined import declined
from assistant.compose.editions import by_document
from assistant.compose.english import with_key_terms
from assistant.compose.extractive import SHORT, compose, limit_of
from assistant.events import Done, Event, Stage, finished, told
from assistant.evidence import Evidence
from assistant.parallel import chosen
from assistant.question import Question, Reader, in_chinese
from assistant.rank import FIRST_PASS, Ranker
from assistant.refuse import LEAST_COVERAGE, Decliner, Refusal
from assistant.routing import Router
from assistant.settings import Settings
from assistant.statement import Ranked
from assistant.verify import verify
from corpus.types import Answer, Hit
from index.lexicon import Lexicon
from index.retriever import Retriever, SearchOptions

PARTS = {
    "ranking": "學得的排序（改以初選的次序）",
    "runners_up": "補上相近的次佳陳述",
    "parts": "拆開比較與多個問題",
    "follow_ups": "承接先前的問題",
    "other_names": "其他名稱與公文寫法",
    "declining": "婉拒的判斷",
}
"""What the answerer can go without, and how a report names it."""

CANDIDATES = 40
"""Passages whose sections are read statement by statement."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the documents have on a question: passages, the claims their own statements make, or why there are none."""

    question: Question
    hits: tuple[Hit, ...] = ()
    claims: tuple[Claim, ...] = ()
    refusal: Refusal | None = None


class Writer(Protocol):
    """Words answers in its own way, from the same evidence."""

    def write(self, assistant: Assistant, found: Found, extract: Answer, history: Sequence[str]) -> Iterator[Event]:
        """Yield the events of an answer, ``Done`` last.

        Args:
            assistant: finds more evidence, and checks.
            found: what the documents have on the question.
            extract: the answer made of the documents' own statements, to fall back on.
            history: the user's earlier questions, oldest first.
        """


class Assistant:
    """Answers questions from one index release; without a writer, in the documents' own words.

    Args:
        retriever: the open index.
        settings: what shapes answers; its id goes into every answer.
        writer: words the answers; None for the documents' own statements.
        without: names of ``PARTS`` to go without, to measure what each is worth.
    """

    def __init__(
        self,
        retriever: Retriever,
        settings: Settings | None = None,
        writer: Writer | None = None,
        *,
        without: frozenset[str] = frozenset(),
    ) -> None:
        if "other_names" in without:
            retriever = retriever.with_lexicon(Lexicon(()))
        self._without = without
        self.retriever = retriever
        self.release = retriever.release
        self.settings = settings or Settings()
        self.writer = writer
        self.documents = {d.document_id: d for d in self.release.documents}
        sections = {d: self.release.sections_of(d) for d in self.documents}
        self.reader = Reader(Router(self.release.documents), retriever.lexicon, retriever.similarity)
        self.evidence = Evidence(self.documents, sections)
        self.ranker = Ranker(retriever, self.evidence, FIRST_PASS if "ranking" in without else None)
        self.decliner = Decliner(retriever, self.ranker)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question.

        Args:
            question: what the user asks, at most ``settings.max_question_length`` characters.
            history: the user's earlier questions in this conversation, oldest first.

        Returns:
            A verified answer with citations, or a refusal that names what was searched.

        Raises:
            QuestionError: the question is empty, too long or not text.
        """
        return finished(self.stream(question, history))

    def stream(self, question: str, history: Sequence[str] = ()) -> Iterator[Event]:
        """Answer a question and tell what happens meanwhile; arguments and errors as for ``ask``.

        Returns:
            events as ``assistant.events`` describes them, the whole answer last. Closing the iterator stops the work.
        """
        asked = guard.check(question, self.settings.max_question_length)  # raised here, not at the first event
        return self._timed(question, self._events(asked, history))

    def _events(self, asked: str, history: Sequence[str]) -> Iterator[Event]:
        yield Stage("reading")
        understood = self.reader.read(asked, () if "follow_ups" in self._without else history)
        yield Stage("searching")
        found = self.find(understood)
        yield Stage("composing")
        extract = self.extract(found)
        if self.writer is None:
            yield from told(extract)
        else:
            yield from self.writer.write(self, found, extract, history)

    def _timed(self, question: str, events: Iterator[Event]) -> Iterator[Event]:
        """Write into the answer what was typed and how long each stage took, in milliseconds."""
        start = time.perf_counter()
        stages: dict[str, float] = {}
        for event in events:
            now = 1000 * (time.perf_counter() - start)
            if isinstance(event, Stage):
                stages[event.name] = now
            if isinstance(event, Done):
                timings = {**event.answer.timings, "retrieve": stages.get("composing", now), "total": now}
                timings = {name: round(value, 2) for name, value in timings.items()}
                event = Done(replace(event.answer, question=question, timings=timings))
            yield event

    def find(self, question: Question) -> Found:
        """Find what the documents have on a question."""
        refusal = self.decliner.before(question)
        if refusal is not None:
            return Found(question, refusal=refusal)
        hits = self.search(question)
        claims, refusal = self._claims(question, hits)
        if not in_chinese(question.asked):
            claims = with_key_terms(claims, self.retriever.lexicon, SHORT)
        return Found(question, hits, claims, refusal)

    def doubt(self, question: str, history: Sequence[str] = ()) -> float | None:
        """Return the probability that the documents do not answer; None where other rules decide."""
        understood = self.reader.read(guard.check(question, self.settings.max_question_length), history)
        hits = self.search(understood)
        ranked = self.ranker.rank(understood, hits)
        if not ranked or self.decliner.before(understood) is not None:
            return None
        return self.decliner.probability(self.decliner.signs(understood, ranked, hits))

    def search(self, question: Question) -> tuple[Hit, ...]:
        """Return the passages whose sections are read for a question, best first."""
        return self.retriever.search(
            question.search_text, SearchOptions(top_k=CANDIDATES, document_ids=question.documents)
        )

    def _claims(self, question: Question, hits: tuple[Hit, ...]) -> tuple[tuple[Claim, ...], Refusal | None]:
        """Claims for a question, its parts, or each side of a comparison; or why there are none."""
        if question.parts and "parts" not in self._without:
            return self._compared(question, hits) if question.compares else self._in_parts(question)
        ranked = self.ranker.rank(question, hits)
        return self._composed(question, ranked), self._declined(question, ranked, hits)

    def _composed(self, question: Question, ranked: Sequence[Ranked], budget: int | None = None) -> tuple[Claim, ...]:
        best = ranked[:1] if "runners_up" in self._without else ranked
        return by_document(question, compose(question, best, self.evidence, budget), limit_of(question))

    def _declined(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> Refusal | None:
        if ranked and "declining" in self._without:
            return None
        return self.decliner.after(question, ranked, hits)

    def _compared(self, question: Question, hits: tuple[Hit, ...]) -> tuple[tuple[Claim, ...], Refusal | None]:
        told = [(part, self._told(part)) for part in question.parts]
        if not any(found for _, found in told):
            refusal = self._declined(question, self.ranker.rank(question, hits), hits)
            return (), refusal or Refusal("not_found")
        return compare(chosen(told), self.evidence, self.documents, self._carried), None

    def _told(self, side: Question) -> Sequence[Ranked]:
        """The statements that tell a side, best first; none where the documents do not tell it."""
        ranked = self.ranker.rank(side, self.search(side))
        return ranked if ranked and ranked[0].coverage >= LEAST_COVERAGE else ()

    def _carried(self, name: str, claim: Claim | None) -> bool:
        """Whether a name states no figure and no agency beyond what a claim's sources carry."""
        text, citations = write((replace(claim, text=name, items=(), row=""),)) if claim else (name, ())
        return not verify(text, citations, self.documents, self.retriever.lexicon).unsupported

    def _in_parts(self, question: Question) -> tuple[tuple[Claim, ...], Refusal | None]:
        """Each part on its own; declined only where every part is."""
        claims: list[Claim] = []
        unanswered: list[Claim] = []
        refusals: list[Refusal] = []
        for part in question.parts:
            hits = self.search(part)
            ranked = self.ranker.rank(part, hits)
            refusal = self._declined(part, ranked, hits)
            if refusal is not None:
                refusals.append(refusal)
                unanswered.append(not_stated(part.asked_part))
                continue
            best = ranked if part.is_list() else ranked[:1]
            claims += new_claims(claims, self._composed(part, best))
        return (*claims, *unanswered), None if claims else refusals[0]

    def extract(self, found: Found) -> Answer:
        """Answer in the documents' own words.

        Verifies what was composed, leaves out what its citations do not carry, declines when nothing is left.
        """
        question, hits, refusal = found.question, found.hits, found.refusal
        warnings: list[str] = []
        if refusal is None:
            sound = []
            for claim in found.claims:
                text, citations = write((claim,))
                verdict = verify(text, citations, self.documents, self.retriever.lexicon)
                if verdict.unsupported:
                    warnings.append(f"略去一項未能核對的內容（{'、'.join(verdict.unsupported[:3])}）")
                else:
                    sound.append(claim)
            text, citations = write(sound)
            if sound:
                checked = verify(text, citations, self.documents, self.retriever.lexicon)
                return self._answer(question, hits, text=text, citations=checked.citations, warnings=tuple(warnings))
            refusal = Refusal("not_found")
        text, nearest = declined(question, refusal, hits, self.release)
        return self._answer(
            question, hits, text=text, refused=True, reason=refusal.reason, nearest=nearest, warnings=tuple(warnings)
        )

    def _answer(self, question: Question, hits: tuple[Hit, ...], **fields: object) -> Answer:
        return Answer(
            question=question.asked,
            completed_question=question.text if question.follows else "",
            hits=hits[: self.settings.top_k],
            index_id=self.release.index_id,
            settings_id=self.settings.settings_id,
            **fields,  # type: ignore[arg-type]
        )
