"""The statement selector: how well a statement answers a question, from what stands across from each word of the question.

Words of both are compared twice, by the static vectors and by what the encoder makes of them in their sentence; how near each
word of the question comes is counted by kernels (K-NRM, Xiong et al., SIGIR 2017), and words of the question count by a learned
weight. To this come the nearest word to what kind of answer the question wants, and the cosine of the two texts. The encoder
rests, so that statements could be read once and kept.

Which sentence of a passage answers is not marked in the training files: the sentences of the right passage share the
probability (marginal likelihood, Clark and Gardner, ACL 2018) against those of passages that are near. Half the questions are
made of statements (``questions``), of which the answering one is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.models.train import loop
from index.models.train.network import PIECE, Encoder, rows
from index.models.train.recipes import Recipe

Ids = NDArray[np.int64]

CENTRES = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
_WIDTH = 0.1
_INNER = 32


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as the encoder sees them, padded: words [texts, tokens, dimension], hidden [.., width], real tokens, text vectors."""

    words: Tensor
    hidden: Tensor
    real: Tensor
    texts: Tensor

    def rows(self, chosen: Tensor) -> Read:
        """Return some of the texts."""
        return Read(self.words[chosen], self.hidden[chosen], self.real[chosen], self.texts[chosen])


@torch.no_grad()
def read(encoder: Encoder, texts: Sequence[Ids]) -> Read:
    """Read texts of at most ``PIECE`` tokens; longer ones are cut."""
    cut = [ids[:PIECE] for ids in texts]
    shape, longest = encoder.shape, max(map(len, cut))
    words = torch.zeros(len(cut), longest, shape.dimension)
    hidden = torch.zeros(len(cut), longest, shape.width)
    real = torch.zeros(len(cut), longest, dtype=torch.bool)
    vectors = torch.zeros(len(cut), shape.dimension)
    for batch in rows(cut):
        tokens = batch.ids.shape[1]
        own = functional.embedding(batch.ids, encoder.words)
        made = encoder.hidden(own, batch.real)
        words[batch.owner, :tokens], hidden[batch.owner, :tokens] = own, made
        real[batch.owner, :tokens] = batch.real
        vectors[batch.owner] = encoder.summed(own, made, batch.counted)
    return Read(functional.normalize(words, dim=2), hidden, real, functional.normalize(vectors, dim=1))


class Selector(nn.Module):
    """Scores statements for a question.

    Args:
        width: of the encoder's layers.
        inner: numbers to which they are cut for comparing.
    """

    def __init__(self, width: int, inner: int = 64) -> None:
        super().__init__()
        self.near = nn.Linear(width, inner, bias=False)
        self.weight = nn.Linear(width, 1)
        self.wanted, self.given = nn.Linear(width, inner), nn.Linear(width, inner)
        self.read = nn.Sequential(nn.Linear(2 * len(CENTRES) + 5, _INNER), nn.ReLU(), nn.Linear(_INNER, 1))
        nn.init.zeros_(self.weight.weight)

    def forward(self, questions: Read, statements: Read) -> Tensor:
        """Return the score of each pair of a question and the statement in the same row, shape [pairs]."""
        far = ~statements.real[:, None, :]
        weights = self.weight(questions.hidden).squeeze(2).masked_fill(~questions.real, -1e4).softmax(dim=1)
        asked, said = (functional.normalize(self.near(side.hidden), dim=2) for side in (questions, statements))
        told: list[Tensor] = []
        for left, right in ((questions.words, statements.words), (asked, said)):
            similar = (left @ right.transpose(1, 2)).masked_fill(far, -1.0)
            told.append((weights * similar.amax(dim=2)).sum(dim=1, keepdim=True))
            for centre in CENTRES:
                near = torch.exp(-((similar - centre) ** 2) / (2 * _WIDTH**2)).masked_fill(far, 0).sum(dim=2)
                told.append((weights * torch.log1p(near)).sum(dim=1, keepdim=True))
        wanted = self.wanted((weights.unsqueeze(2) * questions.hidden).sum(dim=1))
        fits = torch.einsum("pd,ptd->pt", wanted, self.given(statements.hidden)) / wanted.shape[1] ** 0.5
        told.append(fits.masked_fill(~statements.real, -1e4).amax(dim=1, keepdim=True))
        told.append((questions.texts * statements.texts).sum(dim=1, keepdim=True))
        told.append(torch.log(statements.real.sum(dim=1, keepdim=True).float()))
        scores: Tensor = self.read(torch.cat(told, dim=1)).squeeze(1)
        return scores


@dataclass(frozen=True, slots=True)
class Example:
    """A question, statements, and which of them answer it or stand in the passage that does."""

    question: Ids
    statements: list[Ids]
    right: NDArray[np.bool_]


def scores(encoder: Encoder, selector: Selector, examples: Sequence[Example]) -> list[Tensor]:
    """Return the scores of every example's statements."""
    questions = read(encoder, [example.question for example in examples])
    statements = read(encoder, [ids for example in examples for ids in example.statements])
    sizes = [len(example.statements) for example in examples]
    owner = torch.repeat_interleave(torch.arange(len(examples)), torch.tensor(sizes))
    return list(selector(questions.rows(owner), statements).split(sizes))


def select(
    encoder: Encoder, draw: Callable[[np.random.Generator], Example], recipe: Recipe, folder: Path, say: loop.Say
) -> tuple[Selector, list[float]]:
    """Train a selector.

    Args:
        encoder: rests.
        draw: gives an example.
        recipe: ``select`` says how long.
        folder: of the checkpoints.
        say: told how it goes.

    Returns:
        The selector, and the loss of every step.
    """
    torch.manual_seed(recipe.seed)
    selector = Selector(encoder.shape.width)

    def loss_of(step: int) -> Tensor:
        chance = np.random.default_rng([recipe.seed, 3, step])
        examples = [draw(chance) for _ in range(recipe.select.batch)]
        losses = [
            found.logsumexp(0) - found[torch.from_numpy(example.right)].logsumexp(0)
            for example, found in zip(examples, scores(encoder, selector, examples), strict=True)
        ]
        return torch.stack(losses).mean()

    groups = [(list(selector.parameters()), 1.0)]
    losses = loop.run("select", selector, groups, loss_of, recipe.select, recipe.checkpoint, folder, say)
    return selector, losses
