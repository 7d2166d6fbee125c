"""Which short lines of a slide belong together, when columns were flattened one after the other.

Each line gets a signature: Y a year, V a value, L a label, M label and value together. A pattern of signatures that
repeats is one column after another (caption, value, status; caption, value, status; …). Two such runs with the same number
of repetitions, one below the other, are rows of the same columns, so their k-th members belong together: 「Rows of labels
pair with rows of values by order.」
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_YEAR = re.compile(r"^(?:民國)?\d{2,4}(?:/\d{1,2})?年?\s*(?:[（(][^）)]*[）)])?$")
_HAN = "〇○零一二三四五六七八九十百千萬億"
_UNIT = "[元人分點坪名項個件次年月日天倍台輛張座場份種歲組公尺]"
_VALUE = re.compile(
    r"^[>＞<＜約逾超過達近第$＄ ]*(?:"
    r"[\d,，.]+(?:[-–~～至][\d,，.]+)?\s*(?:[A-Za-z%％]{1,5}|[\u4e00-\u9fff]{0,3})"
    rf"|百分之[{_HAN}]+|[{_HAN}]+(?:[．，、][{_HAN}]+)*{_UNIT}{{0,2}})$"
)
_FIGURE = re.compile(
    rf"(?<![A-Za-z\d.,])\d[\d,.]*\s*(?:[%％兆億萬千百項個名家處人次件元年月日倍台張座場]|\s|[/(（]|$)|第\d|百分之[{_HAN}]|[{_HAN}]{{2,}}[元人分點坪名]|第[{_HAN}]+職等"
)
_REMARK = re.compile(r"[（(][^（）()]*[）)]")
_LONGEST_PATTERN = 4


@dataclass(frozen=True, slots=True)
class _Run:
    """``repeats`` repetitions of a pattern of ``period`` lines from line ``start``."""

    start: int
    period: int
    repeats: int

    @property
    def end(self) -> int:
        return self.start + self.period * self.repeats

    def member(self, k: int) -> range:
        return range(self.start + k * self.period, self.start + (k + 1) * self.period)


def group(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Group short lines that belong together.

    Args:
        texts: the lines (or blocks) of one section in order.

    Returns:
        Groups of indices into ``texts``: a caption with its value, status, target … ; cards with the label below or above.
        Lines in no repeating pattern are in no group.
    """
    signs = "".join(_sign(t) for t in texts)
    runs = _runs(signs)
    groups: list[tuple[int, ...]] = []
    while runs:
        band = [runs.pop(0)]
        while runs and runs[0].repeats == band[0].repeats and runs[0].start == band[-1].end:
            band.append(runs.pop(0))
        if len(band) > 1 or band[0].period > 1:
            groups += (tuple(i for run in band for i in run.member(k)) for k in range(band[0].repeats))
    return tuple(groups)


def _sign(text: str) -> str:
    if _YEAR.match(text):
        return "Y"
    if _VALUE.match(text):
        return "V"
    if _FIGURE.search(text):
        return "M"
    return "L" if len(text) <= 12 else "T"


def carries_figures(text: str) -> bool:
    """Say whether a cell tells a value rather than names something: figures in remarks, 「普通教室（三十六人）」, do not count."""
    return _sign(_REMARK.sub("", text).strip() or text) in "VYM"


def _runs(signs: str) -> list[_Run]:
    """Read signatures from the left into the longest repeating runs; what repeats must hold a value, year or text."""
    runs: list[_Run] = []
    i = 0
    while i < len(signs):
        options = [run for period in range(1, _LONGEST_PATTERN + 1) if (run := _run(signs, i, period))]
        best = max(options, key=lambda r: (r.end, -r.period), default=None)
        if best is None:
            i += 1
            continue
        runs.append(best)
        i = best.end
    return runs


def _run(signs: str, start: int, period: int) -> _Run | None:
    pattern = signs[start : start + period]
    if len(pattern) < period or not set(pattern) & set("VYMT") or (period == 1 and pattern not in "YV"):
        return None
    repeats = 1
    while signs[start + repeats * period : start + (repeats + 1) * period] == pattern:
        repeats += 1
    enough = 3 if "T" in pattern and not set(pattern) & set("VYM") else 2
    return (
        _Run(start, period, repeats)
        if repeats >= enough and len(set(pattern)) == min(period, len(set(pattern)))
        else None
    )
