"""How the channels become one ranking.

    score = Σ_c weight_c · s_c,   s_bm25, s_window ∈ [0, 1] (share of the best possible), s_dense = cosine

The lexical channels are divided by what the question could score at most, ``Σ_t w(t) · idf(t)``, so that they say how
much of the question was found and the weights mean the same for a long question and a short one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each channel counts (chosen on DRCD dev, XQuAD and rows held out of the model's training pairs)."""

    bm25: float = 1.0
    window: float = 0.5
    dense: float = 0.3

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


DEFAULTS = Weights()


def best_first(scores: FloatArray, top_k: int) -> NDArray[np.int64]:
    """Return the rows of the ``top_k`` highest scores, highest first, equal ones by row."""
    if top_k < len(scores):
        at_least = np.partition(scores, len(scores) - top_k)[len(scores) - top_k]
        rows = np.flatnonzero(scores >= at_least)
    else:
        rows = np.arange(len(scores))
    order = np.lexsort((rows, -scores[rows]))
    return rows[order][:top_k]
