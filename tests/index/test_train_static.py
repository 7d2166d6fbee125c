from pathlib import Path

import numpy as np
import pytest
from tiny_training import write_training_data

from index.embed import load_embedder
from index.models.train import static


@pytest.mark.slow
def test_the_training_command_lowers_its_loss_and_repeats_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_training_data(tmp_path / "data", 90)
    losses: list[list[float]] = []
    kept = static.train

    def noted(*arguments: object) -> list[float]:
        losses.append(kept(*arguments))  # type: ignore[arg-type]
        return losses[-1]

    monkeypatch.setattr(static, "train", noted)
    for name in ("one", "two"):
        assert static.main(["--data", str(data), "--out", str(tmp_path / name), "--smoke"]) == 0
    assert "loss" in capsys.readouterr().out
    assert losses[0] == losses[1]
    # Words are left out, and the lexicon's eighteen thousand rows of words are more than ninety batches can learn.
    assert np.mean(losses[0][-10:]) < 0.85 * np.mean(losses[0][:10])
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert {"model.safetensors", "tokenizer.json", "modules.json"} <= {path.name for path in files}
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)
    assert load_embedder(str(tmp_path / "one")).dimension == static.SMOKE.dimension


@pytest.mark.slow
def test_the_training_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert static.main(["--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "--data" in capsys.readouterr().err


@pytest.mark.slow
def test_vectors_of_frequent_words_are_short() -> None:
    recipe = static.Recipe(characters=9, han_words=9, latin_words=9, numbers=9, counted=1, dimension=2)
    running = ["水利署 1999 water", "水利署 2030 water", "水利署 87.9%", "水利署 fire"]
    tokenizer = static.make_tokenizer(running, recipe)
    assert tokenizer.encode("水利署1999").tokens[-1] == "1999"
    lengths = np.linalg.norm(static.first_vectors(running, tokenizer, recipe), axis=1)
    vocabulary = tokenizer.get_vocab()
    assert lengths[vocabulary["fire"]] > lengths[vocabulary["water"]]
    assert lengths[vocabulary["[UNK]"]] == 0
