import math

import numpy as np
import pytest

from corpus.errors import IndexCorrupt
from index.sparse import Field, Postings, PostingsBuilder

ROWS = [["a", "b"], ["a", "a"], ["c", "d"]]


def built(*fields: tuple[Field, list[list[str]]], k1: float) -> Postings:
    builder = PostingsBuilder([field for field, _ in fields], k1)
    for row in zip(*(rows for _, rows in fields), strict=True):
        builder.add(*row)
    return builder.build()


def test_score_is_the_formula_worked_by_hand() -> None:
    postings = built((Field(1.0, 0.75), ROWS), k1=1.2)
    idf_a, idf_b = math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)
    expected = [2 * idf_a / 2.2 + idf_b / 2.2, 2 * idf_a * 2 / 3.2, 0]
    assert postings.scores({"a": 2.0, "b": 1.0, "absent": 1.0}) == pytest.approx(expected)
    assert postings.idf("b") == pytest.approx(idf_b)
    assert postings.idf("absent") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_fields_add_their_weighted_counts_before_saturation() -> None:
    text, path = [["a"], ["b"]], [["b"], ["c"]]
    postings = built((Field(1.0, 0.0), text), (Field(0.5, 0.0), path), k1=1.0)
    idf_b = math.log(1 + 0.5 / 2.5)
    assert postings.scores({"b": 1.0}) == pytest.approx([idf_b * 0.5 / 1.5, idf_b / 2])


def test_a_longer_row_scores_less() -> None:
    postings = built((Field(1.0, 0.5), [["a"], ["a", "x", "y"]]), k1=0.9)
    short, long = postings.scores({"a": 1.0})
    assert short > long


def test_postings_survive_their_bytes() -> None:
    postings = built((Field(1.0, 0.5), [*ROWS, []]), k1=0.9)
    again = Postings.from_bytes(postings.to_bytes(), "p")
    assert again.vocabulary == ("a", "b", "c", "d")
    assert again.n_rows == 4
    assert np.array_equal(again.scores({"a": 1.0, "d": 1.0}), postings.scores({"a": 1.0, "d": 1.0}))
    assert again.to_bytes() == postings.to_bytes()


def test_postings_without_any_term() -> None:
    postings = Postings.from_bytes(built((Field(1.0, 0.5), [[], []]), k1=0.9).to_bytes(), "p")
    assert postings.scores({"a": 1.0}).tolist() == [0, 0]


def test_arrays_that_do_not_fit_are_refused() -> None:
    good = built((Field(1.0, 0.5), ROWS), k1=0.9)
    wrong = Postings(good.vocabulary, good.indptr, good.rows + 1, good.impacts, good._idf, good.n_rows)
    with pytest.raises(IndexCorrupt, match=r"p\.x"):
        Postings.from_bytes(wrong.to_bytes(), "p.x")
    with pytest.raises(IndexCorrupt, match=r"p\.x"):
        Postings.from_bytes(b"no safetensors", "p.x")
