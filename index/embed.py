"""Text → vectors. The shipped model, a folder, or a name that sentence-transformers knows; ``index.encoder`` reads our encoders.

A folder that is a static embedding and a normalisation, as the shipped one, is read with tokenizers, safetensors and numpy
alone, because torch takes seconds to start; a test proves that sentence-transformers computes the same from it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from corpus.errors import ModelError

FloatArray = NDArray[np.float32]

SHIPPED = Path(__file__).parent / "models" / "default"
"""The folder of the model that comes with the program."""

REPEATS = 0.7
"""A word that stands in a text n times counts n^0.7 in the models that training makes now."""
ENCODER = "encoder.json"
"""The file by which a folder is known as one of ``index.encoder``."""
POOLING = "pooling.json"
"""The file of a static model's folder that says so; without it a word counts n, as for sentence-transformers."""

_HINT = "請在設定中改用其他 sentence-transformers 模型資料夾，或留空以使用內建模型。"
_STATIC = ("StaticEmbedding", "Normalize")


class Embedder(Protocol):
    """Gives texts vectors of length 1, so that an inner product is a cosine."""

    @property
    def model_id(self) -> str:
        """Name and fingerprint; vectors of different ids must not be compared."""

    @property
    def name(self) -> str:
        """What ``load_embedder`` loads it by; empty for the shipped one."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def encode_queries(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per question, shape [texts, dimension]."""

    def encode_passages(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per passage, shape [texts, dimension]."""


def load_embedder(path_or_name: str | None = None) -> Embedder:
    """Load an embedding model; nothing is ever downloaded.

    Args:
        path_or_name: a SentenceTransformer folder, or a hub name that this machine's cache holds; None or empty for the
            shipped model.

    Raises:
        ModelError: there is no such model here, or it cannot be read.
    """
    folder = Path(path_or_name) if path_or_name else SHIPPED
    if (folder / ENCODER).is_file():
        from index.encoder import EncoderEmbedder  # which builds on this file

        return EncoderEmbedder(folder, name=path_or_name or "")
    if folder.is_dir() and _is_static(folder):
        return StaticEmbedder(folder, name=path_or_name or "")
    if not path_or_name:
        raise ModelError(f"內建的向量模型不見了：{SHIPPED}", hint="重新安裝 policy-assistant。")
    return SentenceTransformerEmbedder(path_or_name)


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_bytes())
        return tuple(str(m["type"]).rsplit(".", 1)[-1] for m in modules) == _STATIC and not modules[0]["path"]
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"向量模型的 modules.json 無法讀取：{folder}（{error}）", hint=_HINT) from error


class StaticEmbedder:
    """A vector per token, summed and normalised: what ``StaticEmbedding`` and ``Normalize`` compute, without torch.

    Where the folder holds ``POOLING``, repeated words count less than that; both agree on texts that repeat none.

    Raises:
        ModelError: the folder's tokenizer or weights cannot be read or do not fit together.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        weights_path, tokenizer_path = folder / "model.safetensors", folder / "tokenizer.json"
        try:
            self._weights = load_file(weights_path)["embedding.weight"].astype(np.float32)
            written = tokenizer_path.read_bytes()
            self._tokenizer = Tokenizer.from_buffer(written)
            self._repeats = _repeats(folder)
        except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
            raise ModelError(f"向量模型無法讀取：{folder}（{error}）", hint=_HINT) from error
        if self._tokenizer.get_vocab_size() != len(self._weights):
            raise ModelError(f"向量模型的詞表與權重列數不同：{folder}", hint=_HINT)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.name = name
        pooled = () if self._repeats == 1 else (str(self._repeats).encode(),)
        self.model_id = f"{folder.name}@{fingerprint(written, weights_path.read_bytes(), *pooled)}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._weights.shape[1])

    def encode_queries(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per question, shape [texts, dimension]."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per passage, shape [texts, dimension]; zeros for a text without known tokens."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = (
            self._tokenizer.encode_batch(texts, add_special_tokens=False)
            if len(texts) > 1
            else (self._tokenizer.encode(text, add_special_tokens=False) for text in texts)
        )
        for row, encoding in enumerate(encodings):
            if encoding.ids:
                ids = np.array(encoding.ids, dtype=np.int64)
                vectors[row] = counted(ids, self._repeats) @ self._weights[ids]
        return normalised(vectors)


class SentenceTransformerEmbedder:
    """Any other model, computed by sentence-transformers on the CPU with the prompts its folder names.

    Raises:
        ModelError: the model is not on this machine or cannot be loaded.
    """

    def __init__(self, path_or_name: str) -> None:
        from sentence_transformers import SentenceTransformer  # torch takes seconds to import

        try:
            self._model: Any = SentenceTransformer(
                path_or_name,
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise ModelError(f"向量模型無法載入：{path_or_name}（{error}）", hint=_HINT) from error
        self.name = path_or_name
        self._dimension = int(np.shape(self._model.encode_query(["維度"], show_progress_bar=False))[1])
        prompts = json.dumps(self._model.prompts, sort_keys=True).encode()
        weights = (p.cpu().contiguous().numpy().tobytes() for _, p in sorted(self._model.state_dict().items()))
        self.model_id = f"{Path(path_or_name).name}@{fingerprint(prompts, *weights)}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def encode_queries(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per question, shape [texts, dimension]."""
        return self._encode(texts, self._model.encode_query)

    def encode_passages(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per passage, shape [texts, dimension]."""
        return self._encode(texts, self._model.encode_document)

    def _encode(self, texts: list[str], encode: Any) -> FloatArray:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return normalised(np.asarray(encode(texts, show_progress_bar=False), dtype=np.float32))


def _repeats(folder: Path) -> float:
    try:
        return float(json.loads((folder / POOLING).read_bytes())["repeats"])
    except FileNotFoundError:
        return 1.0


def counted(ids: NDArray[np.int64], power: float = REPEATS) -> FloatArray:
    """Return what each token of a text counts: 1 where it stands there once, n^(power − 1) where n times, shape [tokens].

    A word that is repeated says little more the second time; the same holds in lexical scoring (Robertson and Walker, 1994).
    """
    _, place, times = np.unique(ids, return_inverse=True, return_counts=True)
    weights: FloatArray = (times.astype(np.float32) ** np.float32(power - 1))[place]
    return weights


def normalised(vectors: FloatArray) -> FloatArray:
    """Return the rows at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def fingerprint(*parts: bytes) -> str:
    """Return twelve hexadecimal digits that change with any of the parts."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:12]
