"""Contrastive training: a question's vector near that of its text, far from those of the others in the batch.

A batch is of one group of pairs. It is drawn as pairs chosen by chance, each with the pairs whose texts are nearest to its own
for the static model: these are the hard negatives, and since every text of the batch is compared with every question, they cost
nothing more (topic-aware batches, Hofstätter et al., SIGIR 2021). Texts that say nearly the same never meet. The loss is that of
sentence-transformers, in both directions, for the whole vector and for its beginnings (Matryoshka, Kusupati et al., NeurIPS 2022).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.embed import counted
from index.models.train import loop
from index.models.train.material import Material
from index.models.train.network import Encoder, rows
from index.models.train.recipes import Recipe

Texts = list[NDArray[np.int64]]
Pairs = tuple[Texts, Texts]
FloatArray = NDArray[np.float32]

SHARES = {
    "reading": 0.36,
    "sayings": 0.10,
    "cloze": 0.12,
    "laws": 0.12,
    "replies": 0.12,
    "titles": 0.08,
    "headings": 0.05,
    "chapters": 0.03,
    "holdings": 0.02,
}
"""How much of the batches a group of pairs gets (``sources.groups``)."""

_ALIKE = 0.93
"""Texts of a higher cosine may both be right and do not meet in a batch."""
_COARSE = 128
"""Numbers of the static vectors, those that say most, by which neighbours are found."""
_BLOCK = 1024


class Drawer:
    """Draws batches of a group.

    Args:
        pairs: token ids of questions and of texts.
        words: the static vectors in the order of ``network.turned``, shape [pieces, dimension].
        nearby: texts that each drawn one brings.
    """

    def __init__(self, pairs: Pairs, words: FloatArray, nearby: int) -> None:
        self.questions, self.texts = pairs
        distinct: dict[bytes, int] = {}
        self._same = np.array([distinct.setdefault(ids.tobytes(), len(distinct)) for ids in self.texts])
        coarse = words[:, :_COARSE]
        vectors = np.array([counted(ids) @ coarse[ids] for ids in self.texts], dtype=np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        self.near = _nearest(vectors, nearby)

    def draw(self, chance: np.random.Generator, size: int) -> Pairs:
        """Return at most ``size`` pairs, no text twice."""
        chosen: dict[int, int] = {}
        for seed in chance.permutation(len(self.texts)):
            for row in (seed, *self.near[seed]):
                if row >= 0:
                    chosen.setdefault(int(self._same[row]), int(row))
            if len(chosen) >= size:
                break
        kept = list(chosen.values())[:size]
        return [self.questions[i] for i in kept], [self.texts[i] for i in kept]


def _nearest(vectors: FloatArray, nearby: int) -> NDArray[np.int64]:
    """Return the rows nearest to each row that are not alike, −1 where there are fewer, shape [rows, nearby]."""
    found = np.full((len(vectors), nearby), -1, dtype=np.int64)
    for start in range(0, len(vectors), _BLOCK):
        similar = vectors[start : start + _BLOCK] @ vectors.T
        similar[similar > _ALIKE] = -1
        count = min(nearby, len(vectors))
        best = np.argpartition(-similar, count - 1, axis=1)[:, :count]
        known = np.take_along_axis(similar, best, axis=1) > -1
        found[start : start + _BLOCK, :count] = np.where(known, best, -1)
    return found


def contrast(encoder: Encoder, material: Material, recipe: Recipe, folder: Path, say: loop.Say) -> list[float]:
    """Train an encoder on pairs.

    Args:
        encoder: changed in place.
        material: the pairs by group; a group is read when a batch of it is first drawn.
        recipe: ``contrast`` says how long.
        folder: of the checkpoints.
        say: told how it goes.

    Returns:
        The loss of every step.
    """
    names = [name for name in SHARES if material.pairs[name]]
    shares = np.array([SHARES[name] for name in names])

    @cache
    def drawer(name: str) -> Drawer:
        questions, texts = zip(*material.pairs[name], strict=True)
        return Drawer((material.ids(questions), material.ids(texts)), material.words, recipe.nearby)

    def loss_of(step: int) -> Tensor:
        chance = np.random.default_rng([recipe.seed, 2, step])
        name = chance.choice(names, p=shares / shares.sum())
        drawn = drawer(str(name)).draw(chance, recipe.contrast.batch)
        questions, texts = ([thinned(ids, recipe.dropped, chance) for ids in side] for side in drawn)
        return contrastive(encoder, questions, texts, recipe)

    layers = [p for key, p in encoder.named_parameters() if key not in ("words", "masked")]
    groups = [(layers, 1.0), ([encoder.words], recipe.word_rate)]
    return loop.run("contrast", encoder, groups, loss_of, recipe.contrast, recipe.checkpoint, folder, say)


def thinned(ids: NDArray[np.int64], dropped: float, chance: np.random.Generator) -> NDArray[np.int64]:
    """Return a text with each word left out at a chance, so that no pair is known by a single word; never empty."""
    kept = ids[chance.random(len(ids)) >= dropped]
    return kept if len(kept) else ids


def contrastive(encoder: Encoder, questions: Texts, texts: Texts, recipe: Recipe) -> Tensor:
    """Return the loss of one batch: the mean over ``recipe.shorter``."""
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    both = encoder(rows([*questions, *texts]), len(questions) + len(texts))
    loss = MultipleNegativesRankingLoss(
        nn.Identity(),
        scale=1 / recipe.temperature,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    right = torch.arange(len(questions))
    losses = [
        loss.compute_loss_from_embeddings(
            torch.split(functional.normalize(both[:, :size], dim=1), len(questions)), right
        )
        for size in recipe.shorter
    ]
    return torch.stack(losses).mean()
