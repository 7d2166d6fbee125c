"""What may tell that an answer is missing, in numbers: what the question demands and the best statements lack.

The input of ``assistant.refuse``: signs of what is asked and not said, each from 0 to 1, and, named ``best_…``, the best
statement's features of ``assistant.features``. None is about particular words of a domain. Signs ``…_by_name`` go by a
concept's own names only: a near miss often says something related.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from assistant.concepts import Concept
from assistant.question import Question
from assistant.rank import Ranker
from assistant.statement import Ranked, Statement
from assistant.wanted import VALUES, Agencies, Value, clauses, holds, unit_of, wanted
from corpus.figures import figures
from corpus.types import Hit
from index.retriever import Retriever
from index.tokenize import terms

Terms = frozenset[str]
Weighed = Sequence[tuple[Concept, float]]

_NEAR = 3
"""How many of the best statements are looked at for a value or a unit."""

_AROUND = 5
"""How many are looked at for a year or an agency."""

_SAID = 0.5
"""From which match on a text says a concept."""


REASSURES = frozenset(
    f"best_{name}"
    for name in (
        *("meaning", "meaning_alone", "score", "passage", "passage_bm25", "passage_dense", "section", "section_prior"),
        *("expanded_all", "expanded_own", "terms_all", "terms_own", "coverage", "own"),
    )
) | {"preferred"}
"""Signs that can only lower the doubt: the more of it, the surer an answer."""

NEUTRAL = frozenset(
    ["number", "when", "role", "list", "explain", "compares", "follows", "english", "runner_up", "section_preferred"]
)
"""Signs of what kind of question it is, and of how the statements stand to each other, which by themselves tell nothing."""


def doubt(sign: str) -> int:
    """Return which way a sign can move the doubt: 1 only up (something is lacking), -1 only down, 0 either."""
    if sign in REASSURES:
        return -1
    return 0 if sign in NEUTRAL or sign.startswith("best_") else 1


class Signs:
    """Reads the signs of a question and its ranked statements.

    Args:
        retriever: the open index, for document frequencies.
        ranker: for concept weights, features, terms of documents and agencies.
    """

    def __init__(self, retriever: Retriever, ranker: Ranker) -> None:
        self._retriever = retriever
        self._ranker = ranker
        self._ceiling = retriever.idf("\0")

    def of(self, question: Question, ranked: Sequence[Ranked], hits: Sequence[Hit]) -> dict[str, float]:
        """Return the signs by name.

        Args:
            question: the question understood.
            ranked: its statements, best first; not empty.
            hits: the passages that retrieval found for it.
        """
        table = self._ranker.table(question, hits, ranked[:_NEAR])
        best = {f"best_{name}": float(column[0]) for name, column in table.items()}
        weights = [self._ranker.weight(c) for c in question.concepts]
        total = sum(weights) or 1.0
        weighed = [(c, w / total) for c, w in zip(question.concepts, weights, strict=True)]
        return {
            **self._words(question, ranked[0], weighed),
            **self._places(question, ranked[0].statement, weighed),
            **self._values(question, [r.statement for r in ranked[:_NEAR]], weighed),
            **self._names(question, ranked),
            **_asked(question),
            **_preferences(ranked),
            "english_uncovered": float(_in_english(question)) * (1 - min(1.0, ranked[0].coverage)),
            "follows_uncovered": float(question.follows) * (1 - min(1.0, ranked[0].coverage)),
            **best,
        }

    def _words(self, question: Question, top: Ranked, weighed: Weighed) -> dict[str, float]:
        """Words of the question that the best statement and its headings do not say."""
        statement = top.statement
        both = statement.own | statement.context
        places = {m.entry_id for m in question.mentions if m.kind == "place"}
        content = _content(question, places)
        return {
            "uncovered": 1 - min(1.0, top.coverage),
            "not_its_own": 1 - min(1.0, top.own),
            "largest_gap": max((w * (1 - said(c, statement)) for c, w in weighed), default=0.0),
            "largest_gap_by_name": max((w * (1 - c.named(both)) for c, w in weighed), default=0.0),
            "not_its_own_by_name": 1 - sum(w * c.named(statement.own) for c, w in weighed),
            "nothing_said": float(bool(content) and all(lacks(c, statement) for c in content)),
            "unsaid_by_name": sum(c.named(both) < _SAID for c in content) / max(1, len(content)),
            "unknown_words": sum(w for c, w in weighed if not self._stands(c)),
            "focus_missing": float(any(lacks(c, statement) for c in question.focus)),
            "focus_missing_by_name": float(any(c.named(both) < _SAID for c in question.focus)),
            "focus_gap": max((w * (1 - said(c, statement)) for c, w in weighed if c in question.focus), default=0.0),
            "focus_unknown": float(any(not self._stands(c) for c in question.focus)),
            "words_apart": 0.0 if question.follows else _words_apart(content, statement),
        }

    def _places(self, question: Question, statement: Statement, weighed: Weighed) -> dict[str, float]:
        """What the statement's section and its whole document do not say."""
        title = self._ranker.title_terms(statement)
        section = self._ranker.section_terms(statement) | title
        document = self._ranker.terms_of(statement.document)
        return {
            "section_gap": max((w * (1 - c.match(section)) for c, w in weighed), default=0.0),
            "section_uncovered_by_name": 1 - sum(w * c.named(section) for c, w in weighed),
            "document_gap": max((w * (1 - c.match(document)) for c, w in weighed), default=0.0),
            "document_uncovered": 1 - sum(w * c.match(document) for c, w in weighed),
            "document_uncovered_by_name": 1 - sum(w * c.named(document) for c, w in weighed),
            "document_without_focus": float(any(c.named(document) < _SAID for c in question.focus)),
        }

    def _values(self, question: Question, near: Sequence[Statement], weighed: Weighed) -> dict[str, float]:
        """Kinds of value and units that are asked and do not stand there, or stand in a clause about something else."""
        top, agencies = near[0], self._ranker.agencies
        values = wanted(question)
        unit = unit_of(question)
        clause = _best_clause(question, top, values, agencies, self._ranker.title_terms(top), weighed)
        return {
            "value_missing": float(any(not holds(v, question, top.governed, agencies) for v in values)),
            "value_nowhere": float(
                any(not any(holds(v, question, s.governed, agencies) for s in near) for v in values)
            ),
            **{f"{v}_missing": float(v in values and not holds(v, question, top.governed, agencies)) for v in VALUES},
            "unit_missing": float(unit is not None and not unit.search(_with_headings(top))),
            "unit_nowhere": float(unit is not None and not any(unit.search(_with_headings(s)) for s in near)),
            **clause,
        }

    def _names(self, question: Question, ranked: Sequence[Ranked]) -> dict[str, float]:
        """Years, places, agencies, names and quotations of the question that are not found."""
        top, near = ranked[0].statement, ranked[:_AROUND]
        places = {m.entry_id for m in question.mentions if m.kind == "place"}
        names = [c for c in question.concepts if c.text in question.names]
        return {
            "year_missing": float(bool(missing_years(question, near))),
            "year_elsewhere": float(bool(missing_years(question, near[:1]))),
            "place_lost": float(any(lacks(c, top) for c in question.concepts if c.entry_id in places)),
            "agency_unnamed": float(bool(missing_agency(question, near, self._ranker.agencies))),
            "name_missing": float(any(lacks(c, top) for c in names)),
            "name_unknown": float(any(not self._stands(c) for c in names)),
            "quote_missing": float(any(q not in _whole(top) for q in question.quoted)),
        }

    def _stands(self, concept: Concept) -> bool:
        """Whether some way of saying a concept stands anywhere in the documents."""
        return any(all(self._retriever.idf(p) < self._ceiling for p in pieces) for pieces in concept.names)


def _with_headings(statement: Statement) -> str:
    return " ".join((*statement.path, statement.lead, statement.text))


def said(concept: Concept, statement: Statement) -> float:
    """Return how far a statement or its headings say a concept, 0 to 1."""
    return max(concept.match(statement.own), concept.match(statement.context))


def lacks(concept: Concept, statement: Statement) -> bool:
    """Say whether neither a statement nor its headings say a concept."""
    return said(concept, statement) < _SAID


def missing_agency(question: Question, near: Sequence[Ranked], agencies: Agencies) -> str:
    """Return an agency the question names that nothing near the best statements has, by any of its names; else empty."""
    asked = {m.entry_id: m.surface for m in question.mentions if m.kind == "agency"}
    if not asked or question.follows:
        return ""
    found = frozenset().union(*(agencies(_whole(r.statement)) for r in near))
    return next((surface for entry_id, surface in asked.items() if entry_id not in found), "")


def missing_years(question: Question, near: Sequence[Ranked]) -> list[int]:
    """Return the years the question asks about that neither the best statements nor their documents' editions have."""
    asked = {int(f.value) for f in question.figures if f.kind == "year"}
    have: set[int] = set()
    for entry in near if asked else ():
        statement = entry.statement
        around = " ".join((statement.text, *statement.path, statement.lead, statement.neighbours))
        have |= {int(f.value) for f in figures(around) if f.kind == "year"}
        have.add(int(statement.document.edition[:4]) if statement.document.edition else 0)
    return sorted(asked - have)


def _content(question: Question, places: Collection[str]) -> list[Concept]:
    """The words that carry a question, without places, numbers and words that only ask."""
    return [c for c in question.concepts if c.weight >= 0.5 and c.entry_id not in places and not c.text.isdigit()]


def _words_apart(content: Sequence[Concept], statement: Statement) -> float:
    """The share of the question's neighbouring words that no clause of the statement says both of."""
    beside = [(a, b) for a, b in pairwise(content) if 0 <= b.start - a.end <= 1]
    if not beside:
        return 0.0
    found = [frozenset(terms(clause)) | statement.context for clause in clauses(statement.text)]
    together = sum(any(a.match(f) >= _SAID and b.match(f) >= _SAID for f in found) for a, b in beside)
    return 1 - together / len(beside)


def _best_clause(
    question: Question, top: Statement, values: Collection[Value], agencies: Agencies, title: Terms, weighed: Weighed
) -> Mapping[str, float]:
    """What the clause with the value asked for does not say, of the one that says most; nothing where no value is asked."""
    if not values:
        return {"value_apart": 0.0, "value_without_focus": 0.0, "value_gap": 0.0}
    best, covered = frozenset[str](), 0.0
    for clause in clauses(top.governed):
        if any(holds(v, question, clause, agencies) for v in values):
            around = frozenset(terms(clause)) | top.context | title
            share = sum(w * c.match(around) for c, w in weighed)
            if share > covered:
                best, covered = around, share
    return {
        "value_apart": 1 - covered,
        "value_without_focus": 1 - min((c.match(best) for c in question.focus), default=float(bool(best))),
        "value_gap": max((w * (1 - c.match(best)) for c, w in weighed), default=0.0),
    }


def _asked(question: Question) -> dict[str, float]:
    """What kind of question it is."""
    kind = question.kind
    return {
        "number": float(kind == "number"),
        "when": float(kind == "when"),
        "role": float(kind == "role"),
        "list": float(question.is_list()),
        "explain": float(kind in ("explain", "yes_no")),
        "compares": float(question.compares),
        "follows": float(question.follows),
        "english": float(_in_english(question)),
    }


def _in_english(question: Question) -> bool:
    return sum(c.isascii() and c.isalpha() for c in question.text) > 0.4 * len(question.text)


def _preferences(ranked: Sequence[Ranked]) -> dict[str, float]:
    """How much the best statement is preferred to the others, and its section."""
    top = ranked[0]
    return {
        "preferred": top.score,
        "runner_up": ranked[1].score / top.score if len(ranked) > 1 and top.score else 0.0,
        "section_preferred": sum(r.score for r in ranked if r.statement.section is top.statement.section),
    }


def _whole(statement: Statement) -> str:
    """Everything near a statement that may name who or what it is about."""
    document = statement.document
    return " ".join((statement.section.span.slice(document.text), *statement.path, document.agency, document.title))
