"""The trained encoder, computed by numpy: what ``index/models/train/network.py`` learns, without torch.

A text's vector is the sum of its words' vectors, each gated and changed by a shallow transformer that reads up to ``piece`` words
together. A test proves that torch computes the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from corpus.errors import ModelError
from index.embed import ENCODER, counted, fingerprint, normalised

FloatArray = NDArray[np.float32]

SCALE = ".scale"
"""Ending of the name of the scales of a matrix that is kept as int8."""
_EPSILON = np.float32(1e-5)


class EncoderEmbedder:
    """An embedding model read from a folder that ``python -m index.models.train.encoder`` wrote.

    Raises:
        ModelError: the folder's files cannot be read or do not fit together.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        weights_path, tokenizer_path, config_path = (
            folder / file for file in ("model.safetensors", "tokenizer.json", ENCODER)
        )
        try:
            config: dict[str, Any] = json.loads(config_path.read_bytes())
            self._layers, self._heads, self._piece = (int(config[key]) for key in ("layers", "heads", "piece"))
            slopes = np.array(config["slopes"], dtype=np.float32)
            kept = load_file(weights_path)
            self._weights = {key: _restored(key, kept) for key in kept if not key.endswith(SCALE)}
            self._words = self._weights["words"]
            written = tokenizer_path.read_bytes()
            self._tokenizer = Tokenizer.from_buffer(written)
        except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
            raise ModelError(f"向量模型無法讀取：{folder}（{error}）", hint="以訓練指令重新產生模型資料夾。") from error
        if self._tokenizer.get_vocab_size() != len(self._words):
            raise ModelError(f"向量模型的詞表與權重列數不同：{folder}", hint="以訓練指令重新產生模型資料夾。")
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._slopes = slopes[np.arange(self._heads) % len(slopes)]
        self.name = name
        self.model_id = f"{folder.name}@{fingerprint(written, config_path.read_bytes(), weights_path.read_bytes())}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._words.shape[1])

    def encode_queries(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per question, shape [texts, dimension]."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per passage, shape [texts, dimension]; zeros for a text without known tokens."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch(texts, add_special_tokens=False)):
            if encoding.ids:
                ids = np.array(encoding.ids, dtype=np.int64)
                parts = -(-len(ids) // self._piece)
                for piece, counts in zip(np.array_split(ids, parts), np.array_split(counted(ids), parts), strict=True):
                    vectors[row] += counts @ self._read(self._words[piece])
        return normalised(vectors)

    def _read(self, words: FloatArray) -> FloatArray:
        """Return the words gated and changed, shape [tokens, dimension]."""
        hidden = self._normal("norm_in", self._linear("into", words))
        bias = self._bias(len(words))
        for number in range(self._layers):
            layer = f"layers.{number}."
            hidden = hidden + self._attention(layer, self._normal(layer + "norm_attention", hidden), bias)
            inner = np.maximum(self._linear(layer + "inner", self._normal(layer + "norm_inner", hidden)), 0)
            hidden = hidden + self._linear(layer + "outer", inner)
        hidden = self._normal("norm_out", hidden)
        gate = np.exp(self._linear("gate", hidden))
        found: FloatArray = gate * words + hidden @ self._weights["change.weight"].T
        return found

    def _attention(self, layer: str, hidden: FloatArray, bias: FloatArray) -> FloatArray:
        tokens, width = hidden.shape
        mixed = self._linear(layer + "mix", hidden).reshape(tokens, 3, self._heads, -1).transpose(1, 2, 0, 3)
        query, key, value = mixed
        scores = query @ key.transpose(0, 2, 1) * np.float32((width // self._heads) ** -0.5) + bias
        scores = np.exp(scores - scores.max(axis=2, keepdims=True))
        found = (scores / scores.sum(axis=2, keepdims=True)) @ value
        return self._linear(layer + "attended", found.transpose(1, 0, 2).reshape(tokens, width))

    def _bias(self, tokens: int) -> FloatArray:
        distance = np.arange(tokens, dtype=np.float32)[None, :] - np.arange(tokens, dtype=np.float32)[:, None]
        left, right = self._slopes[:, 0, None, None], self._slopes[:, 1, None, None]
        found: FloatArray = -left * np.maximum(-distance, 0) - right * np.maximum(distance, 0)
        return found

    def _linear(self, name: str, values: FloatArray) -> FloatArray:
        found: FloatArray = values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return found

    def _normal(self, name: str, values: FloatArray) -> FloatArray:
        centred = values - values.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _EPSILON)
        found: FloatArray = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return found


def _restored(name: str, kept: dict[str, NDArray[Any]]) -> FloatArray:
    found: FloatArray = kept[name].astype(np.float32)
    return found * kept[name + SCALE] if name + SCALE in kept else found
