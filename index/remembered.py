"""Vectors of texts that are compared with question after question: computed once, remembered up to a bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

MOST = 20_000
"""Texts remembered; at 256 numbers each some 30 MB."""


class Remembered:
    """Encodes texts, each once while it is remembered; when too many are, all are forgotten.

    Args:
        encode: gives one vector per text, shape [texts, dimension].
        most: how many texts are remembered; a single call may go beyond.
    """

    def __init__(self, encode: Callable[[list[str]], FloatArray], *, most: int = MOST) -> None:
        self._encode, self._most = encode, most
        self._known: dict[str, FloatArray] = {}

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        """Return the texts' vectors, at least one, shape [texts, dimension]."""
        known = self._known  # another thread may start anew meanwhile; this one goes on with what it has
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if len(known) + len(unknown) > self._most:
            known, unknown = {}, list(dict.fromkeys(texts))
            self._known = known
        if unknown:
            known.update(zip(unknown, self._encode(unknown), strict=True))
        return np.stack([known[text] for text in texts])
