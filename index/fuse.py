"""How the channels become one ranking.

    score = Σ_c weight_c · s_c

``bm25`` (a passage with its heading path and its document's names) is a share of the best possible, 0 to 1: what was scored
divided by what the question could score at most, ``Σ_t w(t) · idf(t)``. It says how much of the question was found, so that a
weight means the same for a long question and a short one. ``dense`` is a cosine; ``crowding`` is what takes its advantage from
a passage that is near to everything (see ``index.dense``), with its sign turned, so that every weight is at least 0.

The weights come from ``weights.toml``, which ``python -m evals.bench.learn_weights`` writes and which says what they were
learned from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError

FloatArray = NDArray[np.float32]

LEARNED = Path(__file__).with_name("weights.toml")
"""The weights that come with the program."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each channel counts, each at least 0; a channel that is not named counts nothing."""

    bm25: float = 0.0
    dense: float = 0.0
    crowding: float = 0.0

    def fuse(self, parts: Mapping[str, FloatArray]) -> FloatArray:
        """Return the fused score of every candidate.

        Args:
            parts: the channels' scores by name, each [candidates]; a channel that is missing counts nothing.

        Returns:
            Shape [candidates].
        """
        weighted = [np.float32(getattr(self, name)) * scores for name, scores in parts.items()]
        fused: FloatArray = np.sum(weighted, axis=0, dtype=np.float32)
        return fused


def read_weights(path: Path = LEARNED) -> Weights:
    """Read the table ``[weights]`` of a file.

    Raises:
        SettingsError: the file cannot be read, a channel is unknown or missing, or a weight is no number from 0.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))["weights"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SettingsError(f"檢索權重無法讀取：{path}（{error}）", hint="重新安裝 policy-assistant。") from error
    sound = set(values) == set(Weights.__slots__) and all(
        isinstance(value, int | float) and value >= 0 for value in values.values()
    )
    if not sound:
        raise SettingsError(
            f"檢索權重的欄位不對：{path}", hint=f"[weights] 要有 {'、'.join(Weights.__slots__)}，都是 0 以上的數。"
        )
    return Weights(**values)


DEFAULTS = read_weights()


def best_first(scores: FloatArray, top_k: int) -> NDArray[np.int64]:
    """Return the rows of the ``top_k`` highest scores, highest first, equal ones by row."""
    if top_k < len(scores):
        at_least = np.partition(scores, len(scores) - top_k)[len(scores) - top_k]
        rows = np.flatnonzero(scores >= at_least)
    else:
        rows = np.arange(len(scores))
    order = np.lexsort((rows, -scores[rows]))
    return rows[order][:top_k]
