"""Lexical search: BM25 over fields, as rows of postings (CSR) in plain numpy arrays.

Score of row d for query q, with w(t) the query's weight of term t:

    score(q, d) = Σ_t w(t) · idf(t) · tf(t, d) / (k1 + tf(t, d))
    tf(t, d)    = Σ_f weight_f · count_f(t, d) / (1 − b_f + b_f · length_f(d) / mean length_f)
    idf(t)      = ln(1 + (N − n_t + 0.5) / (n_t + 0.5))

so that no row scores more than Σ_t w(t) · idf(t).

Source: S. Robertson, H. Zaragoza and M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004; the
idf that stays positive and the missing factor k1 + 1 are Lucene's. Everything but w(t) is known when the index is made, so
a posting holds its share.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as parse_arrays
from safetensors.numpy import save as write_arrays

from corpus.errors import IndexCorrupt

_REBUILD = "重建索引：policy-assistant index build"
FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Field:
    """How one field counts: its ``weight`` beside the others and its length normalisation ``b`` (0 none, 1 full)."""

    weight: float
    b: float


class Postings:
    """For every term the rows that have it and what it adds to their score.

    ``indptr`` [terms + 1] bounds each term's part of ``rows`` and ``impacts``; ``idf`` [terms].
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        indptr: IntArray,
        rows: NDArray[np.int32],
        impacts: FloatArray,
        idf: FloatArray,
        n_rows: int,
    ) -> None:
        self.vocabulary = tuple(vocabulary)
        self.indptr, self.rows, self.impacts, self._idf = indptr, rows, impacts, idf
        self.n_rows = n_rows
        self._number = {term: i for i, term in enumerate(self.vocabulary)}

    def idf(self, term: str) -> float:
        """Return the term's inverse document frequency; a term no row has gets that of a row count of zero."""
        number = self._number.get(term)
        return math.log1p((self.n_rows + 0.5) / 0.5) if number is None else float(self._idf[number])

    def scores(self, query: Mapping[str, float]) -> FloatArray:
        """Return the score of every row, shape [rows].

        Args:
            query: weight by term, as ``index.tokenize.query_terms`` gives it.
        """
        known = [(number, weight) for term, weight in query.items() if (number := self._number.get(term)) is not None]
        if not known:
            return np.zeros(self.n_rows, dtype=np.float32)
        parts = [slice(self.indptr[number], self.indptr[number + 1]) for number, _ in known]
        rows = np.concatenate([self.rows[part] for part in parts])
        impacts = np.concatenate([self.impacts[part] for part in parts])
        weights = np.array([weight for _, weight in known], dtype=np.float32)
        added = impacts * np.repeat(weights, [part.stop - part.start for part in parts])
        return np.bincount(rows, weights=added, minlength=self.n_rows).astype(np.float32)

    def to_bytes(self) -> bytes:
        """Return the arrays as one safetensors file."""
        arrays: dict[str, NDArray[Any]] = {
            "vocabulary": np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8),
            "indptr": self.indptr,
            "rows": self.rows,
            "impacts": self.impacts,
            "idf": self._idf,
            "n_rows": np.array([self.n_rows], dtype=np.int64),
        }
        return write_arrays(arrays)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Postings:
        """Read what ``to_bytes`` gave and prove its shape.

        Args:
            data: the file's bytes.
            name: the file's name, for the error.

        Raises:
            IndexCorrupt: an array is missing or the arrays do not fit together.
        """
        try:
            arrays = parse_arrays(data)
            text = arrays["vocabulary"].tobytes().decode()
            vocabulary = text.split("\n") if text else []
            indptr, rows, impacts, idf = (arrays[key] for key in ("indptr", "rows", "impacts", "idf"))
            (n_rows,) = arrays["n_rows"].tolist()
        except (SafetensorError, KeyError, ValueError) as error:
            raise IndexCorrupt(f"{name} is not a postings file: {error}", hint=_REBUILD) from error
        fits = (
            len(indptr) == len(vocabulary) + 1
            and len(idf) == len(vocabulary)
            and len(rows) == len(impacts) == indptr[-1]
            and bool(np.all(np.diff(indptr) > 0))
            and (not len(rows) or (rows.min() >= 0 and rows.max() < n_rows))
        )
        if not fits:
            raise IndexCorrupt(f"the arrays of {name} do not fit together", hint=_REBUILD)
        return cls(vocabulary, indptr, rows, impacts, idf, n_rows)


class PostingsBuilder:
    """Counts the terms of rows, one row at a time.

    Args:
        fields: how each field counts.
        k1: how soon a repeated term stops adding (0 at once).
    """

    def __init__(self, fields: Sequence[Field], k1: float) -> None:
        self._fields, self._k1 = tuple(fields), k1
        self._number: dict[str, int] = {}
        self._counted = [(array("i"), array("i"), array("f"), array("q")) for _ in fields]

    def add(self, *terms: Sequence[str]) -> None:
        """Count the next row.

        Args:
            terms: the row's terms in each field, repeated as often as they stand there.
        """
        for (numbers, rows, counts, lengths), own in zip(self._counted, terms, strict=True):
            for term, count in Counter(own).items():
                numbers.append(self._number.setdefault(term, len(self._number)))
                rows.append(len(lengths))
                counts.append(count)
            lengths.append(len(own))

    def build(self) -> Postings:
        """Return the postings of the rows so far; the vocabulary is sorted."""
        vocabulary = sorted(self._number)
        place = np.empty(len(vocabulary), dtype=np.int64)
        place[[self._number[term] for term in vocabulary]] = np.arange(len(vocabulary))
        n_rows = len(self._counted[0][3])
        parts = []
        for field, (numbers, rows, counts, lengths) in zip(self._fields, self._counted, strict=True):
            row, length = np.array(rows, dtype=np.int64), np.array(lengths, dtype=np.float64)
            norm = 1 - field.b + field.b * length / max(float(length.mean()) if n_rows else 0.0, 1e-9)
            parts.append((place[np.array(numbers, dtype=np.int64)], row, field.weight * np.array(counts) / norm[row]))
        numbers_, rows_, frequencies = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        keys, inverse = np.unique(numbers_ * max(n_rows, 1) + rows_, return_inverse=True)
        tf = np.bincount(inverse, weights=frequencies, minlength=len(keys))
        sizes = np.bincount(keys // max(n_rows, 1), minlength=len(vocabulary))
        idf = np.log1p((n_rows - sizes + 0.5) / (sizes + 0.5))
        return Postings(
            vocabulary,
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            (keys % max(n_rows, 1)).astype(np.int32),
            (np.repeat(idf, sizes) * tf / (self._k1 + tf)).astype(np.float32),
            idf.astype(np.float32),
            n_rows,
        )
