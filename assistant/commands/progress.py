"""A progress bar on standard error, drawn only where a person watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; ``total`` is 0 when unknown."""

STAGES = {"sections": "辨認章節", "terms": "斷詞", "vectors": "計算向量", "write": "寫入索引"}
"""Words for the stages that building an index goes through; other stages are shown by their own name."""

_WIDTH, _INTERVAL = 30, 0.1


def progress_bar(stream: TextIO | None = None) -> Progress | None:
    """Return a callback that draws a bar, or None when the stream (default: standard error) is no terminal."""
    target = sys.stderr if stream is None else stream
    if not target.isatty():
        return None
    drawn_at = -_INTERVAL

    def draw(stage: str, done: int, total: int) -> None:
        nonlocal drawn_at
        now, finished = time.monotonic(), 0 < total <= done
        if now - drawn_at < _INTERVAL and not finished:
            return
        drawn_at = now
        target.write(f"\r\x1b[K{bar(stage, done, total)}" + ("\n" if finished else ""))
        target.flush()

    return draw


def bar(stage: str, done: int, total: int) -> str:
    """Return one line such as ``斷詞 [███████               ] 5/20``; without a total only the count."""
    stage = STAGES.get(stage, stage)
    if total <= 0:
        return f"{stage} {done}"
    filled = _WIDTH * min(done, total) // total
    return f"{stage} [{'█' * filled}{' ' * (_WIDTH - filled)}] {done}/{total}"
