"""When to decline.

No threshold on overall similarity tells a missing answer from a present one (the probe: 32 false refusals for 14 of 19
caught). What does tell is what the question demands and the best evidence lacks: the asked attribute, the year, the name,
the kind of value. Those signs, and the features by which the best statements were ranked, are weighed by boosted trees
(``declining.json``), grown by ``python -m evals.learn`` on labelled questions; orders to the assistant and a name of
which the evidence does not speak decide alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.concepts import Concept
from assistant.forest import Forest, read_forest
from assistant.guard import gives_orders
from assistant.question import Question
from assistant.rank import Ranker
from assistant.statement import Ranked, Statement
from corpus.figures import figures
from corpus.types import Hit, RefusalReason
from index.retriever import Retriever

LEAST_COVERAGE = 0.1
"""Share of the question's weighted concepts that the best statement must cover at all."""

MODEL = Path(__file__).parent / "declining.json"

_NEAR = 3
"""How many of the best statements are looked at by their features."""

_MONEY = (
    "金額",
    "經費",
    "預算",
    "多少錢",
    "費用",
    "花多少",
    "幾元",
    "多少元",
    "億元",
    "萬元",
    "budget",
    "cost",
    "how much money",
)
_DAYS = ("哪一天", "哪天", "幾月幾日", "幾號", "日期", "what date", "which day")
_PLACES = ("縣市", "城市", "地點", "哪裡", "在哪", "where")
_PLACE_NAMES = ("縣", "市", "鄉", "鎮", "區", "路", "國", "州", "省", "臺", "台", "院")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is declined; ``missing`` names what the documents do not have, for the reply."""

    reason: RefusalReason
    missing: str = ""


class Decliner:
    """Decides whether the evidence answers the question.

    Args:
        retriever: the open index, for document frequencies.
        ranker: for concept weights, features and agencies.
        model: weighs the signs and knows from which probability on to decline; None for the shipped one.
    """

    def __init__(self, retriever: Retriever, ranker: Ranker, model: Forest | None = None) -> None:
        self._ranker = ranker
        self._retriever = retriever
        self._ceiling = retriever.idf("\0")
        self._model = model or shipped_model()

    def before(self, question: Question) -> Refusal | None:
        """Decline before searching: orders to the assistant."""
        return Refusal("instructions") if gives_orders(question.asked) or gives_orders(question.text) else None

    def after(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> Refusal | None:
        """Decline after ranking.

        Args:
            question: the question understood.
            ranked: its statements, best first.
            hits: the passages that retrieval found for it.

        Returns:
            A refusal, or None when the best statements can carry an answer.
        """
        if not ranked or ranked[0].coverage < LEAST_COVERAGE:
            return Refusal("not_found")
        other = self._other_name(question, ranked[0])
        if other:
            return Refusal("not_stated", other)
        signs = self.signs(question, ranked, hits)
        if self.probability(signs) < self._model.threshold_of_yes:
            return None
        return self._refusal(question, signs, ranked)

    def probability(self, signs: Mapping[str, float]) -> float:
        """Return the probability (0 to 1) that the documents do not answer, by signs of ``signs``."""
        row = {name: np.array([value], dtype=np.float32) for name, value in signs.items()}
        return float(self._model.probabilities(row)[0])

    def signs(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> dict[str, float]:
        """Return what may tell that an answer is missing: the signs by name, and features of the best statements.

        Args:
            question: the question understood.
            ranked: its statements, best first; not empty.
            hits: the passages that retrieval found for it.
        """
        table = self._ranker.table(question, hits, ranked[:_NEAR])
        best = {f"best_{name}": float(column[0]) for name, column in table.items()}
        near = {f"near_{name}": float(column.max()) for name, column in table.items()}
        return self._lacking(question, ranked) | best | near | {"preferred": ranked[0].score}

    def _lacking(self, question: Question, ranked: Sequence[Ranked]) -> dict[str, float]:
        """What the question demands and the best statements lack, each from 0 to 1."""
        top = ranked[0]
        near = ranked[:5]
        weights = [self._ranker.weight(c) for c in question.concepts]
        total = sum(weights) or 1.0
        said = [max(c.match(top.statement.own), c.match(top.statement.context)) for c in question.concepts]
        lost = [w * (1 - s) / total for w, s in zip(weights, said, strict=True)]
        unknown = sum(w for c, w in zip(question.concepts, weights, strict=True) if not self._stands(c)) / total
        english = sum(c.isascii() and c.isalpha() for c in question.text) > 0.4 * len(question.text)
        kind = question.kind
        places = {m.entry_id for m in question.mentions if m.kind == "place"}
        return {
            "uncovered": 1 - min(1.0, top.coverage),
            "not_its_own": 1 - min(1.0, top.own),
            "largest_gap": max(lost, default=0.0),
            "nothing_said": float(all(self._lacks(c, top.statement) for c in _content(question, places))),
            "unknown_words": unknown,
            "focus_missing": float(any(self._lacks(c, top.statement) for c in question.focus)),
            "focus_unknown": float(any(not self._stands(c) for c in question.focus)),
            "unit_missing": float(_unit_missing(question, top.statement)),
            "value_missing": float(_value_missing(question, near)),
            "money_missing": float(_asks(question, _MONEY) and not _has(near[:2], "money")),
            "day_missing": float(_asks(question, _DAYS) and not (_has(near[:2], "day") or _has(near[:2], "month"))),
            "place_missing": float(_asks(question, _PLACES) and not any(p in top.statement.text for p in _PLACE_NAMES)),
            "year_missing": float(bool(_missing_years(question, near))),
            "year_elsewhere": float(bool(_missing_years(question, near[:1]))),
            "place_lost": float(any(self._lacks(c, top.statement) for c in question.concepts if c.entry_id in places)),
            "agency_missing": float(bool(self._missing_agency(question, near))),
            "name_missing": float(
                any(self._lacks(c, top.statement) for c in question.concepts if c.text in question.names)
            ),
            "name_unknown": float(any(not self._stands(c) for c in question.concepts if c.text in question.names)),
            "quote_missing": float(any(q not in _whole(r.statement) for q in question.quoted for r in near[:1])),
            "number": float(kind == "number"),
            "when": float(kind == "when"),
            "role": float(kind == "role"),
            "list": float(question.is_list()),
            "explain": float(kind in ("explain", "yes_no")),
            "compares": float(question.compares),
            "follows": float(question.follows),
            "english": float(english),
            "english_uncovered": float(english) * (1 - min(1.0, top.coverage)),
            "follows_uncovered": float(question.follows) * (1 - min(1.0, top.coverage)),
        }

    def _refusal(self, question: Question, signs: Mapping[str, float], ranked: Sequence[Ranked]) -> Refusal:
        years = _missing_years(question, ranked[:5])
        if years:
            return Refusal("not_stated", f"{years[0]}年")
        if signs["unknown_words"] > 0.5 and signs["uncovered"] > 0.6:
            return Refusal("off_topic")
        if signs["focus_missing"] and signs["uncovered"] < 0.6:
            return Refusal("not_stated", "".join(c.text for c in question.focus))
        agency = self._missing_agency(question, ranked[:5])
        return Refusal("not_stated", agency) if agency else Refusal("not_found")

    def _other_name(self, question: Question, best: Ranked) -> str:
        """A name (6G, MyData) whose number, date or ministry is asked, and of which the best evidence does not speak."""
        if question.kind not in ("number", "when", "role") or question.follows:
            return ""
        for concept in question.concepts:
            if concept.text in question.names and self._lacks(concept, best.statement):
                return concept.text
        return ""

    def _stands(self, concept: Concept) -> bool:
        """Whether some way of saying a concept stands anywhere in the documents."""
        return any(all(self._retriever.idf(p) < self._ceiling for p in pieces) for pieces in concept.names)

    def _lacks(self, concept: Concept, statement: Statement) -> bool:
        return max(concept.match(statement.own), concept.match(statement.context)) < 0.5

    def _missing_agency(self, question: Question, near: Sequence[Ranked]) -> str:
        """An agency the question names that nothing near the best statements has, by any of its names."""
        asked = {m.entry_id: m.surface for m in question.mentions if m.kind == "agency"}
        if not asked or question.follows:
            return ""
        found = frozenset().union(*(self._ranker.agencies(_whole(r.statement)) for r in near))
        return next((surface for entry_id, surface in asked.items() if entry_id not in found), "")


def _content(question: Question, places: Collection[str]) -> list[Concept]:
    """The words that carry a question, without places, numbers and words that only ask."""
    return [c for c in question.concepts if c.weight >= 0.5 and c.entry_id not in places and not c.text.isdigit()]


def _asks(question: Question, wordings: Sequence[str]) -> bool:
    return any(w in question.text.lower() for w in wordings)


def _has(ranked: Sequence[Ranked], kind: str) -> bool:
    return any(f.kind == kind for r in ranked for f in r.statement.figures)


def _unit_missing(question: Question, statement: Statement) -> bool:
    """A counter asked for (幾「座」) that the best statement counts nothing by."""
    if question.kind != "number" or not question.unit or question.unit in ("個", "元", "錢", "%"):
        return False
    alike = {
        "人": "人名位員",
        "名": "名人位員",
        "位": "位名人員",
        "天": "天日",
        "日": "日天",
        "家": "家間",
        "項": "項個種",
    }
    units = tuple(alike.get(question.unit, question.unit[0]))
    return not any(f.unit.startswith(units) for f in statement.figures)


def _value_missing(question: Question, near: Sequence[Ranked]) -> bool:
    """A number or a time asked for, and nothing of that kind in the best statement that the question did not say."""
    kinds = {"number": {"percent", "money", "count", "rank"}, "when": {"year", "month", "day"}}.get(question.kind)
    if kinds is None:
        return False
    told = near[0].statement.figures
    return not any(f.kind in kinds and not any(f.same(q) for q in question.figures) for f in told)


def _missing_years(question: Question, near: Sequence[Ranked]) -> list[int]:
    """Years the question asks about that neither the best statements nor their documents' editions have."""
    asked = {int(f.value) for f in question.figures if f.kind == "year"}
    have: set[int] = set()
    for entry in near:
        statement = entry.statement
        said = " ".join((statement.text, *statement.path, statement.lead, statement.neighbours))
        have |= {int(f.value) for f in figures(said) if f.kind == "year"}
        have.add(int(statement.document.edition[:4]) if statement.document.edition else 0)
    return sorted(asked - have)


def _whole(statement: Statement) -> str:
    """Everything near a statement that may name who or what it is about."""
    document = statement.document
    return " ".join((statement.section.span.slice(document.text), *statement.path, document.agency, document.title))


@lru_cache(maxsize=1)
def shipped_model() -> Forest:
    """Return the trees that come with the program."""
    return read_forest(MODEL)
