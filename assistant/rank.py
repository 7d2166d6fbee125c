"""Statements in order of how well they answer a question.

A statement's score is the share of the question's weighted terms that it covers itself, by its headings (at a lower
weight) or by its surroundings (lower still), times how well its kind, figures, years and names fit what is asked. Weights
are w·idf of the question's concepts; kinds, windows and list units follow the probe recorded in the
project's notes: keep several units at once and let the question type choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.concepts import Concept
from assistant.evidence import Evidence, Statement
from assistant.question import Question
from corpus.figures import figures
from corpus.normalize import search_key
from corpus.types import Document, Hit, Section, Span
from index.retriever import Retriever
from index.tokenize import terms

CONTEXT_WEIGHT = 0.6
AROUND_WEIGHT = 0.2
TITLE_WEIGHT = 0.95
"""Words that name the document select it; a statement that repeats them gains nothing by that."""

DOCUMENT_WEIGHT = 0.5
"""How much a statement loses when its document as a whole says nothing of the question."""

ONE_ITEM_WEIGHT = 0.65
"""What a list is worth when the question is about one of its items."""

OTHER_NAME_WEIGHT = 0.6
"""What a statement is worth that does not have a name the question gives."""

NEAREST = 60
"""How many of the best statements the embedding model compares with the question."""

MEANING_WEIGHT = 0.8
"""How much a cosine of 1 adds to a statement's score."""

UNKNOWN_WEIGHT = 0.35
"""What a word that no document has counts, against the rarest word that one has."""

_PLACES = {"list": (0.6, 1.0), "outline": (0.4, 1.0), "cell": (1.0, 0.9), "figure": (1.0, 0.85)}
"""For kinds that a heading governs: how much a word counts in the statement itself, and in its headings and lead."""

_FIT: Mapping[str, Mapping[str, float]] = {
    "fact": {
        "sentence": 1,
        "item": 1,
        "pair": 1,
        "figure": 0.85,
        "line": 0.6,
        "cell": 1,
        "row": 0.6,
        "list": 0.5,
        "outline": 0.35,
    },
    "number": {
        "sentence": 1,
        "item": 1,
        "pair": 1.05,
        "figure": 1,
        "line": 0.75,
        "cell": 1,
        "row": 0.6,
        "list": 0.3,
        "outline": 0.15,
    },
    "role": {
        "sentence": 0.95,
        "item": 1.05,
        "pair": 1.1,
        "figure": 0.85,
        "line": 0.6,
        "cell": 1,
        "row": 0.6,
        "list": 0.4,
        "outline": 0.25,
    },
    "list": {
        "sentence": 0.9,
        "item": 0.85,
        "pair": 0.85,
        "figure": 0.7,
        "line": 0.6,
        "cell": 1.1,
        "row": 0.6,
        "list": 1.15,
        "outline": 1,
    },
    "when": {
        "sentence": 1,
        "item": 1,
        "pair": 1.05,
        "figure": 0.95,
        "line": 0.75,
        "cell": 1,
        "row": 0.6,
        "list": 0.3,
        "outline": 0.15,
    },
    "definition": {
        "sentence": 1,
        "item": 1,
        "pair": 1,
        "figure": 0.6,
        "line": 0.5,
        "cell": 0.9,
        "row": 0.5,
        "list": 0.7,
        "outline": 0.4,
    },
    "explain": {
        "sentence": 1,
        "item": 1,
        "pair": 0.9,
        "figure": 0.8,
        "line": 0.5,
        "cell": 1,
        "row": 0.6,
        "list": 0.85,
        "outline": 0.5,
    },
}
_FIT_LIKE = {"compare": "fact", "yes_no": "fact"}
_OFFICES = (
    "院長",
    "部長",
    "委員",
    "首長",
    "秘書",
    "召集人",
    "主席",
    "主任",
    "局長",
    "署長",
    "處長",
    "司長",
    "主管",
    "代表",
    "執行長",
    "人員",
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement with its score, the share of the question it covers (0 to 1), and the share it covers by its own words."""

    statement: Statement
    score: float
    coverage: float
    own: float


class Ranker:
    """Ranks the statements of the sections that retrieval found.

    Args:
        retriever: the open index.
        evidence: statements by section.
    """

    def __init__(self, retriever: Retriever, evidence: Evidence) -> None:
        self._retriever = retriever
        self._evidence = evidence
        self._ceiling = retriever.idf("\0")
        self._said: dict[str, frozenset[str]] = {}
        self._titles: dict[str, frozenset[str]] = {}
        self._agencies: dict[str, frozenset[str]] = {}

    def rank(self, question: Question, hits: Sequence[Hit]) -> tuple[Ranked, ...]:
        """Rank the statements of the hits' sections, their parents and, for lists, whole sub-outlines.

        Args:
            question: the question understood.
            hits: retrieved passages, best first.

        Returns:
            Statements with a positive score, best first; ties in document order.
        """
        best = hits[0].score if hits else 1.0
        priors: dict[str, float] = {}
        for hit in hits:
            priors.setdefault(hit.passage.section_id, max(hit.score, 0.0) / best if best > 0 else 0.0)
        weights = tuple(self.weight(c) for c in question.concepts)
        found = [
            self._score(question, statement, weights, prior)
            for section, prior in self._sections(priors)
            for statement in self._evidence.of(section)
        ]
        whole = self._whole_documents(question, weights, found)
        kept = [replace(r, score=r.score * whole[r.statement.document.document_id]) for r in found if r.score > 0]
        kept.sort(key=_order)
        return tuple(sorted(self._with_meaning(question, kept[:NEAREST]), key=_order)) + tuple(kept[NEAREST:])

    def _with_meaning(self, question: Question, ranked: Sequence[Ranked]) -> Iterator[Ranked]:
        """Let the embedding model speak among the best: words that nobody wrote down as synonyms."""
        texts = [f"{' '.join(r.statement.path[-2:])} {r.statement.text}" for r in ranked]
        for entry, cosine in zip(ranked, self._retriever.similarity(question.text, texts), strict=True):
            yield replace(entry, score=entry.score * (1 + MEANING_WEIGHT * max(0.0, float(cosine))))

    def _whole_documents(
        self, question: Question, weights: Sequence[float], found: Sequence[Ranked]
    ) -> Mapping[str, float]:
        """A question is about one document more often than not: the one that speaks of most of it, taken as a whole."""
        said: dict[str, float] = {}
        for document in {r.statement.document.document_id: r.statement.document for r in found}.values():
            everything = self._terms_of(document)
            said[document.document_id] = sum(
                w * c.match(everything) for c, w in zip(question.concepts, weights, strict=True)
            )
        most = max(said.values(), default=0.0) or 1.0
        return {d: 1 - DOCUMENT_WEIGHT * (1 - value / most) for d, value in said.items()}

    def _terms_of(self, document: Document) -> frozenset[str]:
        if document.document_id not in self._said:
            texts = (document.title, *document.aliases, document.text)
            self._said[document.document_id] = frozenset(terms("\n".join(texts)))
        return self._said[document.document_id]

    def _sections(self, priors: Mapping[str, float]) -> Iterable[tuple[Section, float]]:
        seen: dict[str, tuple[Section, float]] = {}
        for section_id, prior in priors.items():
            section: Section | None = self._retriever.release.section(section_id)
            while section is not None and section.section_id not in seen:
                seen[section.section_id] = (section, prior)
                section = self._evidence.parent(section)
                prior *= 0.9
        return seen.values()

    def _title(self, statement: Statement) -> frozenset[str]:
        document = statement.document
        if document.document_id not in self._titles:
            self._titles[document.document_id] = frozenset(terms(" ".join((document.title, *document.aliases))))
        return self._titles[document.document_id]

    def weight(self, concept: Concept) -> float:
        """Return a concept's weight times how rare it is; words that stand nowhere count little, since nothing can say them."""
        known = [i for pieces in concept.names for p in pieces if (i := self._retriever.idf(p)) < self._ceiling]
        return concept.weight * (sum(known) / len(known) if known else UNKNOWN_WEIGHT * self._ceiling)

    def _score(self, question: Question, statement: Statement, weights: Sequence[float], prior: float) -> Ranked:
        total = sum(weights) or 1.0
        title = self._title(statement)
        own_weight, heading_weight = _PLACES.get(statement.kind, (1.0, CONTEXT_WEIGHT))
        score = coverage = own = 0.0
        for concept, weight in zip(question.concepts, weights, strict=True):
            itself = concept.match(statement.own)
            above = concept.match(statement.context)
            named = concept.match(title)
            place = max(own_weight * itself, heading_weight * above, TITLE_WEIGHT * named)
            if place < AROUND_WEIGHT:
                place = max(place, AROUND_WEIGHT * concept.match(statement.around))
            score += weight * place
            coverage += weight * max(itself, above, named)
            own += weight * itself
        fit = self._fit(question, statement)
        return Ranked(statement, score / total * fit * (0.88 + 0.12 * prior), coverage / total, own / total)

    def _fit(self, question: Question, statement: Statement) -> float:
        """How well the kind of statement suits the kind of question."""
        kind = _FIT_LIKE.get(question.kind, question.kind)
        value = _FIT[kind][statement.kind]
        if question.kind == "number":
            value *= _number_fit(question, statement)
        elif question.kind == "when":
            value *= 1.2 if _tells_time(question, statement) else 0.6
        elif question.kind == "role":
            value *= 1.25 if self._names_someone(question, statement) else 0.55
        elif question.kind == "definition":
            value *= 1.25 if any(w in statement.text for w in ("指", "係", "所稱", "謂", "定義")) else 0.9
        if question.is_list():
            value *= _list_fit(question, statement)
        value *= _year_fit(question, statement) * _quote_fit(question, statement) * _label_fit(question, statement)
        value *= _name_fit(question, statement)
        if not statement.items:
            value *= _novelty_fit(question, statement)
        if statement.kind == "figure" and len(statement.spans) == 1:
            value *= 1.1 if question.gain(statement.first) >= 0.6 * question.gain(statement.own) else 0.8
        length = len(statement.text)
        if length > 180 and statement.kind not in ("list", "outline", "cell"):
            value *= (180 / length) ** 0.35
        return value if length > 3 else value * 0.5

    def _names_someone(self, question: Question, statement: Statement) -> bool:
        asked = {m.entry_id for m in question.mentions if m.kind == "agency"}
        named = self.agencies(statement.text)
        return bool(named - asked) or any(o in statement.text for o in _OFFICES)

    def agencies(self, text: str) -> frozenset[str]:
        """Return the lexicon ids of the agencies a text names."""
        if text not in self._agencies:
            if len(self._agencies) > 50_000:
                self._agencies.clear()
            found = self._retriever.lexicon.find(text)
            self._agencies[text] = frozenset(m.entry_id for m in found if m.kind == "agency")
        return self._agencies[text]


def _order(entry: Ranked) -> tuple[float, str, Span]:
    return -entry.score, entry.statement.document.document_id, entry.statement.spans[0]


def _tells_time(question: Question, statement: Statement) -> bool:
    """Whether the statement has a date or a span of time that the question did not already name."""
    if _new_figures(question, statement, ("year", "month", "day")):
        return True
    return any(f.kind in ("count", "rank") and f.unit[:1] in tuple("日天週月年") for f in statement.figures)


def _new_figures(question: Question, statement: Statement, kinds: Sequence[str]) -> bool:
    """Whether the statement has a figure of these kinds that the question did not already name."""
    return any(f.kind in kinds and not any(f.same(q) for q in question.figures) for f in statement.figures)


def _number_fit(question: Question, statement: Statement) -> float:
    new = [
        f
        for f in statement.figures
        if f.kind != "year" and not any(f.same(q) for q in question.figures) and f.unit not in ("G", "D", "K")
    ]
    if not new:
        return 0.75 if _new_figures(question, statement, ("year",)) and "年" in question.unit else 0.5
    if not question.unit:
        return 1.15
    wanted = {
        "錢": ("元",),
        "元": ("元",),
        "人": ("人", "名", "員", "位"),
        "名": ("名", "人", "員", "位"),
        "位": ("名", "人", "員", "位"),
    }
    units = wanted.get(question.unit, (question.unit,))
    if any(f.unit.startswith(units) or (f.kind == "percent" and "%" in units) for f in new):
        return 1.3
    return 1.0


def _list_fit(question: Question, statement: Statement) -> float:
    items = len(statement.items)
    if items:
        value = 1.05 if not question.count else 1.35 if items == question.count else 0.75
        return value * (ONE_ITEM_WEIGHT if _speaks_of_one_item(question, statement) else 1.0)
    named = statement.text.count("、") + statement.text.count("/") + statement.text.count("；")
    if question.count:
        return 1.15 if named + 1 >= question.count else 0.75
    return 1.0 if named else 0.8


def _speaks_of_one_item(question: Question, statement: Statement) -> bool:
    """Whether the question's words stand in a single item: then that item holds the answer, not the whole list."""
    said = question.gain(statement.own)
    if said < 0.45 * sum(c.weight for c in question.concepts):
        return False
    return max(question.gain(found) for found in statement.item_terms) >= 0.8 * said


def _year_fit(question: Question, statement: Statement) -> float:
    if not question.years:
        return 1.0
    stated = {int(f.value) for f in statement.figures if f.kind == "year"}
    stated |= {int(f.value) for p in (*statement.path, statement.lead) for f in figures(p) if f.kind == "year"}
    edition = int(statement.document.edition[:4]) if statement.document.edition else 0
    if stated & set(question.years):
        return 1.2
    if edition in question.years:
        return 1.08
    return 0.8 if stated else 0.92


def _quote_fit(question: Question, statement: Statement) -> float:
    """A quoted name should head the evidence or stand in it; a list that merely contains it is its parent."""
    value = 1.0
    for quoted in question.quoted:
        key = search_key(quoted).text
        if key in search_key(" ".join((*statement.path, statement.lead))).text:
            value *= 1.25
        elif key in search_key(statement.text).text:
            value *= 0.7 if statement.items else 1.15
        else:
            value *= 0.85
    return value


def _name_fit(question: Question, statement: Statement) -> float:
    """What is said of 5G is no answer about 6G: a product's or programme's name must stand in the evidence or its headings."""
    named = [c for c in question.concepts if c.text in question.names]
    if not named or all(max(c.match(statement.own), c.match(statement.context)) >= 0.5 for c in named):
        return 1.0
    return OTHER_NAME_WEIGHT


def _label_fit(question: Question, statement: Statement) -> float:
    """A pair answers when the question says its label, not more and not less (召集部會, not 共同召集部會)."""
    if not statement.label:
        return 1.0
    return 1.15 if search_key(statement.label).text in search_key(question.text).text else 0.85


def _novelty_fit(question: Question, statement: Statement) -> float:
    """A statement that says nothing but what was asked is a label; the answer stands beside it."""
    new = sum(len(word) for word in statement.words if word not in question.key)
    return 0.6 if new < 0.25 * max(1, sum(map(len, statement.words))) else 1.0
