from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SettingsError
from index.fuse import DEFAULTS, Weights, best_first, read_weights


def test_channels_are_weighed_and_added() -> None:
    parts = {"bm25": np.array([0.5, 0.25], np.float32), "dense": np.array([0.0, 1.0], np.float32)}
    assert Weights(bm25=2, dense=0.5).fuse(parts).tolist() == [1.0, 1.0]
    assert Weights(bm25=1).fuse(parts).tolist() == [0.5, 0.25]


def test_the_best_come_first_and_equal_ones_by_row() -> None:
    scores = np.array([1, 3, 2, 3, 0], np.float32)
    assert best_first(scores, 3).tolist() == [1, 3, 2]
    assert best_first(scores, 9).tolist() == [1, 3, 2, 0, 4]


def test_every_learned_weight_counts() -> None:
    assert all(getattr(DEFAULTS, name) > 0 for name in Weights.__slots__)


@pytest.mark.parametrize("text", ["", "[weights]\nbm25 = 1\n", "[weights]\nbm25 = -1\ncrowding = 0\ndense = 0\n", "["])
def test_a_wrong_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match="檢索權重"):
        read_weights(path)
    with pytest.raises(SettingsError, match="檢索權重"):
        read_weights(tmp_path / "none.toml")
