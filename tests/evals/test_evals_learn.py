"""Learning: what is grown can be read back and says the same as LightGBM; folds keep documents together."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.forest import parse_forest
from evals.learn.__main__ import folds
from evals.learn.declining import Case, threshold_for, unseen
from evals.learn.ranking import Example, first_right, learned, without


def _examples(count: int) -> list[Example]:
    """Questions whose right statement is the one with the larger first feature; the second is noise."""
    chance = np.random.default_rng(7)
    found = []
    for number in range(count):
        rows = chance.random((20, 2)).astype(np.float32)
        labels = (np.arange(20) == rows[:, 0].argmax()).astype(np.int64)
        found.append(Example(f"q{number}", f"d{number % 6}", ("told", "noise"), rows, labels))
    return found


def test_folds_are_disjoint_and_whole() -> None:
    split = folds(["a", "b", "c", "d", "a"], 3)
    assert sorted(name for part in split for name in part) == ["a", "b", "c", "d"]
    assert split == folds(["d", "c", "b", "a"], 3)


def test_the_order_is_learned_and_holds_on_documents_left_out() -> None:
    pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    found = _examples(240)
    split = folds([e.document for e in found], 3)
    before, after = first_right(found, split, without(found, split))
    assert before < 0.2
    assert after > 0.8
    assert learned(found) == learned(found)


def test_the_file_says_what_lightgbm_says() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    from evals.learn.trees import ALWAYS, grow

    chance = np.random.default_rng(3)
    rows = chance.normal(size=(500, 4)).astype(np.float32)
    labels = (rows[:, 0] + rows[:, 1] ** 2 > 0.5).astype(np.int64)
    growing = {"objective": "binary", "num_leaves": 7, "learning_rate": 0.1}
    forest = parse_forest(grow(("a", "b", "c", "d"), rows, labels, 30, growing).encode())
    model = lightgbm.train({**ALWAYS, **growing}, lightgbm.Dataset(rows, labels), 30)
    table = dict(zip(forest.names, rows.T, strict=True))
    assert np.allclose(forest.scores(table), model.predict(rows, raw_score=True), atol=1e-3)


def test_the_threshold_refuses_at_most_the_share_given() -> None:
    doubt = np.linspace(0, 1, 101)
    for share in (0.0, 0.02, 0.05, 0.5):
        assert np.mean(doubt >= threshold_for(doubt, share)) <= share + 1e-9


def test_doubt_is_of_trees_that_have_not_seen_the_document() -> None:
    pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    chance = np.random.default_rng(5)
    cases = [
        Case({"lacking": float(missing) + chance.normal(0, 0.2), "noise": chance.random()}, not missing, f"d{i % 5}")
        for i, missing in enumerate(chance.random(300) < 0.3)
    ]
    doubt = unseen(cases, folds([c.document for c in cases], 5))
    answerable = np.array([c.answerable for c in cases])
    assert doubt[~answerable].mean() > doubt[answerable].mean() + 0.3
