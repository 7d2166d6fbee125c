"""What the encoder learns from, as token ids of the static model, whose words it starts with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.models.train.network import turned
from index.models.train.recipes import Recipe
from index.models.train.sources import groups, texts

Ids = list[NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Material:
    """The static model's tokenizer and words (ordered by ``turned``), running texts and pairs of texts by group."""

    tokenizer: Tokenizer
    words: NDArray[np.float32]
    running: list[str]
    pairs: dict[str, list[tuple[str, str]]]

    def ids(self, given: Sequence[str]) -> Ids:
        """Return the token ids of texts; a text without any is the unknown word."""
        encodings = self.tokenizer.encode_batch_fast(list(given), add_special_tokens=False)
        return [np.array(encoding.ids or [0], dtype=np.int64) for encoding in encodings]


def gather(data: Path, static: Path, recipe: Recipe) -> Material:
    """Read the training files.

    Args:
        data: folder of the training files.
        static: folder of the static model to start from.
        recipe: ``most`` bounds the pairs of a group, the steps of pretraining the running texts; ``seed`` chooses them.

    Raises:
        ModelError: a training file is missing.
    """
    chosen = random.Random(recipe.seed)  # noqa: S311  (training data, not a secret)
    pairs = {name: _some(rows, recipe.most, chosen) for name, rows in groups(data, recipe.seed).items()}
    running = _some(texts(data), recipe.pretrain.steps * recipe.pretrain.batch, chosen)
    tokenizer = Tokenizer.from_file(str(static / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    words = load_file(static / "model.safetensors")["embedding.weight"].astype(np.float32)
    made = Material(tokenizer, words, running, pairs)
    sample = np.concatenate(made.ids(running[:: max(1, len(running) // 5000)]))
    counts = np.bincount(sample, minlength=len(words)).astype(np.float64)
    return Material(tokenizer, turned(words, counts), running, pairs)


def _some(rows: list[Any], most: int, chosen: random.Random) -> list[Any]:
    return chosen.sample(rows, most) if len(rows) > most else rows
