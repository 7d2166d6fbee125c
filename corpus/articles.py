"""Which lines begin the articles of a law, and which merely mention one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from corpus.lines import Line
from corpus.outline import Marker, stands_apart


def true_articles(
    rows: Sequence[Line], marks: Sequence[Marker | None], names_a_rule: Callable[[int], bool]
) -> Mapping[int, float]:
    """Tell the articles from mentions of articles at the start of a wrapped or referring line.

    An article's number stands apart from its text (「第三條　本法…」, or alone on its line), and the numbers go on: a number
    that jumps ahead while the next one goes on from before, or falls back without beginning anew, is a mention.

    Args:
        rows: the printed lines.
        marks: the outline marker of each, or None.
        names_a_rule: says of an index whether that line is the name of a rule, after which numbers may begin anywhere.

    Returns:
        The index of every line that begins an article, with the article's number.
    """
    found = [(i, mark) for i, mark in enumerate(marks) if mark is not None and mark.kind == "article"]
    apart = [(i, mark) for i, mark in found if stands_apart(rows[i].text, mark)]
    chosen = apart if len(apart) >= len(found) - len(apart) else found
    kept: dict[int, float] = {}
    before = 0.0
    for (i, mark), following in zip_longest(chosen, chosen[1:]):
        after = following[1].value if following else None
        if _goes_on(before, mark.value, after) or (i > 0 and names_a_rule(i - 1)):
            kept[i] = before = mark.value
    return kept


def _goes_on(before: float, value: float, after: float | None) -> bool:
    if before < value <= int(before) + 1 or value == 1:
        return True
    if value > before:
        return before > 0 if after is None else not before < after <= value
    return after is not None and value < after <= before
