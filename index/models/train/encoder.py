"""Train the text encoder: ``python -m index.models.train.encoder --data DIR --output DIR [--size smoke|cpu|full]``.

1. Words and tokenizer come from a static model (``--static``, default the shipped one), ordered by how much they differ.
2. ``pretrain``: words hidden in running text are guessed.
3. ``contrast``: questions, titles, English articles and sentences beside the texts they belong to.
4. ``select`` and ``span``: statements that answer a question, and where in them the answer stands; the encoder rests.

Written are the encoder (int8, read by ``index.encoder`` and set as any other embedding model), its card with the data and
licences, curves of the losses, and checkpoints; the same command goes on where it was stopped. One thread and fixed seeds: the
same data gives the same model on the same machine, stopped in between or not. ``smoke`` takes a minute, ``cpu`` about half
an hour on a core; ``full`` is for a machine with a GPU and was never run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from corpus.errors import PolicyAssistantError
from index.embed import SHIPPED
from index.models.train import card, export
from index.models.train.contrast import contrast
from index.models.train.curves import draw
from index.models.train.examples import Examples
from index.models.train.loop import Say
from index.models.train.material import Material, gather
from index.models.train.network import Encoder
from index.models.train.pretrain import pretrain
from index.models.train.recipes import SIZES, Recipe
from index.models.train.rerank import Selector, select
from index.models.train.span import Pointer, point


@dataclass(frozen=True, slots=True)
class Trained:
    """The three networks, and the loss of every step by stage."""

    encoder: Encoder
    selector: Selector
    pointer: Pointer
    losses: Mapping[str, Sequence[float]]


def train(material: Material, recipe: Recipe, checkpoints: Path, say: Say) -> Trained:
    """Go through the stages, each from its checkpoint where there is one.

    Args:
        material: what is learned from.
        recipe: sizes and seeds.
        checkpoints: folder to keep them in.
        say: told how it goes.
    """
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(True)
    words = torch.from_numpy(material.words[:, : recipe.shape.dimension].copy())
    encoder = Encoder(words, recipe.shape)
    say(f"{sum(p.numel() for p in encoder.parameters()) - words.numel()} parameters besides {words.numel()} of words")
    losses = {"pretrain": pretrain(encoder, material.ids(material.running), recipe, checkpoints, say)}
    losses["contrast"] = contrast(encoder, material, recipe, checkpoints, say)
    encoder.requires_grad_(False)
    examples = Examples(material)
    selector, losses["select"] = select(encoder, examples.statement, recipe, checkpoints, say)
    pointer, losses["span"] = point(encoder, examples.pointed, recipe, checkpoints, say)
    return Trained(encoder, selector, pointer, losses)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m index.models.train.encoder", description="Train the text encoder.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training files")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--size", choices=tuple(SIZES), default="smoke", help="default: smoke")
    parser.add_argument(
        "--static", type=Path, default=SHIPPED, help="static model to start from; default: the shipped one"
    )
    chosen = parser.parse_args(arguments)
    started, recipe = time.perf_counter(), SIZES[chosen.size]

    def say(what: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {what}", flush=True)

    try:
        material = gather(chosen.data, chosen.static, recipe)
        say(f"{len(material.running)} texts; pairs: " + ", ".join(f"{len(p)} {n}" for n, p in material.pairs.items()))
        trained = train(material, recipe, chosen.output / "checkpoints", say)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 2
    export.write(trained.encoder, material.tokenizer, chosen.output)
    draw(trained.losses, chosen.output / "losses.svg")
    card.write(chosen.size, recipe, material, trained.losses, chosen.static.name, chosen.output / "README.md")
    say(f"written to {chosen.output}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
