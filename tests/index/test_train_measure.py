from pathlib import Path

import numpy as np
import pytest
from tiny_training import write_training_data

from index.models.train.measure import figures, main
from index.models.train.sources import first_sentence


class Letters:
    """A text's vector says whether 水 and 火 stand in it."""

    model_id, name, dimension = "letters", "letters", 2

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        return np.array([["水" in text, "火" in text] for text in texts], dtype=np.float32)

    encode_passages = encode_queries


def test_ranks_count_equally_near_passages_before_the_right_one() -> None:
    assert figures(Letters(), [("水", "水一"), ("火", "火")]) == (100.0, 1.0)
    assert figures(Letters(), [("水", "水一"), ("水", "水二")]) == (100.0, 0.5)
    assert figures(Letters(), [("水", f"水{i}") for i in range(6)]) == (0.0, 0.0)


def test_a_first_sentence_ends_at_a_stop_behind_a_word() -> None:
    assert first_sentence("Act No. 5 applies here. It is so.") == "Act No. 5 applies here."
    assert first_sentence("no end") == "no end"


def test_the_command_measures_every_kind_of_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(write_training_data(tmp_path, 20))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all("hit@5" in line for line in lines)
    assert main(["--data", str(tmp_path / "nowhere")]) == 2
