"""Steps of training, with checkpoints from which an interrupted run goes on as if nothing had happened.

What a step reads depends only on the seed and the step's number, so that a checkpoint is the weights, Adam's two moments
(Kingma and Ba, 2015) and the losses so far; all are kept as safetensors and JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from index.models.train.recipes import Stage

Say = Callable[[str], None]


def run(
    name: str,
    module: nn.Module,
    groups: Sequence[tuple[Sequence[nn.Parameter], float]],
    loss_of: Callable[[int], Tensor],
    stage: Stage,
    every: int,
    folder: Path,
    say: Say,
) -> list[float]:
    """Train a module.

    Args:
        name: of the stage; its checkpoint is called so.
        module: what is saved.
        groups: parameters with the share of the rate at which they move.
        loss_of: gives the loss of a step from its number.
        stage: steps and rate; the rate climbs, then falls to zero in a straight line.
        every: steps between checkpoints.
        folder: of the checkpoints. A stage that is finished there is loaded and not run again.
        say: told how it goes.

    Returns:
        The loss of every step.
    """
    optimizer = torch.optim.Adam([{"params": list(p)} for p, _ in groups], lr=stage.rate, betas=(0.9, 0.98))
    losses = _resume(name, module, optimizer, folder)
    if losses:
        say(f"{name}: goes on after step {len(losses)} of {stage.steps}")
    climb = max(1, round(stage.warm_up * stage.steps))
    rates = np.interp(range(stage.steps), [0, climb, stage.steps], [stage.rate / 30, stage.rate, 0])
    started, first = time.perf_counter(), len(losses)
    for step in range(first, stage.steps):
        for group, (_, share) in zip(optimizer.param_groups, groups, strict=True):
            group["lr"] = float(rates[step]) * share
        loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for parameters, _ in groups for p in parameters], 1.0)
        optimizer.step()
        losses.append(loss.item())
        if (step + 1) % every == 0 or step + 1 == stage.steps:
            _save(name, module, optimizer, losses, folder)
            each = (time.perf_counter() - started) / (step + 1 - first)
            say(f"{name}: step {step + 1} of {stage.steps}, loss {np.mean(losses[-every:]):.3f}, {each:.2f} s a step")
    return losses


def _save(
    name: str, module: nn.Module, optimizer: torch.optim.Optimizer, losses: Sequence[float], folder: Path
) -> None:
    """Write the checkpoint beside the old one, then take its place; the losses come last and say that all is there."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"module.{key}": value.detach().clone() for key, value in module.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{number}.{key}": torch.as_tensor(value).clone() for key, value in state.items()}
    path = folder / f"{name}.safetensors"
    written = path.with_suffix(".new")
    save_file(tensors, written, metadata={"losses": json.dumps(list(losses))})
    written.replace(path)


def _resume(name: str, module: nn.Module, optimizer: torch.optim.Optimizer, folder: Path) -> list[float]:
    path = folder / f"{name}.safetensors"
    if not path.exists():
        return []
    tensors = load_file(path)
    module.load_state_dict({k.removeprefix("module."): v for k, v in tensors.items() if k.startswith("module.")})
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("adam."):
            _, number, field = key.split(".")
            state.setdefault(int(number), {})[field] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    return losses_of(path)


def losses_of(path: Path) -> list[float]:
    """Return the losses that a checkpoint's head holds."""
    from safetensors import safe_open

    with safe_open(path, "pt") as opened:
        found: list[float] = json.loads(opened.metadata()["losses"])
    return found
