"""Vectors by row behind one small interface. In process: FAISS, exact inner product."""

from __future__ import annotations

from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexCorrupt

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
NEIGHBOURS = 10
"""Passages that a passage's crowding looks at."""
_REFERENCE = 2000
"""Passages among which the neighbours are looked for, spread evenly: what is near to everything shows in a sample too."""
_BLOCK = 1024
_MAX_BYTES = 8 << 30
"""The largest array that reading an index may allocate."""


class VectorStore(Protocol):
    """Vectors numbered from 0, the row of a passage being the number of its vector."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def __len__(self) -> int: ...

    def search(self, query: FloatArray, top_k: int) -> tuple[FloatArray, IntArray]:
        """Return the inner products and rows of the nearest vectors, nearest first, equal ones by row.

        Args:
            query: one vector [dimension].
            top_k: how many at most.
        """

    def vectors(self, rows: IntArray) -> FloatArray:
        """Return the stored vectors of ``rows``, shape [rows, dimension]."""


class FlatStore:
    """Exact search in memory (``faiss.IndexFlatIP``)."""

    def __init__(self, vectors: FloatArray) -> None:
        self._index: faiss.IndexFlat = faiss.IndexFlatIP(int(vectors.shape[1]))
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        self._matrix = self._view()

    def _view(self) -> FloatArray:
        """Return the index's own memory as a matrix; it lives as long as the index."""
        flat: FloatArray = faiss.rev_swig_ptr(self._index.get_xb(), self._index.ntotal * self._index.d)
        return flat.reshape(self._index.ntotal, self._index.d)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: FloatArray, top_k: int) -> tuple[FloatArray, IntArray]:
        """Return the inner products and rows of the nearest vectors, nearest first, equal ones by row."""
        top_k = min(top_k, len(self))
        if not top_k:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        scores, rows = self._index.search(query[None].astype(np.float32), top_k)
        order = np.lexsort((rows[0], -scores[0]))
        return scores[0][order], rows[0][order]

    def vectors(self, rows: IntArray) -> FloatArray:
        """Return the stored vectors of ``rows``, shape [rows, dimension]."""
        return self._matrix[rows]

    def to_bytes(self) -> bytes:
        """Return the index in FAISS's own file format."""
        return bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> FlatStore:
        """Read what ``to_bytes`` gave.

        Args:
            data: the file's bytes, whose checksum the caller has proved.
            name: the file's name, for the error.

        Raises:
            IndexCorrupt: the bytes are no flat inner-product index.
        """
        if hasattr(faiss, "set_deserialization_vector_byte_limit"):
            faiss.set_deserialization_vector_byte_limit(_MAX_BYTES)
        try:
            index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise IndexCorrupt(f"{name} is not a FAISS index: {error}", hint="policy-assistant index build") from error
        if not isinstance(index, faiss.IndexFlat) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise IndexCorrupt(f"{name} holds a {type(index).__name__}, not a flat inner-product index")
        store = cls.__new__(cls)
        store._index = index
        store._matrix = store._view()
        return store


def crowding(vectors: FloatArray) -> FloatArray:
    """Return how near each vector's nearest others are: the mean of their cosines.

    In many dimensions some vectors are near to most questions whatever is asked, here those of short and of general
    passages. What a vector's neighbours are like tells which.

    Args:
        vectors: of length 1, [vectors, dimension].

    Returns:
        Shape [vectors]; zeros where there is no other vector.

    Source: the term r of cross-domain similarity local scaling, A. Conneau et al., "Word translation without parallel data",
    ICLR 2018, with passages for neighbours because questions are not known when the index is made.
    """
    sample = np.arange(0, len(vectors), max(1, -(-len(vectors) // _REFERENCE)))
    reference = vectors[sample].T
    crowded = np.zeros(len(vectors), dtype=np.float32)
    nearest = min(NEIGHBOURS, len(sample) - 1)
    for start in range(0, len(vectors) if nearest > 0 else 0, _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ reference
        own = np.flatnonzero((sample >= start) & (sample < start + _BLOCK))
        cosines[sample[own] - start, own] = -np.inf
        crowded[start : start + _BLOCK] = np.partition(cosines, -nearest, axis=1)[:, -nearest:].mean(axis=1)
    return crowded
