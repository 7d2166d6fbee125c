"""Vectors remembered: the same as computed, computed once, never more than the bound."""

from __future__ import annotations

import numpy as np
import pytest

from index.remembered import FloatArray, Remembered


class Counting:
    """Encodes a text as its length and its first letter, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> FloatArray:
        self.asked += texts
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def test_a_text_is_computed_once_and_every_row_is_its_own() -> None:
    encode = Counting()
    remembered = Remembered(encode)
    first = remembered.vectors(["甲", "乙乙", "甲"])
    second = remembered.vectors(["丙", "乙乙"])
    assert first.tolist() == [[1, ord("甲")], [2, ord("乙")], [1, ord("甲")]]
    assert second.tolist() == [[1, ord("丙")], [2, ord("乙")]]
    assert encode.asked == ["甲", "乙乙", "丙"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_beyond_the_bound_it_starts_anew_and_answers_all_the_same(most: int) -> None:
    encode = Counting()
    remembered = Remembered(encode, most=most)
    for texts in (["甲", "乙"], ["丙", "甲"], ["甲", "乙", "丙", "丁"]):
        assert remembered.vectors(texts).tolist() == Counting()(texts).tolist()
    assert len(encode.asked) > len(set(encode.asked))
