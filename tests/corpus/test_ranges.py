"""Stretches of values, as grades, tariffs and conditions lay them down."""

from __future__ import annotations

from math import inf

import pytest

from corpus.figures import figures
from corpus.ranges import ranges, within


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("被告人數六人以上而未達十二人。", [("人", 6, 12)]),
        ("89分至85分者，補助新臺幣20萬元", [("分", 85, 89)]),
        ("評選成績達90分以上者", [("分", 90, inf)]),
        ("未滿十八歲", [("歲", -inf, 18)]),
        ("超過二十億元，一百億元以下", [("元", 2e9, 1e10)]),
        ("處一年以上三年以下有期徒刑", [("年", 1, 3)]),
        ("一百二十小時（含）以上", [("小", 120, inf)]),
        ("百分之三十至百分之五十", [("%", 30, 50)]),
        ("補助三項工作", []),
        ("", []),
    ],
)
def test_reads_the_ends(text: str, found: list[tuple[str, float, float]]) -> None:
    assert [(r.unit, r.low, r.high) for r in ranges(text)] == found


@pytest.mark.parametrize(
    ("asked", "text", "held", "missed"),
    [
        ("拿到87分", "89分至85分者，補助20萬元", True, False),
        ("拿到84分", "89分至85分者，補助20萬元", False, True),
        ("被告七個人", "六人以上而未達十二人", True, False),
        ("被告十二人", "六人以上而未達十二人", False, True),
        ("被告十二人", "六人以上十二人以下", True, False),
        ("三項工作", "六人以上", False, False),
        ("多少錢", "六人以上", False, False),
    ],
)
def test_a_value_lies_in_a_stretch_of_its_unit(asked: str, text: str, held: bool, missed: bool) -> None:
    assert within(figures(asked), text) == (held, missed)
