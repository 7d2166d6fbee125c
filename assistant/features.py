"""What can be told of a statement as an answer to a question, in numbers: the input of the learned ranking.

Every feature is about language and structure (how much of the question is said and where, which kinds of values stand
there, what shape it has), none about particular words of a domain. ``rel_`` features are differences from the best candidate
of the same question. The model (``assistant/ranking.json``, made by ``python -m evals.learn``) names the features it reads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import fit
from assistant.evidence import COVER
from assistant.question import Question, in_chinese
from assistant.statement import Ranked, Statement
from assistant.wanted import VALUES, holds, wanted
from corpus.ranges import within
from corpus.types import Hit
from index.tokenize import query_terms

FloatArray = NDArray[np.float32]

_QUESTION_KINDS = ("fact", "number", "role", "list", "when", "definition", "explain", "yes_no")
_STATEMENT_KINDS = ("sentence", "item", "list", "outline", "pair", "figure", "line", "cell", "row")
_VALUES = ("year", "month", "day", "percent", "money", "rank", "count")
_CONDITIONS = re.compile("者，|時，|應|得|不得|但|除|如|經|情形|以上|以下|逾|未")
_DEFINES = re.compile("指|係|所稱|謂|定義|稱")
_PURPOSE = re.compile("為|以|俾|期|達|目的|特")
_NOT = re.compile(r"[不未無沒非免]|禁止|除外|停止|拒絕|\bnot\b|\bno\b|n't", re.IGNORECASE)
_ENACTS = re.compile(r"(?:訂定|修正|廢止|核定|公告|附).{0,6}「[^」]*」|(?:生效|施行)。?$")
_RELATIVE = (
    *("coverage", "own", "above", "beyond_title", "own_or_above", "section", "terms_own", "terms_all", "terms_section"),
    *("expanded_own", "expanded_all", "expanded_section"),
    *("meaning", "meaning_alone", "bigrams", "passage", "precision", "first", "lead", "last_heading", "holds_wanted"),
)
_MOST = 400
"""Characters of a statement that are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the release knows around candidates.

    ``section_terms`` are the index terms of a statement's whole section, ``title_terms`` those of its document's names,
    ``agencies`` the lexicon ids named in a text, ``idf`` how rare a term is, ``rarity`` the sum of it over a statement's terms.
    """

    section_terms: Callable[[Statement], frozenset[str]]
    title_terms: Callable[[Statement], frozenset[str]]
    agencies: Callable[[str], frozenset[str]]
    idf: Callable[[str], float]
    rarity: Callable[[Statement], float]


class Features:
    """Describes the candidates of one question.

    Args:
        question: the question understood.
        weights: what each of its concepts counts (rarity included).
        query: what is looked for, weight by index term: its own words and other words for the same.
        hits: the passages that retrieval found, best first.
        around: what the release knows.
    """

    def __init__(
        self,
        question: Question,
        weights: Sequence[float],
        query: Mapping[str, float],
        hits: Sequence[Hit],
        around: Surroundings,
    ) -> None:
        self._question = question
        self._pairs = tuple(zip(question.concepts, weights, strict=True))
        self._total = sum(weights) or 1.0
        self._query = {term: weight * around.idf(term) for term, weight in query_terms(question.text).items()}
        self._expanded = {term: weight * around.idf(term) for term, weight in query.items()}
        self._grams = _grams(question.key)
        self._said_now = [c.text in question.asked for c, _ in self._pairs]
        self._defined = _defining(question)
        self._wanted = wanted(question)
        self._asked_agencies = {m.entry_id for m in question.mentions if m.kind == "agency"}
        self._around = around
        self._best = hits[0].score if hits and hits[0].score > 0 else 1.0
        self._hits: dict[str, list[Hit]] = {}
        for hit in hits:
            self._hits.setdefault(hit.passage.section_id, []).append(hit)
        self._of_question = dict(self._asking())

    def table(
        self, candidates: Sequence[Ranked], meaning: FloatArray, meaning_alone: FloatArray
    ) -> dict[str, FloatArray]:
        """Return every feature's column.

        Args:
            candidates: statements with their score of the first pass, best first, at least one.
            meaning: cosine of the question with each candidate and its headings, shape [candidates].
            meaning_alone: the same with the candidate's own text.

        Returns:
            Name → values, shape [candidates].
        """
        rows = [
            self._one(i, c) | {"meaning": float(meaning[i]), "meaning_alone": float(meaning_alone[i])}
            for i, c in enumerate(candidates)
        ]
        best = candidates[0].score or 1.0
        places: dict[str, int] = {}
        for row, candidate in zip(rows, candidates, strict=True):
            row["score_of_best"] = candidate.score / best
            row["section_order"] = places.setdefault(candidate.statement.section.section_id, len(places))
        table = {name: np.array([row[name] for row in rows], dtype=np.float32) for name in rows[0]}
        return table | {f"rel_{name}": table[name] - table[name].max() for name in _RELATIVE}

    def _one(self, rank: int, candidate: Ranked) -> dict[str, float]:
        statement = candidate.statement
        return {
            "rank": rank,
            "score": candidate.score,
            "coverage": candidate.coverage,
            "own": candidate.own,
            **self._of_question,
            **dict(self._said(statement)),
            **dict(self._words(statement)),
            **dict(self._found(statement)),
            **dict(self._values(statement)),
            **dict(self._fits(statement)),
            **dict(_shape(statement)),
        }

    def _asking(self) -> Iterable[tuple[str, float]]:
        question = self._question
        yield "concepts", len(self._pairs)
        yield "length_asked", len(question.text)
        yield "count_asked", question.count
        yield "wants_list", question.is_list()
        yield "has_unit", bool(question.unit)
        yield "has_focus", len(question.focus)
        yield "figures_asked", len(question.figures)
        yield "routed", bool(question.documents)
        yield "follows", question.follows
        yield "negated_asked", len(_NOT.findall(question.text))
        yield "in_english", not in_chinese(question.asked)
        yield "asks_of_agency", len(self._asked_agencies)
        for kind in _QUESTION_KINDS:
            yield f"asks_{kind}", question.kind == kind
        for value in VALUES:
            yield f"wants_{value}", value in self._wanted

    def _said(self, statement: Statement) -> Iterable[tuple[str, float]]:
        """How much of the question is said, in the statement and around it."""
        title, section = self._around.title_terms(statement), self._around.section_terms(statement)
        own = [c.match(statement.own) for c, _ in self._pairs]
        above = [c.match(statement.context) for c, _ in self._pairs]
        titled = [c.match(title) for c, _ in self._pairs]
        whole = [c.match(section) for c, _ in self._pairs]
        weights = [w for _, w in self._pairs]
        rest = [w * (1 - t) for w, t in zip(weights, titled, strict=True)]
        missing = [w * (1 - max(o, a, t)) for w, o, a, t in zip(weights, own, above, titled, strict=True)]
        yield "above", _dot(weights, above) / self._total
        yield "title", _dot(weights, titled) / self._total
        yield "around", self._share(statement.around)
        yield "section", _dot(weights, map(max, whole, titled)) / self._total
        yield "own_or_above", _dot(weights, map(max, own, above)) / self._total
        yield "beyond_title", _dot(rest, map(max, own, above)) / (sum(rest) or 1.0)
        yield "own_beyond_title", _dot(rest, own) / (sum(rest) or 1.0)
        yield "section_beyond_title", _dot(rest, whole) / (sum(rest) or 1.0)
        turn = [w * s for w, s in zip(weights, self._said_now, strict=True)]
        yield "turn_own", _dot(turn, own) / (sum(turn) or 1.0)
        yield "turn_all", _dot(turn, map(max, own, above)) / (sum(turn) or 1.0)
        yield "gap", max(missing, default=0.0) / self._total
        yield "missing", sum(max(o, a, t) < 0.5 for o, a, t in zip(own, above, titled, strict=True))
        referred = [c.match(statement.referred_terms) for c, _ in self._pairs]
        yield "referred", _dot(weights, referred) / self._total
        yield "own_or_referred", _dot(weights, map(max, own, referred)) / self._total
        yield "first", self._share(statement.first)
        yield "lead", self._share(statement.lead_terms)
        yield "label", self._share(statement.label_terms)
        yield "last_heading", self._share(statement.heading_terms)
        focus = self._question.focus
        yield "focus_own", min((c.match(statement.own) for c in focus), default=0.0)
        yield "focus_above", min((c.match(statement.own | statement.context) for c in focus), default=0.0)
        yield "focus_section", min((c.match(section) for c in focus), default=0.0)

    def _words(self, statement: Statement) -> Iterable[tuple[str, float]]:
        """Overlap of index terms and of neighbouring characters."""
        own, both = statement.own, statement.own | statement.context
        section = self._around.section_terms(statement)
        rare, shared = self._around.rarity(statement), own & self._expanded.keys()
        for name, query in (("terms", self._query), ("expanded", self._expanded)):
            most = sum(query.values()) or 1.0
            for place, found in (("own", own), ("all", both), ("section", section)):
                yield f"{name}_{place}", sum(query[t] for t in query.keys() & found) / most
        yield "precision", sum(map(self._around.idf, shared)) / (rare or 1.0)
        grams = _grams(statement.key[:_MOST])
        yield "bigrams", len(self._grams & grams) / (len(self._grams) or 1)
        yield "bigrams_alike", len(self._grams & grams) / (len(self._grams | grams) or 1)

    def _found(self, statement: Statement) -> Iterable[tuple[str, float]]:
        """What retrieval says of the statement's passage and of the best passage of its section."""
        hits = self._hits.get(statement.section.section_id, [])
        own = next((h for h in hits if any(h.passage.span.overlaps(s) for s in statement.spans)), None)
        yield "section_prior", hits[0].score / self._best if hits else 0.0
        yield "section_rank", hits[0].rank if hits else 50
        yield "passage", own.score / self._best if own else 0.0
        yield "passage_rank", own.rank if own else 50
        for channel in ("bm25", "dense"):
            yield f"passage_{channel}", own.parts.get(channel, 0.0) if own else 0.0

    def _values(self, statement: Statement) -> Iterable[tuple[str, float]]:
        """Figures, times and agencies that the question does not have itself."""
        question = self._question
        new = [f for f in statement.figures if not any(f.same(q) for q in question.figures)]
        for kind in _VALUES:
            yield f"new_{kind}", sum(f.kind == kind for f in new)
        yield "new_values", sum(f.kind in ("percent", "money", "rank", "count") for f in new)
        yield "unit_stated", fit.unit_stated(question, new)
        yield "figures_shared", sum(any(f.same(q) for f in statement.figures) for q in question.figures)
        holds, misses = within(question.figures, f"{statement.lead} {statement.text}") if question.figures else (0, 0)
        yield "in_range", holds
        yield "out_of_range", misses
        yield "tells_time", fit.tells_time(question, statement)
        named = self._around.agencies(statement.text)
        yield "new_agencies", len(named - self._asked_agencies)
        yield "agency_named", bool(named & self._asked_agencies)
        yield "office", fit.names_an_office(statement)
        yield "holds_wanted", self._holds(statement)

    def _fits(self, statement: Statement) -> Iterable[tuple[str, float]]:
        question = self._question
        yield "fits_year", fit.year_fit(question, statement)
        yield "fits_quote", fit.quote_fit(question, statement)
        yield "fits_label", fit.label_fit(question, statement)
        yield "fits_name", fit.name_fit(question, statement)
        yield "defines_asked", bool(self._defined and self._defined.search(statement.text))
        called = [self._called(name) for name in statement.names]
        yield "called", max(called, default=0.0)
        yield "called_all", sum(called) / len(called) if called else 0.0
        yield "one_item", bool(statement.items) and fit.speaks_of_one_item(question, statement)
        yield "items_match", question.count > 0 and len(statement.items) == question.count
        yield "names_match", question.count > 0 and fit.enumerated(statement) + 1 == question.count
        new = sum(len(word) for word in statement.words if word not in question.key)
        yield "new_words", math.log1p(new)
        yield "new_share", new / max(1, sum(map(len, statement.words)))

    def _holds(self, statement: Statement) -> float:
        """The share of the kinds of value wanted that the statement and what governs it hold; a half where none is wanted."""
        if not self._wanted:
            return 0.5
        text = statement.governed
        return sum(holds(v, self._question, text, self._around.agencies) for v in self._wanted) / len(self._wanted)

    def _called(self, name: str) -> float:
        """How much of a name the question has, in pairs of characters."""
        pairs = [name[i : i + 2] for i in range(len(name) - 1)]
        return sum(pair in self._grams for pair in pairs) / len(pairs)

    def _share(self, found: frozenset[str]) -> float:
        return sum(w * c.match(found) for c, w in self._pairs) / self._total


def _shape(statement: Statement) -> Iterable[tuple[str, float]]:
    """What the statement looks like, whatever is asked."""
    text = statement.text
    yield "length", math.log1p(len(text))
    yield "section_length", math.log1p(len(statement.section.span))
    yield "items", len(statement.items)
    yield "spans", len(statement.spans)
    yield "depth", len(statement.path)
    yield "has_lead", bool(statement.lead)
    yield "enumerated", fit.enumerated(statement)
    yield "clauses", text.count("，")
    yield "colons", text.count("：")
    yield "sentences", text.count("。")
    yield "ends", text[-1:] in "。；"
    yield "conditions", len(_CONDITIONS.findall(text))
    yield "defines", len(_DEFINES.findall(text))
    yield "purpose", len(_PURPOSE.findall(text))
    yield "negated", len(_NOT.findall(text))
    yield "enacts", bool(_ENACTS.search(text))
    yield "headed", bool(statement.path)
    yield "on_top", statement.spans[0].start < COVER
    for kind in _STATEMENT_KINDS:
        yield f"is_{kind}", statement.kind == kind


def _defining(question: Question) -> re.Pattern[str] | None:
    """How a text defines what a question speaks of: 「所稱甲」, 「甲，指…」, 「甲包括…」."""
    words = [re.escape(c.text) for c in question.concepts if c.weight >= 0.5 and len(c.text) > 1]
    words += [re.escape(quoted) for quoted in question.quoted]
    if not words:
        return None
    any_word = "|".join(sorted(set(words), key=len, reverse=True))
    return re.compile(
        rf"(?:所稱|所定|所指|前項|以下簡稱|下稱)[「『]?.{{0,6}}(?:{any_word})|(?:{any_word})[」』]?，?(?:係?指|謂|包括|包含|定義|如下|為：)"
    )


def _grams(key: str) -> set[str]:
    return {key[i : i + n] for n in (2, 3) for i in range(len(key) - n + 1)}


def _dot(weights: Iterable[float], values: Iterable[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))
