"""The encoder as numpy computes it, and as torch trains it."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import ModelError
from index.embed import counted, load_embedder, normalised
from index.encoder import EncoderEmbedder
from index.models.train import export
from index.models.train.network import PIECE, Encoder, Shape, rows, turned

SHAPE = Shape(dimension=16, width=8, inner=12, layers=2)
LETTERS = "甲乙丙丁戊"


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({"[UNK]": 0} | {c: i for i, c in enumerate(LETTERS, 1)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return made


def encoder(seed: int = 1, *, taught: bool) -> Encoder:
    torch.manual_seed(seed)
    made = Encoder(torch.randn(1 + len(LETTERS), SHAPE.dimension), SHAPE)
    if taught:
        with torch.no_grad():
            for parameter in made.parameters():
                parameter.add_(0.2 * torch.randn_like(parameter))
    return made


TEXTS = ["甲乙", "乙甲", "丙", "甲丙丁戊乙" * PIECE]


def computed(network: Encoder, texts: list[str]) -> np.ndarray:
    ids = [np.array(tokenizer().encode(text).ids, dtype=np.int64) for text in texts]
    with torch.no_grad():
        found: np.ndarray = network(rows(ids), len(texts)).numpy()
    return found


def test_an_untrained_encoder_gives_the_vectors_of_its_words() -> None:
    network = encoder(taught=False)
    words = network.words.detach().numpy()
    ids = [np.array(tokenizer().encode(text).ids) for text in TEXTS]
    summed = np.array([counted(own) @ words[own] for own in ids])
    assert computed(network, TEXTS) == pytest.approx(normalised(summed), abs=1e-5)


def test_numpy_computes_what_torch_does(tmp_path: Path) -> None:
    network = encoder(taught=True)
    export.write(network, tokenizer(), tmp_path / "m")
    found = load_embedder(str(tmp_path / "m"))
    assert isinstance(found, EncoderEmbedder)
    assert found.dimension == SHAPE.dimension
    ours, theirs = found.encode_passages(TEXTS), computed(network, TEXTS)
    assert np.sum(ours * theirs, axis=1).min() > 0.999  # int8 costs a little
    assert found.encode_queries(["", "甲"])[0] == pytest.approx(np.zeros(SHAPE.dimension))


def test_order_matters_once_it_is_taught() -> None:
    assert computed(encoder(taught=True), ["甲乙丙", "丙乙甲"])[0] != pytest.approx(
        computed(encoder(taught=True), ["丙乙甲"])[0], abs=1e-3
    )


def test_what_a_text_gives_does_not_depend_on_the_others() -> None:
    network = encoder(taught=True)
    alone = np.concatenate([computed(network, [text]) for text in TEXTS])
    assert computed(network, TEXTS) == pytest.approx(alone, abs=1e-5)


def test_turned_words_keep_their_angles_and_say_most_first() -> None:
    words = np.random.default_rng(1).standard_normal((50, 6)).astype(np.float32) * np.array([1, 2, 3, 4, 5, 6], "f4")
    found = turned(words, np.ones(50))
    assert normalised(found) @ normalised(found).T == pytest.approx(normalised(words) @ normalised(words).T, abs=1e-4)
    spread = (found**2).sum(axis=0)
    assert np.all(np.diff(spread) <= 1e-3)


def test_a_folder_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    export.write(encoder(taught=False), tokenizer(), tmp_path)
    one = load_embedder(str(tmp_path)).model_id
    config = json.loads((tmp_path / "encoder.json").read_text())
    (tmp_path / "encoder.json").write_text(json.dumps(config | {"piece": 64}))
    assert load_embedder(str(tmp_path)).model_id != one
    (tmp_path / "encoder.json").write_text("{}")
    with pytest.raises(ModelError):
        load_embedder(str(tmp_path))
