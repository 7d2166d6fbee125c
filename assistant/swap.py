"""「那X呢？」: which words of the earlier question X stands in for, so that the whole question can be asked again with X."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.concepts import Concept
from corpus.figures import figures
from corpus.types import Span

Likeness = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""Cosine of a text with each of others, shape [texts]."""

Kinds = Callable[[str], frozenset[str]]
"""Of what kinds the names are that stand in a text."""

_LONGEST = 3
"""Words that one name may consist of."""

_ENDS_ALIKE = 0.5
"""What two names gain that end in the same characters (一般禽舍, 水簾式環控禽舍), for all of the shorter one."""

_SAME_UNIT = 0.6
"""What two figures of one kind and unit gain (75分, 85分; 第一期, 第二期)."""

_SAME_KIND = 0.4
"""What two names gain that the lexicon knows as of one kind (two countries, two agencies)."""

_SHORTEST = 0.2
"""What two names of one character gain (鎘, 銅)."""

_LEAST = 0.25
"""Likeness below which X stands in for nothing."""

_LENGTH = 0.04
"""What each character costs by which two names differ in length."""

_JOINT = re.compile(r"[\s的之]?")
_POINTING = re.compile(r"^(?:[它其他她]們?|[這那該])的?")
_CLAUSE = re.compile(r"[了是沒不要已]|如果|從|時候?$")
_UNIT = re.compile(r"[年月日期次級等名項歲人件元分案週天]")
_BOUND = re.compile(r"以[上下內外]|（含）")


def swapped(
    name: str, before: str, spoken: Sequence[Concept], likeness: Likeness, kinds: Kinds
) -> tuple[str, tuple[Span, ...]] | None:
    """Ask an earlier question again with another name in it.

    Args:
        name: what this turn names (X of 「那X呢？」).
        before: the earlier question, complete in itself.
        spoken: its concepts, with their offsets.
        likeness: tells how near in meaning texts are.
        kinds: tells of what kinds names are.

    Returns:
        The earlier question with its most similar word or name replaced (for 「2015年的規模」 the year and the noun, each by
        itself), and where the new ones stand in it; None where it has nothing of the same kind, or X is a clause.
    """
    if _CLAUSE.search(name):
        return None
    least = 0.0 if len(name) == 1 else 0.5  # a name of one character (鋅) stands in for one
    words = sorted((c for c in spoken if c.weight >= least and c.end <= len(before)), key=lambda c: c.start)
    taken: list[tuple[Span, str]] = []
    for part in _POINTING.sub("", name).split("的"):
        if part and part not in before and (at := _counterpart(part, before, words, taken, likeness, kinds)):
            taken.append((at, part))
    if not taken:
        return None
    text, places, end = "", [], 0
    for at, part in sorted(taken):
        text += before[end : at.start] + part
        places.append(Span(len(text) - len(part), len(text)))
        end = at.end
    return text + before[end:], tuple(places)


def _counterpart(
    part: str,
    before: str,
    words: Sequence[Concept],
    taken: Sequence[tuple[Span, str]],
    likeness: Likeness,
    kinds: Kinds,
) -> Span | None:
    """The words of the earlier question that are most like a name."""
    spans = [s for s in _names(before, words) if not any(s.overlaps(t) for t, _ in taken)]
    if not spans:
        return None
    texts = [s.slice(before) for s in spans]
    own = kinds(part)
    alike = [_shape(part, text) + _SAME_KIND * bool(own & kinds(text)) for text in texts]
    values = likeness(part, texts) + np.array(alike, dtype=np.float32)
    best = int(values.argmax())
    return _whole(part, before, spans[best]) if values[best] >= _LEAST else None


def _whole(part: str, before: str, at: Span) -> Span:
    """With what belongs to the old name and stands in the new one too (年 of 2016年) or bounds a figure (以下)."""
    end = at.end
    while end < len(before) and before[end] == part[-1] and not at.slice(before).endswith(part[-1]):
        end += 1
    bound = _BOUND.match(before, end) if figures(part) else None
    return Span(at.start, bound.end() if bound else end)


def _names(text: str, spoken: Sequence[Concept]) -> Iterator[Span]:
    """Words, and runs of up to three that stand together."""
    for i in range(len(spoken)):
        for j in range(i, min(i + _LONGEST, len(spoken))):
            if j > i and not _JOINT.fullmatch(text[spoken[j - 1].end : spoken[j].start]):
                break
            if spoken[j].end > spoken[i].start:
                yield _counted(text, Span(spoken[i].start, spoken[j].end))


def _counted(text: str, at: Span) -> Span:
    """A bare number with what it counts: 第1年, 75分."""
    if not at.slice(text).isdigit():
        return at
    ordinal = text[at.start - 1 : at.start] == "第"
    return Span(at.start - ordinal, at.end + bool(_UNIT.match(text, at.end)))


def _shape(one: str, other: str) -> float:
    shortest = min(len(one), len(other))
    same = next((i for i in range(shortest) if one[-1 - i] != other[-1 - i]), shortest)
    units = {(f.kind, f.unit) for f in figures(one)} & {(f.kind, f.unit) for f in figures(other)}
    gain = _ENDS_ALIKE * same / shortest + (_SAME_UNIT if units else 0.0)
    return gain + _SHORTEST * (len(one) == len(other) == 1) - _LENGTH * abs(len(one) - len(other))
