"""Turns kept for a while after they were shown, so that they can be downloaded and judged. In memory only."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from assistant.ui.turns import Turn

KEPT_SECONDS = 3600.0
"""How long a turn can be downloaded and judged."""


class Kept:
    """The latest turns by a key that nobody can guess.

    Args:
        seconds: how long a turn is kept.
        most: how many are kept; older ones go first.
        clock: seconds that only grow.
    """

    def __init__(
        self, seconds: float = KEPT_SECONDS, *, most: int = 2000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, turn: Turn) -> Turn:
        """Keep a turn; return it with its key."""
        kept = replace(turn, key=secrets.token_urlsafe(12))
        with self._lock:
            self._turns[kept.key] = (self._clock(), kept)
            self._forget()
        return kept

    def turn(self, key: str) -> Turn | None:
        """Return the turn of a key, None where there is none any more."""
        with self._lock:
            self._forget()
            found = self._turns.get(key)
        return found[1] if found else None

    def _forget(self) -> None:
        now = self._clock()
        while self._turns:
            since, _ = next(iter(self._turns.values()))
            if len(self._turns) <= self._most and now - since < self._seconds:
                return
            self._turns.popitem(last=False)
