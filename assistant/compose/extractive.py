"""Answers made of the documents' own statements, chosen and arranged; nothing is phrased anew.

What comes first is the statement that covers the question best; close runners-up follow while the answer stays short.
Lists come whole and in order; table cells with their headers; labels in 「」 say what a short statement is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.cases import other_case
from assistant.compose.claims import Claim, Source
from assistant.evidence import Evidence
from assistant.question import Question
from assistant.statement import Ranked, Statement, apart, readable
from assistant.wanted import holds, wanted
from corpus.types import Span
from index.tokenize import terms

SHORT = 170
"""Characters of an answer that states a fact."""

LONG = 305
"""Characters of an answer that lists, compares or explains."""

_CLOSE, _CLOSE_TO_A_VALUE = 0.2, 0.5
"""What a runner-up's score must be of the best one's, the second where the best one holds the kind of value that is asked for.
Chosen on documents left out of the ranking's learning: the stricter the second, the more citations are to the point; the lower
the first, the more answers are right."""

_MOST_STATEMENTS = 3
_GOVERNED = ("number", "yes_no", "when")
"""Kinds of questions whose answer (an amount, a ban, a term) an introduction often gives for all its items."""
_WORTH = 0.5
"""What an item of a long list must say of the question, against the item that says most of it, to be told."""
_SAME_NAME = 0.8
_CONDITIONS = re.compile(r"什麼(?:情況|情形|條件|時候|狀況)|哪(?:些|種)(?:情況|情形|條件)|何種(?:情形|條件)|要件|資格")
_CLAUSE = re.compile(r"[^，；。]*[，；。]?")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")


def compose(
    question: Question, ranked: Sequence[Ranked], evidence: Evidence, budget: int | None = None
) -> tuple[Claim, ...]:
    """Compose the claims that answer one question.

    Args:
        question: the question understood.
        ranked: its statements, best first; the first one carries the answer.
        evidence: to find the list that a statement introduces.
        budget: characters the claims may have together; None for the usual limit of the question's kind.

    Returns:
        At least one claim when ``ranked`` is not empty.
    """
    if not ranked:
        return ()
    limit = budget or limit_of(question)
    led = evidence.led_by(ranked[0].statement)
    if led is not None:
        return (list_claim(led, budget or LONG, ranked[0].statement),)
    return _statements(question, ranked, limit)


def limit_of(question: Question) -> int:
    """Return how many characters an answer to a question may have: more where it lists, explains or states conditions."""
    many = question.is_list() or question.kind in ("explain", "yes_no") or bool(_CONDITIONS.search(question.text))
    return LONG if many else SHORT


def list_claim(statement: Statement, limit: int, lead: Statement | None = None) -> Claim:
    """Return a whole list as a claim.

    Args:
        statement: a list, an outline, or a cell that holds one.
        limit: characters it should keep to; items are shortened evenly where they must be.
        lead: the statement that introduces it, to stand above the items in place of the heading.
    """
    text = statement.document.text
    items = [item_text(span.slice(text)) for span in statement.items]
    head = lead.text if lead is not None else f"{quoted(label(statement))}：" if label(statement) else ""
    lines = _fitted(items, len(head), limit)
    spans = statement.spans if statement.kind != "outline" else statement.items
    above = tuple(Source(lead, s) for s in lead.spans) if lead is not None else ()
    return Claim(head, (*above, *(Source(statement, s) for s in spans)), lines)


def _list_asked(question: Question, statement: Statement, limit: int) -> Claim:
    """A list as a claim; where it is too long and not all of it is asked for, the items that say most of the question."""
    text = statement.document.text
    lengths = [len(readable(span.slice(text))) for span in statement.items]
    gains = [question.gain(frozenset(terms(span.slice(text)))) for span in statement.items]
    if sum(lengths) <= limit or not max(gains, default=0.0) > 0:
        return list_claim(statement, limit)
    room = limit - len(label(statement))
    kept: list[int] = []
    for i in sorted(range(len(gains)), key=lambda i: -gains[i]):
        if gains[i] < _WORTH * max(gains) or (kept and lengths[i] > room):
            break
        kept.append(i)
        room -= lengths[i]
    items = tuple(statement.items[i] for i in sorted(kept))
    return list_claim(replace(statement, spans=items, items=items), limit)


def _fitted(items: Sequence[str], head: int, limit: int) -> tuple[str, ...]:
    """Leave items whole where that is short; without remarks where that makes it short; else shorten until they fit."""
    steps = [tuple(shorten(item) for item in items) for shorten in (str, _without_remarks, _first_clause, _title_only)]
    lengths = [head + sum(map(len, lines)) for lines in steps]
    for lines, length in zip(steps[:2], lengths, strict=False):
        if length <= min(SHORT, limit):
            return lines
    return next((lines for lines, length in zip(steps, lengths, strict=True) if length <= limit), steps[-1])


def item_text(source: str) -> str:
    """Return a list item as it is read; a card whose label stands below its text is led by the label."""
    rows = [row for row in source.splitlines() if row.strip()]
    blocks = [readable(block) for block in re.split(r"\n\s*\n", source.strip())]
    if len(rows) > 1 and len(blocks) > 1 and len(blocks[-1]) <= 8 < len(blocks[0]):
        return f"{blocks[-1]}：{readable(' '.join(blocks[:-1]))}"
    return readable(source)


def _without_remarks(item: str) -> str:
    return _REMARK.sub("", item).strip() or item


def _first_clause(item: str) -> str:
    return re.split(r"[。；]", _without_remarks(item))[0] or item


def _title_only(item: str) -> str:
    return re.split(r"[，。；：:]", _without_remarks(item))[0] or item


def label(statement: Statement) -> str:
    """Return what a statement is about, in a few words: its row and column, or the nearest heading that is a title."""
    if statement.kind in ("cell", "row"):
        return " › ".join(statement.path[len(statement.section.path) :])
    heads = [h for h in statement.path if not re.fullmatch(r"[\W\d〇零一二三四五六七八九十百第條點款、]+", h)]
    return heads[-1] if heads else ""


def quoted(name: str) -> str:
    """Return a name in 「」, with 『』 for those inside it."""
    return f"「{name.replace('「', '『').replace('」', '』')}」"


def _statements(question: Question, ranked: Sequence[Ranked], limit: int) -> tuple[Claim, ...]:
    """The best statement, then close runners-up that add something, while there is room."""
    claims: list[Claim] = []
    chosen: list[Ranked] = []
    used = 0
    least = (_CLOSE_TO_A_VALUE if _holds_value(question, ranked[0].statement) else _CLOSE) * ranked[0].score
    for entry in ranked[:20]:
        if chosen and (entry.score < least or len(chosen) >= _MOST_STATEMENTS):
            break
        if any(_same_place(entry.statement, other.statement) for other in chosen):
            continue
        if chosen and not _keeps_names(question, entry.statement, chosen[0].statement):
            continue
        if chosen and other_case(question, chosen[0].statement, entry.statement):
            continue
        claim = statement_claim(question, entry.statement, limit if not chosen else limit - used)
        if chosen and (used + len(claim) > limit or entry.statement.kind in ("list", "outline")):
            continue
        claims.append(claim)
        chosen.append(entry)
        used += len(claim)
    return tuple(claims)


def _holds_value(question: Question, statement: Statement) -> bool:
    """Whether a value is asked for, of a kind that the statement holds; agencies are told by their endings only."""
    values = wanted(question)
    return bool(values) and all(holds(v, question, statement.governed, lambda _: frozenset()) for v in values)


def _keeps_names(question: Question, statement: Statement, first: Statement) -> bool:
    """Whether a runner-up speaks of the names (6G, MyData) that the question gives and the first statement has."""
    named = [c for c in question.concepts if c.text in question.names and c.match(first.own | first.context) >= 0.5]
    return all(c.match(statement.own | statement.context) >= 0.5 for c in named)


def _same_place(one: Statement, other: Statement) -> bool:
    """Whether two statements overlap or say the same words."""
    if one.document.document_id == other.document.document_id and any(
        a.overlaps(b) for a in one.spans for b in other.spans
    ):
        return True
    return one.text in other.text or other.text in one.text


def statement_claim(question: Question, statement: Statement, limit: int) -> Claim:
    """Return one statement as a claim, led by what it is about where its own words do not say so."""
    if statement.kind in ("list", "outline") or (statement.items and len(statement.text) > limit):
        return list_claim(statement, limit) if question.is_list() else _list_asked(question, statement, limit)
    opening = _opening(question, statement, limit)
    if opening is not None:
        return _introduced(statement, opening)
    spans = statement.spans
    text = statement.shown
    head = label(statement)
    if len(spans) == 1 and len(text) > limit - len(head):
        span = shortened(question, statement, max(60, limit - len(head) - 2))
        spans, text = (span,), readable(span.slice(statement.document.text))
    prefix = quoted(head) if head and _needs_label(question, statement, text, head) else ""
    return Claim(prefix + text, tuple(Source(statement, span) for span in spans))


def _opening(question: Question, statement: Statement, limit: int) -> Span | None:
    """The sentence that introduces an item, where it says of the question what the item does not, and there is room."""
    opening = statement.opening
    if opening is None or len(opening) + len(statement.text) > limit:
        return None
    said = frozenset(terms(opening.slice(statement.document.text)))
    adds = any(c.weight > 0.5 and c.match(said) > c.match(statement.own) for c in question.concepts)
    governs = question.kind in _GOVERNED and statement.kind != "row"
    return opening if adds or governs else None


def _introduced(statement: Statement, opening: Span) -> Claim:
    """An item under the sentence that introduces it: 「有下列情形之一者，處…：」 and what it is done for."""
    source = opening.slice(statement.document.text)
    lead = apart(source) if statement.kind == "row" else readable(source)
    lead = lead if lead[-1:] in "：:" else f"{lead}："
    return Claim(f"{lead}{statement.shown}", tuple(Source(statement, span) for span in (opening, *statement.spans)))


def _needs_label(question: Question, statement: Statement, text: str, head: str) -> bool:
    if head in text or len(head) > 40 or _names_the_document(statement, head):
        return False
    if statement.kind in ("pair", "figure", "cell", "row", "line", "item"):
        return True
    return any(c.weight > 0.5 and c.match(statement.context) > c.match(statement.own) for c in question.concepts)


def _names_the_document(statement: Statement, head: str) -> bool:
    """Whether a heading only repeats the document's title, which the citation gives anyway."""
    title, own = frozenset(terms(statement.document.title)), frozenset(terms(head))
    return len(own & title) >= _SAME_NAME * len(own)


def shortened(question: Question, statement: Statement, limit: int) -> Span:
    """Return the run of clauses of a long statement that covers the question best within ``limit`` characters."""
    source = statement.document.text
    whole = statement.spans[0]
    clauses = [
        Span(whole.start + m.start(), whole.start + m.end())
        for m in _CLAUSE.finditer(whole.slice(source))
        if m.group().strip()
    ]
    best, best_key = clauses[0], (-1.0, 0)
    for i in range(len(clauses)):
        for j in range(i, len(clauses)):
            span = Span(clauses[i].start, clauses[j].end)
            if len(span) > limit and j > i:
                break
            gain = question.gain(frozenset(terms(span.slice(source))))
            if (gain, -len(span) if gain else 0) > best_key:
                best, best_key = span, (gain, -len(span) if gain else 0)
    return _grown(best, clauses, limit, source)


def _grown(span: Span, clauses: Sequence[Span], limit: int, source: str) -> Span:
    """Take in following, then preceding clauses while there is room: the end of a sentence tells more than its middle."""
    for clause in clauses:
        if clause.start >= span.end and len(Span(span.start, clause.end)) <= limit:
            span = Span(span.start, clause.end)
    for clause in reversed(clauses):
        if clause.end <= span.start and len(Span(clause.start, span.end)) <= limit:
            span = Span(clause.start, span.end)
    body = span.slice(source)
    left = len(body) - len(body.lstrip())
    return Span(span.start + left, span.start + len(body.rstrip("，、 \n")))
