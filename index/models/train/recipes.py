"""How much of everything: from three minutes on a laptop to what one would do with a GPU."""

from __future__ import annotations

from dataclasses import dataclass

from index.models.train.network import Shape


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training: steps, the highest learning rate, and the texts or questions of a step."""

    steps: int
    rate: float
    batch: int
    warm_up: float = 0.1
    """The share of the steps in which the rate climbs."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the encoder besides the data.

    ``most`` is how many pairs of a group are used, ``nearby`` how many pairs alike each drawn pair brings into its batch,
    ``shorter`` the dimensions to which vectors may be cut, ``word_rate`` the share of the rate at which words move, ``masked`` and ``dropped``
    how often a word is hidden while pretraining and left out of a pair.
    """

    shape: Shape
    pretrain: Stage
    contrast: Stage
    select: Stage
    span: Stage
    most: int = 15_000
    nearby: int = 7
    shorter: tuple[int, ...] = (512, 256, 128)
    temperature: float = 0.05
    word_rate: float = 0.1
    masked: float = 0.15
    dropped: float = 0.3
    checkpoint: int = 50
    seed: int = 20


SIZES = {
    "smoke": Recipe(
        Shape(dimension=32, width=32, inner=64, layers=1),
        pretrain=Stage(40, 3e-3, 32),
        contrast=Stage(80, 3e-3, 64),
        select=Stage(40, 5e-3, 16),
        span=Stage(40, 5e-3, 32),
        most=2000,
        shorter=(32, 16),
        checkpoint=20,
    ),
    "cpu": Recipe(
        Shape(dimension=512, width=192, inner=384, layers=2),
        pretrain=Stage(300, 1.5e-3, 64),
        contrast=Stage(480, 1e-3, 96),
        select=Stage(150, 3e-3, 16),
        span=Stage(150, 3e-3, 32),
        most=30_000,
        checkpoint=40,
    ),
    "full": Recipe(
        Shape(dimension=512, width=512, inner=2048, layers=6, heads=8),
        pretrain=Stage(60_000, 6e-4, 512),
        contrast=Stage(20_000, 3e-4, 2048),
        select=Stage(10_000, 5e-4, 128),
        span=Stage(10_000, 5e-4, 256),
        most=1_000_000,
        checkpoint=1000,
    ),
}
"""``full`` was never run: it is what a machine with a GPU should begin with."""
