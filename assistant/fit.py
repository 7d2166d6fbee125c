"""How well a statement's kind, values, years and names fit what is asked: factors around 1, set by hand, of the first pass.

The first pass only has to bring the right statement among the first hundred; the learned ranking (``assistant.rank``) orders those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.question import Question
from assistant.statement import Statement
from assistant.wanted import CLOCK
from corpus.figures import Figure
from corpus.normalize import search_key

ONE_ITEM_WEIGHT = 0.65
"""What a list is worth when the question is about one of its items."""

OTHER_NAME_WEIGHT = 0.6
"""What a statement is worth that does not have a name the question gives."""

_ALIKE = {
    "錢": ("元",),
    "元": ("元",),
    "人": ("人", "名", "員", "位"),
    "名": ("名", "人", "員", "位"),
    "位": ("名", "人", "員", "位"),
    "天": ("天", "日"),
    "日": ("日", "天"),
    "家": ("家", "間"),
    "項": ("項", "個", "種"),
}
"""Counters that answer one another."""

Agencies = Callable[[str], frozenset[str]]

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
OFFICES = (
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


def fit(question: Question, statement: Statement, agencies: Agencies) -> float:
    """Return how well a statement suits the kind of question.

    Args:
        question: the question understood.
        statement: what may answer it.
        agencies: gives the lexicon ids of the agencies a text names.
    """
    kind = _FIT_LIKE.get(question.kind, question.kind)
    value = _FIT[kind][statement.kind]
    if question.kind == "number":
        value *= number_fit(question, statement)
    elif question.kind == "when":
        value *= 1.2 if tells_time(question, statement) else 0.6
    elif question.kind == "role":
        value *= 1.25 if names_someone(question, statement, agencies) else 0.55
    elif question.kind == "definition":
        value *= 1.25 if any(w in statement.text for w in ("指", "係", "所稱", "謂", "定義")) else 0.9
    if question.is_list():
        value *= list_fit(question, statement)
    value *= year_fit(question, statement) * quote_fit(question, statement) * label_fit(question, statement)
    value *= name_fit(question, statement)
    if not statement.items:
        value *= novelty_fit(question, statement)
    if statement.kind == "figure" and len(statement.spans) == 1:
        value *= 1.1 if question.gain(statement.first) >= 0.6 * question.gain(statement.own) else 0.8
    length = len(statement.text)
    if length > 180 and statement.kind not in ("list", "outline", "cell"):
        value *= (180 / length) ** 0.35
    return value if length > 3 else value * 0.5


def names_someone(question: Question, statement: Statement, agencies: Agencies) -> bool:
    """Say whether a statement names an agency that the question does not, or an office."""
    asked = {m.entry_id for m in question.mentions if m.kind == "agency"}
    return bool(agencies(statement.text) - asked) or names_an_office(statement)


def names_an_office(statement: Statement) -> bool:
    """Say whether a statement names an office (院長, 召集人)."""
    return any(office in statement.text for office in OFFICES)


def tells_time(question: Question, statement: Statement) -> bool:
    """Whether the statement has a date or a span of time that the question did not already name."""
    if new_figures(question, statement, ("year", "month", "day")):
        return True
    if any(found not in question.text for found in CLOCK.findall(statement.text)):
        return True
    return any(f.kind in ("count", "rank") and f.unit[:1] in tuple("日天週月年") for f in statement.figures)


def new_figures(question: Question, statement: Statement, kinds: Sequence[str]) -> bool:
    """Whether the statement has a figure of these kinds that the question did not already name."""
    return any(f.kind in kinds and not any(f.same(q) for q in question.figures) for f in statement.figures)


def unit_stated(question: Question, found: Sequence[Figure]) -> bool:
    """Say whether figures count in the unit that is asked for (幾「人」: 五名, 多少「錢」: 三萬元)."""
    units = _ALIKE.get(question.unit, (question.unit,))
    return bool(question.unit) and any(
        f.unit.startswith(units) or (f.kind == "percent" and "%" in units) for f in found
    )


def enumerated(statement: Statement) -> int:
    """Return how many marks between the names of an enumeration a statement has."""
    return sum(statement.text.count(mark) for mark in "、/；")


def number_fit(question: Question, statement: Statement) -> float:
    """A number is asked: one that the question does not have, in the unit asked for."""
    new = [
        f
        for f in statement.figures
        if f.kind != "year" and not any(f.same(q) for q in question.figures) and f.unit not in ("G", "D", "K")
    ]
    if not new:
        return 0.75 if new_figures(question, statement, ("year",)) and "年" in question.unit else 0.5
    if not question.unit:
        return 1.15
    return 1.3 if unit_stated(question, new) else 1.0


def list_fit(question: Question, statement: Statement) -> float:
    """Several items are asked: a list or an enumeration, of as many items as the question says."""
    items = len(statement.items)
    if items:
        value = 1.05 if not question.count else 1.35 if items == question.count else 0.75
        return value * (ONE_ITEM_WEIGHT if speaks_of_one_item(question, statement) else 1.0)
    named = enumerated(statement)
    if question.count:
        return 1.15 if named + 1 >= question.count else 0.75
    return 1.0 if named else 0.8


def speaks_of_one_item(question: Question, statement: Statement) -> bool:
    """Whether the question's words stand in a single item: then that item holds the answer, not the whole list."""
    said = question.gain(statement.own)
    if said < 0.45 * sum(c.weight for c in question.concepts):
        return False
    return max(question.gain(found) for found in statement.item_terms) >= 0.8 * said


def year_fit(question: Question, statement: Statement) -> float:
    """A year is asked about: stated here or in the headings, or the year of the edition."""
    if not question.years:
        return 1.0
    edition = int(statement.document.edition[:4]) if statement.document.edition else 0
    if statement.years & set(question.years):
        return 1.2
    if edition in question.years:
        return 1.08
    return 0.8 if statement.years else 0.92


def quote_fit(question: Question, statement: Statement) -> float:
    """A quoted name should head the evidence or stand in it; a list that merely contains it is its parent."""
    value = 1.0
    for quoted in question.quoted:
        key = search_key(quoted).text
        if key in statement.search_above:
            value *= 1.25
        elif key in statement.search_text:
            value *= 0.7 if statement.items else 1.15
        else:
            value *= 0.85
    return value


def name_fit(question: Question, statement: Statement) -> float:
    """What is said of 5G is no answer about 6G: a product's or programme's name must stand in the evidence or its headings."""
    named = [c for c in question.concepts if c.text in question.names]
    if not named or all(max(c.match(statement.own), c.match(statement.context)) >= 0.5 for c in named):
        return 1.0
    return OTHER_NAME_WEIGHT


def label_fit(question: Question, statement: Statement) -> float:
    """A pair answers when the question says its label, not more and not less (召集部會, not 共同召集部會)."""
    if not statement.label:
        return 1.0
    return 1.15 if search_key(statement.label).text in search_key(question.text).text else 0.85


def novelty_fit(question: Question, statement: Statement) -> float:
    """A statement that says nothing but what was asked is a label; the answer stands beside it."""
    new = sum(len(word) for word in statement.words if word not in question.key)
    return 0.6 if new < 0.25 * max(1, sum(map(len, statement.words))) else 1.0
