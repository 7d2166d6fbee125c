"""When to decline, and what to say then.

No threshold on overall similarity tells a missing answer from a present one (the probe: 32 false refusals for 14 of 19
caught). What does tell is the asked attribute: the year, the name, the kind of value that the question demands and the best
evidence does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.concepts import Concept
from assistant.evidence import Statement
from assistant.guard import gives_orders
from assistant.question import Question
from assistant.rank import Ranked
from corpus.figures import figures
from corpus.types import RefusalReason
from index.retriever import Retriever

LEAST_COVERAGE = 0.16
"""Share of the question's weighted terms that the best statement must cover at all."""

UNKNOWN_COVERAGE = 0.34
"""The same share for a question most of whose content words stand nowhere in the documents."""

_MONEY = ("金額", "經費", "預算", "多少錢", "費用", "花多少", "幾元", "總經費", "budget", "cost", "how much money")
_DAYS = ("哪一天", "哪天", "幾月幾日", "幾號", "日期", "what date", "which day")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is declined; ``missing`` names what the documents do not have, for the reply."""

    reason: RefusalReason
    missing: str = ""


class Decliner:
    """Decides whether the evidence answers the question.

    Args:
        retriever: the open index, for document frequencies and the lexicon.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._ceiling = retriever.idf("\0")

    def before(self, question: Question) -> Refusal | None:
        """Decline before searching: orders to the assistant."""
        return Refusal("instructions") if gives_orders(question.asked) or gives_orders(question.text) else None

    def after(self, question: Question, ranked: Sequence[Ranked]) -> Refusal | None:
        """Decline after ranking.

        Args:
            question: the question understood.
            ranked: its statements, best first.

        Returns:
            A refusal, or None when the best statements can carry an answer.
        """
        if not ranked or ranked[0].coverage < LEAST_COVERAGE:
            return Refusal("not_found")
        unknown, known = self._vocabulary(question)
        if unknown and len(unknown) >= 2 * len(known) and ranked[0].coverage < UNKNOWN_COVERAGE:
            return Refusal("off_topic" if not known else "not_found", "、".join(unknown[:3]))
        top = ranked[:6]
        for check in (self._name, self._agency, self._year, self._value):
            refusal = check(question, top)
            if refusal is not None:
                return refusal
        return None

    def _vocabulary(self, question: Question) -> tuple[list[str], list[str]]:
        """Content words of the question that stand nowhere in the documents, and those that do, by any of their names."""
        unknown: list[str] = []
        known: list[str] = []
        for concept in question.concepts:
            if concept.weight >= 0.5 and len(concept.text) > 1:
                (known if self._stands(concept) else unknown).append(concept.text)
        return unknown, known

    def _stands(self, concept: Concept) -> bool:
        return any(all(self._retriever.idf(p) < self._ceiling for p in pieces) for pieces in concept.names)

    def _name(self, question: Question, _top: Sequence[Ranked]) -> Refusal | None:
        """A Latin name or number-name (6G, MyData) that stands nowhere in the documents, asked for by name."""
        if question.kind in ("explain", "yes_no", "definition") or _english(question.text):
            return None
        for name in question.names:
            said = [c for c in question.concepts if name.lower() in c.text.lower() or c.text.lower() in name.lower()]
            if said and not any(self._stands(c) for c in said):
                return Refusal("not_found", name)
        return None

    def _agency(self, question: Question, top: Sequence[Ranked]) -> Refusal | None:
        """An agency the question names that none of the best statements has, by any of its names."""
        if question.kind in ("definition", "yes_no", "explain"):
            return None
        agencies = {m.entry_id: m.surface for m in question.mentions if m.kind == "agency"}
        for entry_id, surface in agencies.items():
            near = " ".join(_whole(r.statement) for r in top)
            found = {m.entry_id for m in self._retriever.lexicon.find(near)}
            if entry_id not in found and not question.follows:
                return Refusal("not_stated", surface)
        return None

    def _year(self, question: Question, top: Sequence[Ranked]) -> Refusal | None:
        """A year the question asks about that neither the evidence nor the document's edition has."""
        asked = {int(f.value) for f in question.figures if f.kind == "year"}
        if not asked or question.kind in ("explain", "definition", "yes_no"):
            return None
        have: set[int] = set()
        for entry in top:
            statement = entry.statement
            said = " ".join((statement.text, *statement.path, statement.lead, statement.neighbours))
            have |= {int(f.value) for f in figures(said) if f.kind == "year"}
            have.add(int(statement.document.edition[:4]) if statement.document.edition else 0)
        gone = sorted(asked - have)
        return Refusal("not_stated", f"{gone[0]}年") if gone else None

    def _value(self, question: Question, top: Sequence[Ranked]) -> Refusal | None:
        """Money, a day or a number asked for, and none of that kind in the best statements."""
        text = question.text.lower()
        kinds = {f.kind for r in top for f in r.statement.figures if not any(f.same(q) for q in question.figures)}
        if question.kind == "number" and any(w in text for w in _MONEY) and "money" not in kinds:
            return Refusal("not_stated", "金額")
        if question.kind in ("when", "fact") and any(w in text for w in _DAYS) and not kinds & {"day", "month"}:
            return Refusal("not_stated", "日期")
        if question.kind == "number" and not kinds - {"year"} and "年" not in question.unit:
            return Refusal("not_stated", "數值")
        return None


def _whole(statement: Statement) -> str:
    """Everything near a statement that may name who it is about."""
    document = statement.document
    return " ".join((statement.section.span.slice(document.text), *statement.path, document.agency, document.title))


def _english(text: str) -> bool:
    letters = sum(c.isascii() and c.isalpha() for c in text)
    return letters > 0.5 * max(1, len(text.replace(" ", "")))
