"""The network that is trained: vectors of words, made to depend on their neighbours, summed to a vector of the text.

    text = Σ_i counted_i · (gate_i · word_i + change_i)

``word_i`` is the vector of the static model and ``counted_i`` makes n occurrences of a word count as n^0.7 (``index.embed``);
``gate_i``, what the word counts here, and ``change_i``, what it means here, come from a shallow transformer (Vaswani et al., 2017;
layers normalised first, Xiong et al., 2020). Both begin at nothing, gate 1 and change 0, so that an untrained network gives exactly
the vectors of the static model and training can only depart from them.

Places are told by fixed slopes (ALiBi, Press et al., ICLR 2022), steeper to one side in some heads, so that they see what stands
before and others what stands behind. A text longer than ``PIECE`` tokens is read in pieces of equal length, none cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.embed import counted

PIECE = 128
"""Tokens that are read together at most."""
_TOGETHER = 4096
"""Tokens, padding included, that go through the network at a time."""
_FAR = -1e4

SLOPES = ((0.5, 8.0), (8.0, 0.5), (0.1, 0.1), (0.0, 0.0))
"""By how much a head's attention falls with each token to the left and to the right; more heads repeat these."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes: numbers in a word's vector, in a layer, inside a layer's second half; layers; heads of attention."""

    dimension: int
    width: int
    inner: int
    layers: int
    heads: int = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Pieces of texts, padded: token ids, which of them are real, what each counts, all [rows, tokens]; and each row's text."""

    ids: Tensor
    real: Tensor
    counted: Tensor
    owner: Tensor


_Piece = tuple[NDArray[np.int64], NDArray[np.float32], int]


def rows(texts: Sequence[NDArray[np.int64]]) -> list[Rows]:
    """Cut texts into pieces and put pieces of like length together.

    Args:
        texts: token ids, an array per text, none empty.

    Returns:
        The pieces, each batch of at most ``_TOGETHER`` tokens with its padding.
    """
    pieces: list[_Piece] = []
    for number, ids in enumerate(texts):
        parts = -(-len(ids) // PIECE)
        cut = zip(np.array_split(ids, parts), np.array_split(counted(ids), parts), strict=True)
        pieces += [(piece, counts, number) for piece, counts in cut]
    pieces.sort(key=lambda item: (len(item[0]), item[2]))
    found: list[Rows] = []
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and (end + 1 - start) * len(pieces[end][0]) <= _TOGETHER:
            end += 1
        found.append(_padded(pieces[start:end]))
        start = end
    return found


def _padded(pieces: Sequence[_Piece]) -> Rows:
    longest = max(len(piece) for piece, _, _ in pieces)
    ids = np.zeros((len(pieces), longest), dtype=np.int64)
    counts = np.zeros((len(pieces), longest), dtype=np.float32)
    for row, (piece, count, _) in enumerate(pieces):
        ids[row, : len(piece)] = piece
        counts[row, : len(piece)] = count
    owner = np.array([number for _, _, number in pieces], dtype=np.int64)
    return Rows(*map(torch.from_numpy, (ids, counts > 0, counts, owner)))


class Layer(nn.Module):
    """Attention, then two linear maps with a rectifier between; each added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.norm_attention, self.norm_inner = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix, self.attended = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        for last in (self.attended, self.outer):
            nn.init.normal_(last.weight, std=0.02 / shape.layers**0.5)
            nn.init.zeros_(last.bias)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return the next layer's input, shape [rows, tokens, width]."""
        count, tokens, width = hidden.shape
        mixed = self.mix(self.norm_attention(hidden)).view(count, tokens, 3, self.heads, width // self.heads)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        hidden = hidden + self.attended(found.transpose(1, 2).reshape(count, tokens, width))
        changed: Tensor = hidden + self.outer(functional.relu(self.inner(self.norm_inner(hidden))))
        return changed


class Encoder(nn.Module):
    """The network.

    Args:
        words: the static model's vectors, shape [pieces, dimension]; the ``width`` coordinates that come first should be
            those in which words differ most (``turned``), since the layers start from them.
        shape: its sizes.
    """

    def __init__(self, words: Tensor, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Parameter(words.clone())
        self.masked = nn.Parameter(torch.zeros(shape.dimension))
        self.into = nn.Linear(shape.dimension, shape.width)
        self.norm_in, self.norm_out = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.gate = nn.Linear(shape.width, 1)
        self.change = nn.Linear(shape.width, shape.dimension, bias=False)
        with torch.no_grad():
            self.into.weight.copy_(torch.eye(shape.width, shape.dimension))
            for started in (self.into.bias, self.gate.weight, self.gate.bias, self.change.weight):
                started.zero_()
        slopes = torch.tensor([SLOPES[head % len(SLOPES)] for head in range(shape.heads)])
        self.register_buffer("slopes", slopes, persistent=False)

    def hidden(self, vectors: Tensor, real: Tensor) -> Tensor:
        """Return what the layers make of words.

        Args:
            vectors: their vectors, shape [rows, tokens, dimension].
            real: which of them are no padding.

        Returns:
            Shape [rows, tokens, width].
        """
        hidden = self.norm_in(self.into(vectors))
        bias = self._bias(real)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        found: Tensor = self.norm_out(hidden)
        return found

    def forward(self, batches: Sequence[Rows], texts: int) -> Tensor:
        """Return one vector of length 1 per text, shape [texts, dimension]."""
        total = self.words.new_zeros(texts, self.shape.dimension)
        for batch in batches:
            vectors = functional.embedding(batch.ids, self.words)
            summed = self.summed(vectors, self.hidden(vectors, batch.real), batch.counted)
            total = total.index_add(0, batch.owner, summed)
        return functional.normalize(total, dim=1)

    def summed(self, vectors: Tensor, hidden: Tensor, counts: Tensor) -> Tensor:
        """Return the sums over words, gated and changed, shape [rows, dimension]."""
        gated = torch.exp(self.gate(hidden)) * vectors + self.change(hidden)
        summed: Tensor = (gated * counts.unsqueeze(-1)).sum(dim=1)
        return summed

    def _bias(self, real: Tensor) -> Tensor:
        place = torch.arange(real.shape[1], device=real.device)
        distance = (place[None, :] - place[:, None]).float()
        left, right = self.slopes[:, 0, None, None], self.slopes[:, 1, None, None]  # type: ignore[index]
        slope = -left * (-distance).clamp(min=0) - right * distance.clamp(min=0)
        return slope + torch.where(real, 0.0, _FAR)[:, None, None, :]


def turned(words: NDArray[np.float32], counts: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the vectors in coordinates ordered by how much words differ in them, at a mean length of 1.

    No cosine changes, but the first coordinates then say most, for the layers and for vectors cut short.

    Args:
        words: shape [pieces, dimension].
        counts: how often each piece stands in running text, shape [pieces].
    """
    weighted = words * np.sqrt(np.maximum(counts, 0))[:, None]
    _, directions = np.linalg.eigh(weighted.T.astype(np.float64) @ weighted)
    found = words @ directions[:, ::-1].astype(np.float32)
    scaled: NDArray[np.float32] = found / np.linalg.norm(found, axis=1).mean()
    return np.ascontiguousarray(scaled, dtype=np.float32)
