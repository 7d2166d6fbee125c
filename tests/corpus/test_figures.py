"""Figures compared by value, however they are written."""

from __future__ import annotations

import pytest

from corpus.figures import figures


def values(text: str) -> list[tuple[str, float, str]]:
    return [(f.kind, f.value, f.unit) for f in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("覆蓋率達87.9%", [("percent", 87.9, "%")]),
        ("不得逾百分之四十九", [("percent", 49, "%")]),
        ("民國106年39.7%", [("year", 2017, "年"), ("percent", 39.7, "%")]),
        ("1,250億元", [("money", 125e9, "元")]),
        ("125,000百萬元", [("money", 125e9, "元")]),
        ("新臺幣一百五十萬元", [("money", 1.5e6, "元")]),
        ("2020/11/30", [("year", 2020, "年"), ("month", 11, "月"), ("day", 30, "日")]),
        ("2020年2月完成", [("year", 2020, "年"), ("month", 2, "月")]),
        ("第11名", [("rank", 11, "名")]),
        ("三項工作，統一發票", [("count", 3, "項工")]),
        ("分為二階段，下三階段", [("count", 2, "階段"), ("count", 3, "階段")]),
        ("107年至109年", [("year", 2018, "年"), ("year", 2020, "年")]),
        ("鉛 ○．○一○", [("count", 0.01, "")]),
        ("租金四、○○○元", [("money", 4000, "元")]),
        ("第一、二○○條", [("rank", 1, ""), ("count", 200, "條")]),
        ("沒有數字", []),
    ],
)
def test_reads_figures_by_value(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("113年", "2024年", True),
        ("五大", "5大", True),
        ("50%", "50項", False),
        ("1.9萬人次", "19,000人次", True),
        ("87.9%", "87.8%", False),
    ],
)
def test_same_value_same_figure(one: str, other: str, same: bool) -> None:
    assert figures(one)[0].same(figures(other)[0]) is same
