"""The sides of a comparison: which stretch of the question is about which document, year or name, and what all share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.routing import Route, Router
from corpus.normalize import years
from corpus.types import Span
from index.tokenize import words

_JOINS = frozenset("和與跟及到比")
_BOUNDARY = re.compile(
    r"[，。：:；;？?、]|多少|什麼|誰|幾|各|分別|差[別異在多]|不同|比較|相比|一樣|相同|有[何什哪]|哪|如何|怎|在(?=兩|[各哪])"
)
_BEFORE = re.compile(r"[，。：:；;？?從]|[裡中]，?")
_ASKS = re.compile(r"哪|什麼|多少|幾|誰|何|如何|怎|嗎|是否")
_QUESTION = re.compile(r"[^？?；;]+[？?；;]")
_OF = "的"
_MOST_SIDES = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    ``own`` is its own stretch of the question, ``text`` the question as asked of it alone, ``documents`` the ids that it
    names (empty: any), ``edition`` the id of the document whose edition is of the year it gives (or empty).
    """

    own: Span
    text: str
    documents: tuple[str, ...] = ()
    edition: str = ""


def sides(text: str, route: Route, router: Router) -> tuple[Side, ...]:
    """Split a comparison.

    Args:
        text: the question.
        route: the documents it names, with places.
        router: knows all documents.

    Returns:
        Two to four sides in the order of the question; empty when it compares nothing that can be told apart. Documents
        named (by title, alias or edition) come first, then 「兩份」 where there are few, then 「甲和乙」, then years.
    """
    named = list({d: (at, d) for at, d in reversed(route.places)}.values())
    places = sorted(named + _of_other_years(text, named, router)) if len(named) == 1 else sorted(named)
    if len(places) > 1:
        return _in_documents(text, places[:_MOST_SIDES])
    if route.several and len(router.all()) <= _MOST_SIDES:
        return tuple(Side(Span(0, 0), text, (d,)) for d in router.all())
    found = _joined(text) or _told_apart(text, _by_year(text))
    return tuple(_located(text, side, found, places, router) for side in found)


def _located(text: str, side: Side, every: Sequence[Side], places: Sequence[tuple[int, str]], router: Router) -> Side:
    """Give a side the documents named in its own words, or else those named outside of all sides; and its year's edition."""
    own = tuple(d for at, d in places if side.own.start <= at < side.own.end)
    outside = tuple(d for at, d in places if not any(s.own.start <= at < s.own.end for s in every))
    editions = {d for y in years(side.own.slice(text)) if (d := router.of_year(y.ce))}
    return replace(side, documents=own or outside, edition=next(iter(editions)) if len(editions) == 1 else "")


def _of_other_years(text: str, named: Sequence[tuple[int, str]], router: Router) -> list[tuple[int, str]]:
    """Documents that the question gives by the year of their edition only, beside one that it names."""
    known = {d for _, d in named}
    found: dict[str, tuple[int, str]] = {}
    for year in years(text):
        document_id = router.of_year(year.ce)
        if document_id and document_id not in known:
            found.setdefault(document_id, (year.span.start, document_id))
    return list(found.values())


def _by_year(text: str) -> list[int]:
    """Where each year is told first; where there are several questions, only the first year of each."""
    first = {y.ce: y.span.start for y in reversed(list(years(text)))}
    asked = [m.span() for m in _QUESTION.finditer(text)]
    if len(asked) > 1:
        firsts = (min((at for at in first.values() if a <= at < b), default=-1) for a, b in asked)
        return [at for at in firsts if at >= 0][:_MOST_SIDES]
    return sorted(first.values())[:_MOST_SIDES]


def _in_documents(text: str, places: Sequence[tuple[int, str]]) -> tuple[Side, ...]:
    found = _told_apart(text, [at for at, _ in places])
    return tuple(replace(side, documents=(d,)) for side, (_, d) in zip(found, places, strict=True))


def _told_apart(text: str, places: Sequence[int]) -> tuple[Side, ...]:
    """Give each place the words up to the next one; what stands before the first, and what asks after the last, is shared."""
    if len(places) < 2:
        return ()
    cuts = [*places, len(text)]
    regions = [Span(a, b) for a, b in pairwise(cuts)]
    *before, last = regions
    asked = any(_ASKS.search(r.slice(text)) for r in before)
    end = last.end if asked else _end(text, last.start, max(r.slice(text).count(_OF) for r in before))
    regions[-1] = Span(last.start, end)
    return tuple(_side(text, regions, i) for i in range(len(regions)))


def _joined(text: str) -> tuple[Side, ...]:
    """「甲和乙的…各…」: the two names before the words that ask, the last such pair of the question."""
    found: tuple[Side, ...] = ()
    for conjunction in _conjunctions(text):
        head = text[: conjunction.start].rstrip("，")
        start = max((m.end() for m in _BEFORE.finditer(head)), default=0)
        one = Span(start, len(head))
        other = Span(conjunction.end, _end(text, conjunction.end, one.slice(text).count(_OF)))
        if min(len(one), len(other)) >= 2 and not _ASKS.search(one.slice(text)):
            found = tuple(_side(text, [one, other], i) for i in range(2))
    return found


def _conjunctions(text: str) -> Iterator[Span]:
    for token in words(text):
        if token.text in _JOINS:
            yield Span(token.start, token.end)


def _end(text: str, start: int, possessives: int) -> int:
    """Where a side that begins at ``start`` ends: before the words that ask, or before one 「的」 more than the others have."""
    boundary = _BOUNDARY.search(text, start)
    end = boundary.start() if boundary else len(text)
    places = [m.start() for m in re.finditer(_OF, text[start:end])]
    return start + places[possessives] if len(places) > possessives else end


def _side(text: str, regions: Sequence[Span], i: int) -> Side:
    own = regions[i]
    shared_before, shared_after = text[: regions[0].start], text[regions[-1].end :]
    return Side(own, f"{shared_before}{own.slice(text)}{shared_after}")
