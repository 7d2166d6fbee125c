"""Masked-language pretraining (Devlin et al., NAACL 2019): words are hidden, and the network says from their surroundings which.

A hidden word is told apart from the other words of the batch, not from the whole vocabulary (sampled softmax, Jean et al., ACL
2015), by the direction of its vector; the vectors themselves rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.models.train import loop
from index.models.train.network import PIECE, Encoder, rows
from index.models.train.recipes import Recipe

_SHORTEST = 8
_SHARPNESS = 16.0


class Guesser(nn.Module):
    """An encoder with the map from a layer's output to the direction of a word; the map is thrown away afterwards."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.said = nn.Linear(encoder.shape.width, encoder.shape.dimension)

    def forward(self, texts: Sequence[NDArray[np.int64]], hidden: Sequence[NDArray[np.bool_]]) -> Tensor:
        """Return the mean loss over hidden words.

        Args:
            texts: token ids, each text of at most ``PIECE``.
            hidden: which of them are hidden.
        """
        choices, where = np.unique(np.concatenate(texts), return_inverse=True)
        starts = np.cumsum([0, *map(len, texts)])
        directions = functional.normalize(self.encoder.words.detach()[torch.from_numpy(choices)], dim=1)
        total, count = directions.new_zeros(()), 0
        for batch in rows(texts):
            mask = np.zeros(tuple(batch.ids.shape), dtype=np.bool_)
            for row, number in enumerate(batch.owner.tolist()):
                mask[row, : len(texts[number])] = hidden[number]
            covered = torch.from_numpy(mask)
            vectors = functional.embedding(batch.ids, self.encoder.words.detach())
            vectors = torch.where(covered.unsqueeze(-1), self.encoder.masked, vectors)
            found = self.said(self.encoder.hidden(vectors, batch.real)[covered])
            right = [where[starts[n] : starts[n + 1]][hidden[n]] for n in batch.owner.tolist()]
            logits = _SHARPNESS * functional.normalize(found, dim=1) @ directions.T
            target = torch.from_numpy(np.concatenate(right))
            total = total + functional.cross_entropy(logits, target, reduction="sum")
            count += len(target)
        return total / max(1, count)


def pretrain(
    encoder: Encoder, texts: Sequence[NDArray[np.int64]], recipe: Recipe, folder: Path, say: loop.Say
) -> list[float]:
    """Train the layers of an encoder on running text; its words do not move.

    Args:
        encoder: changed in place.
        texts: token ids.
        recipe: ``pretrain`` says how long; the sampling follows ``seed``.
        folder: of the checkpoints.
        say: told how it goes.

    Returns:
        The loss of every step.
    """
    torch.manual_seed(recipe.seed)
    guesser = Guesser(encoder)
    long_enough = [ids for ids in texts if len(ids) >= _SHORTEST]
    encoder.words.requires_grad_(False)
    moving = [p for p in guesser.parameters() if p.requires_grad]
    unused = {id(p) for p in (*encoder.gate.parameters(), *encoder.change.parameters())}
    moving = [p for p in moving if id(p) not in unused]

    def loss_of(step: int) -> Tensor:
        chance = np.random.default_rng([recipe.seed, 1, step])
        drawn = [long_enough[i] for i in chance.choice(len(long_enough), recipe.pretrain.batch)]
        starts = [chance.integers(0, max(1, len(ids) - PIECE + 1)) for ids in drawn]
        cut = [ids[start : start + PIECE] for ids, start in zip(drawn, starts, strict=True)]
        hidden = [chance.random(len(ids)) < recipe.masked for ids in cut]
        found: Tensor = guesser(cut, hidden)
        return found

    try:
        return loop.run("pretrain", guesser, [(moving, 1.0)], loss_of, recipe.pretrain, recipe.checkpoint, folder, say)
    finally:
        encoder.words.requires_grad_(True)
