"""The sides of a comparison: which document, year or name each clause of the question is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.routing import Route, Router
from corpus.normalize import years

_JOINED = re.compile(
    r"(?P<one>[^，。；？?、和與跟及到的從在]{2,12})(?:和|與|跟|及|、)(?P<other>[^，。；？?、和與跟及的]{2,12}?)(?=的|在|各|分別|有|，|兩|之間|相比|比較|$)"
)
_MOST_SIDES = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the words of the question that are its own, the words it must not be confused with, its document."""

    own: str
    other: str
    document_id: str = ""


def sides(text: str, route: Route, router: Router) -> tuple[Side, ...]:
    """Split a comparison.

    Args:
        text: the question.
        route: the documents it names, with places.
        router: knows all documents.

    Returns:
        Two to four sides in the order of the question; empty when it compares nothing that can be told apart. Documents
        named (by title, alias, edition or the year of an edition) come first, then 「兩份」, then two years, then 「甲和乙的…」.
    """
    places = list({d: (at, d) for at, d in reversed(route.places)}.values())
    named = {d for _, d in places}
    told = list(dict.fromkeys(y.ce for y in years(text)))
    if len(places) < 2:
        for year in years(text):
            document_id = router.of_year(year.ce)
            if document_id and document_id not in named:
                places.append((year.span.start, document_id))
                named.add(document_id)
    if len(places) > 1:
        return _clauses(text, sorted(places)[:_MOST_SIDES])
    if route.several:
        return tuple(Side(text, "", d) for d in router.all()[:_MOST_SIDES])
    if len(told) > 1:
        at = {y.ce: y.span.start for y in reversed(list(years(text)))}
        return _clauses(text, sorted((at[y], "") for y in told)[:_MOST_SIDES])
    joined = _JOINED.search(text)
    if joined:
        one, other = joined["one"], joined["other"]
        return (Side(text.replace(other, ""), other), Side(text.replace(one, ""), one))
    return ()


def _clauses(text: str, places: list[tuple[int, str]]) -> tuple[Side, ...]:
    """Give each place the words up to the next one; what stands before the first belongs to all."""
    cuts = [at for at, _ in places] + [len(text)]
    lead = text[: cuts[0]]
    found = []
    for i, (_, document_id) in enumerate(places):
        own = text[cuts[i] : cuts[i + 1]]
        found.append(Side(lead + own, text[cuts[0] : cuts[i]] + text[cuts[i + 1] :], document_id))
    return tuple(found)
