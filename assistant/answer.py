"""The whole product in one screen: question → passages → statements → claims → checked answer, or an honest no."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant import guard
from assistant.compose.claims import Claim, new_claims, write
from assistant.compose.compare import compare
from assistant.compose.declined import declined
from assistant.compose.extractive import compose
from assistant.evidence import Evidence
from assistant.forest import Forest
from assistant.question import Question, Reader
from assistant.rank import Ranker
from assistant.refuse import LEAST_COVERAGE, Decliner, Refusal
from assistant.routing import Router
from assistant.settings import Settings
from assistant.verify import verify
from corpus.types import Answer, Hit
from index.retriever import Retriever, SearchOptions

CANDIDATES = 40
"""Passages whose sections are read statement by statement."""


class Assistant:
    """Answers questions from one index release, without a language model.

    Args:
        retriever: the open index.
        settings: what shapes answers; its id goes into every answer.
        ranking: the learned order of statements; None for the shipped one.
    """

    def __init__(
        self, retriever: Retriever, settings: Settings | None = None, *, ranking: Forest | None = None
    ) -> None:
        self.retriever = retriever
        self.release = retriever.release
        self.settings = settings or Settings()
        self._documents = {d.document_id: d for d in self.release.documents}
        sections = {d: self.release.sections_of(d) for d in self._documents}
        self.reader = Reader(Router(self.release.documents), retriever.lexicon)
        self.evidence = Evidence(self._documents, sections)
        self.ranker = Ranker(retriever, self.evidence, ranking)
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
        start = time.perf_counter()
        asked = guard.check(question, self.settings.max_question_length)
        understood = self.reader.read(asked, history)
        refusal = self.decliner.before(understood)
        hits: tuple[Hit, ...] = ()
        claims: tuple[Claim, ...] = ()
        found = time.perf_counter()
        if refusal is None:
            hits = self.search(understood)
            found = time.perf_counter()
            claims, refusal = self._claims(understood, hits)
        answer = self._checked(understood, claims, hits, refusal)
        timings = {"retrieve": 1000 * (found - start), "total": 1000 * (time.perf_counter() - start)}
        return replace(answer, question=question, timings={k: round(v, 2) for k, v in timings.items()})

    def signs(self, question: str, history: Sequence[str] = ()) -> dict[str, float] | None:
        """Return the signs that the documents do not answer, for calibration; None where other rules decide."""
        understood = self.reader.read(guard.check(question, self.settings.max_question_length), history)
        hits = self.search(understood)
        ranked = self.ranker.rank(understood, hits)
        if not ranked or self.decliner.before(understood) is not None:
            return None
        return self.decliner.signs(understood, ranked, hits)

    def search(self, question: Question) -> tuple[Hit, ...]:
        """Return the passages whose sections are read for a question, best first."""
        return self.retriever.search(
            question.search_text, SearchOptions(top_k=CANDIDATES, document_ids=question.documents)
        )

    def _claims(self, question: Question, hits: tuple[Hit, ...]) -> tuple[tuple[Claim, ...], Refusal | None]:
        """Claims for a question, its parts, or each side of a comparison; or why there are none."""
        if question.compares:
            return self._compared(question, hits)
        if question.parts:
            return self._in_parts(question)
        ranked = self.ranker.rank(question, hits)
        return compose(question, ranked, self.evidence), self.decliner.after(question, ranked, hits)

    def _compared(self, question: Question, hits: tuple[Hit, ...]) -> tuple[tuple[Claim, ...], Refusal | None]:
        sides = [(part, self.ranker.rank(part, self.search(part))) for part in question.parts]
        known = [(part, found) for part, found in sides if found and found[0].coverage >= LEAST_COVERAGE]
        refusal = self.decliner.after(question, self.ranker.rank(question, hits), hits)
        return compare(known, self.evidence), None if known else refusal or Refusal("not_found")

    def _in_parts(self, question: Question) -> tuple[tuple[Claim, ...], Refusal | None]:
        """Each part on its own; declined only where every part is."""
        claims: list[Claim] = []
        refusals: list[Refusal] = []
        for part in question.parts:
            hits = self.search(part)
            ranked = self.ranker.rank(part, hits)
            refusal = self.decliner.after(part, ranked, hits)
            if refusal is not None:
                refusals.append(refusal)
                continue
            best = ranked if part.is_list() else ranked[:1]
            claims += new_claims(claims, compose(part, best, self.evidence))
        return tuple(claims), None if claims else refusals[0]

    def _checked(
        self, question: Question, claims: tuple[Claim, ...], hits: tuple[Hit, ...], refusal: Refusal | None
    ) -> Answer:
        """Verify what was composed; leave out what its citations do not carry; decline when nothing is left."""
        warnings: list[str] = []
        if refusal is None:
            sound = []
            for claim in claims:
                text, citations = write((claim,))
                verdict = verify(text, citations, self._documents, self.retriever.lexicon)
                if verdict.unsupported:
                    warnings.append(f"略去一項未能核對的內容（{'、'.join(verdict.unsupported[:3])}）")
                else:
                    sound.append(claim)
            text, citations = write(sound)
            if sound:
                checked = verify(text, citations, self._documents, self.retriever.lexicon)
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
