"""Outline numbers in words, and tables as pipes."""

from __future__ import annotations

import pytest

from corpus.errors import DocumentError
from corpus.readers import pipes
from corpus.readers.numerals import counting, formal, joined, sample_number, word_number
from corpus.readers.pipes import Cell, pipe_table, spread, tidy
from corpus.readers.radicals import plain_characters


def test_counting() -> None:
    numbers = (1, 10, 11, 20, 21, 100, 101, 110, 999, 1_001, 1_010)
    words = [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "一百",
        "一百零一",
        "一百一十",
        "九百九十九",
        "一千零一",
        "一千零一十",
    ]
    assert [counting(number) for number in numbers] == words
    assert [formal(number) for number in (1, 10, 12, 20)] == ["壹", "壹拾", "壹拾貳", "貳拾"]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("decimal", ["1", "4", "12", "27"]),
        ("decimalZero", ["01", "04", "12", "27"]),
        ("decimalFullWidth", ["１", "４", "１２", "２７"]),
        ("decimalEnclosedCircle", ["①", "④", "⑫", "27"]),
        ("upperRoman", ["I", "IV", "XII", "XXVII"]),
        ("lowerLetter", ["a", "d", "l", "aa"]),
        ("ideographDigital", ["一", "四", "一二", "二七"]),
        ("ideographTraditional", ["甲", "丁", "乙", "庚"]),
        ("ideographZodiac", ["子", "卯", "亥", "寅"]),
        ("none", ["", "", "", ""]),
        ("somethingNew", ["1", "4", "12", "27"]),
    ],
)
def test_word_series(series: str, expected: list[str]) -> None:
    assert [word_number(number, series) for number in (1, 4, 12, 27)] == expected


def test_odf_samples() -> None:
    samples = ["1", "一, 二, 三, ...", "壹, 貳, 參, ...", "甲, 乙, 丙, ...", "I", "a", ""]
    assert [sample_number(3, sample) for sample in samples] == ["3", "三", "參", "丙", "III", "c", ""]


def test_labels_and_words() -> None:
    assert [joined(label, "目的") for label in ("一、", "（一）", "1.", "第一條", "•", "")] == [
        "一、目的",
        "（一）目的",
        "1. 目的",
        "第一條 目的",
        "• 目的",
        "目的",
    ]


def test_spread_repeats_merged_cells() -> None:
    rows = [
        [Cell("a", rows=2), Cell("b", columns=2)],
        [Cell("c"), Cell("d", rows=2)],
        [Cell("e"), Cell("f")],
        [Cell("g")],
    ]
    assert spread(rows) == [["a", "b", "b"], ["a", "c", "d"], ["e", "f", "d"], ["g", "", ""]]


def test_spread_keeps_a_gap_under_a_merged_cell_on_the_right() -> None:
    assert spread([[Cell("a"), Cell("b"), Cell("c", rows=2)], [Cell("d")]]) == [["a", "b", "c"], ["d", "", "c"]]


def test_spread_refuses_what_would_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "MAX_CELLS", 5)
    with pytest.raises(DocumentError, match="超過 5 格"):
        spread([[Cell("a", columns=3)], [Cell("b", columns=3)]])


def test_pipe_table() -> None:
    assert pipe_table(tidy([[" 項目 ", "", "金額|元"], ["", "", ""], ["甲 \n 乙", "", "1"]])) == (
        "| 項目 | 金額\\|元 |\n| --- | --- |\n| 甲<br>乙 | 1 |"
    )


def test_radicals_keep_the_length() -> None:
    strange = "⼀⿕⺀⻑⻳豈\U0002f800人"
    assert plain_characters(strange) == "一龠⺀長龟豈丽人"
    assert len(plain_characters(strange)) == len(strange)
