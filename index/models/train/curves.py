"""Losses as a picture: one small chart per stage, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

_WIDTH, _HEIGHT, _LEFT, _TOP = 320, 160, 48, 28
_SMOOTHED = 20


def draw(losses: Mapping[str, Sequence[float]], path: Path) -> None:
    """Write the curves.

    Args:
        losses: of every step, by stage; the line is the mean of the steps around.
        path: file to write.
    """
    charts = "".join(_chart(name, values, number) for number, (name, values) in enumerate(losses.items()) if values)
    height = len(losses) * (_HEIGHT + 2 * _TOP)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH + _LEFT + 20}" height="{height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>Training losses</title>{charts}</svg>\n',
        encoding="utf-8",
    )


def _chart(name: str, values: Sequence[float], number: int) -> str:
    window = max(1, min(_SMOOTHED, len(values) // 5))
    smooth = np.convolve(values, np.ones(window) / window, mode="valid")
    low, high = float(smooth.min()), float(smooth.max())
    top = number * (_HEIGHT + 2 * _TOP) + _TOP
    across = _LEFT + _WIDTH * np.linspace(0, 1, len(smooth))
    down = top + _HEIGHT * (high - smooth) / max(high - low, 1e-9)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    return (
        f'<text x="{_LEFT}" y="{top - 8}">{name}: {len(values)} steps</text>'
        f'<text x="4" y="{top + 10}">{high:.2f}</text><text x="4" y="{top + _HEIGHT}">{low:.2f}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#bbb"/>'
        f'<polyline points="{line}" fill="none" stroke="#1b5e9b" stroke-width="1.5"/>'
    )
