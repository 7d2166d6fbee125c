"""Trees are read and evaluated as written; a broken file is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.forest import parse_forest, read_forest
from corpus.errors import SettingsError

STUMP = [[0, 0.5, 1, 2], [-1.0], [2.0]]
DEEP = [[1, 10.0, 1, 2], [0, 0.5, 3, 4], [100.0], [10.0], [20.0]]


def test_a_row_goes_left_up_to_the_threshold_and_leaves_add_up() -> None:
    forest = parse_forest(json.dumps({"features": ["a", "b"], "trees": [STUMP, DEEP]}).encode())
    table = {"a": np.array([0.5, 0.6, 0.6], np.float32), "b": np.array([10, 10, 11], np.float32)}
    assert forest.scores(table).tolist() == [-1 + 10, 2 + 20, 2 + 100]


def test_a_leaf_alone_is_a_tree_and_probabilities_are_logistic() -> None:
    forest = parse_forest(json.dumps({"features": ["a"], "trees": [[[0.0]]], "threshold": 0.7}).encode())
    assert forest.probabilities({"a": np.zeros(2, np.float32)}).tolist() == [0.5, 0.5]
    assert forest.threshold_of_yes == 0.7


@pytest.mark.parametrize("text", ["", "{}", '{"features": ["a"], "trees": [[[0, 1, 2]]]}', '{"features": 3}'])
def test_a_broken_file_says_how_to_make_it_again(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ranking.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"ranking\.json") as caught:
        read_forest(path)
    assert "evals.learn" in caught.value.hint
