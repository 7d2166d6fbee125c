"""The answer pointed at: where in a statement the answer to a question begins and ends.

Of every word of the statement is known how near the question's words come to it and to its neighbours, what the encoder makes of
it, and whether that is the kind of thing the question wants; two numbers are learned from these, begin and end. The training
files do not say where answers stand, so that all questions are made of statements (``questions``).
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
from index.models.train.network import Encoder
from index.models.train.recipes import Recipe
from index.models.train.rerank import Read, read

_LONGEST = 12
"""Tokens of an answer at most."""
_AROUND = 7
"""Tokens that are looked at together."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Token ids of a question and a statement, and the first and last token of the answer."""

    question: NDArray[np.int64]
    statement: NDArray[np.int64]
    first: int
    last: int


class Pointer(nn.Module):
    """Gives every token of a statement its scores as the first and the last of the answer."""

    def __init__(self, width: int, inner: int = 64) -> None:
        super().__init__()
        self.wanted, self.given, self.own = (nn.Linear(width, inner) for _ in range(3))
        self.join = nn.Conv1d(2 * inner + 3, inner, _AROUND, padding=_AROUND // 2)
        self.ends = nn.Conv1d(inner, 2, 3, padding=1)

    def forward(self, questions: Read, statements: Read) -> Tensor:
        """Return the scores, shape [pairs, 2, tokens]."""
        similar = (questions.words @ statements.words.transpose(1, 2)).masked_fill(~questions.real[:, :, None], -1.0)
        nearest, which = similar.max(dim=1)
        place = which.float() / questions.real.sum(dim=1, keepdim=True)
        said = torch.stack((nearest, (nearest > 0.99).float(), place * (nearest > 0.5)), dim=2)
        asked = (questions.hidden * questions.real[:, :, None]).sum(dim=1) / questions.real.sum(dim=1, keepdim=True)
        fits = self.wanted(asked)[:, None, :] * self.given(statements.hidden)
        joined = torch.cat((fits, self.own(statements.hidden), said), dim=2) * statements.real[:, :, None]
        found = self.ends(functional.relu(self.join(joined.transpose(1, 2))))
        masked: Tensor = found.masked_fill(~statements.real[:, None, :], -1e4)
        return masked


def best(scores: Tensor) -> tuple[int, int]:
    """Return the first and last token of the likeliest answer.

    Args:
        scores: of one statement, shape [2, tokens].
    """
    both = scores[0][:, None] + scores[1][None, :]
    allowed = torch.ones_like(both).triu() - torch.ones_like(both).triu(_LONGEST)
    flat = int(both.masked_fill(allowed == 0, -1e9).argmax())
    return flat // both.shape[1], flat % both.shape[1]


def point(
    encoder: Encoder, draw: Callable[[np.random.Generator], Pointed], recipe: Recipe, folder: Path, say: loop.Say
) -> tuple[Pointer, list[float]]:
    """Train a pointer.

    Args:
        encoder: rests.
        draw: gives an example.
        recipe: ``span`` says how long.
        folder: of the checkpoints.
        say: told how it goes.

    Returns:
        The pointer, and the loss of every step.
    """
    torch.manual_seed(recipe.seed)
    pointer = Pointer(encoder.shape.width)

    def loss_of(step: int) -> Tensor:
        chance = np.random.default_rng([recipe.seed, 4, step])
        return _loss(encoder, pointer, [draw(chance) for _ in range(recipe.span.batch)])

    groups = [(list(pointer.parameters()), 1.0)]
    return pointer, loop.run("span", pointer, groups, loss_of, recipe.span, recipe.checkpoint, folder, say)


def _loss(encoder: Encoder, pointer: Pointer, drawn: Sequence[Pointed]) -> Tensor:
    questions = read(encoder, [example.question for example in drawn])
    statements = read(encoder, [example.statement for example in drawn])
    found = pointer(questions, statements)
    first = torch.tensor([example.first for example in drawn])
    last = torch.tensor([example.last for example in drawn])
    return functional.cross_entropy(found[:, 0], first) + functional.cross_entropy(found[:, 1], last)
