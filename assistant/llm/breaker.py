"""A circuit breaker: a server that keeps failing is left alone for a while, so that nobody waits for it in vain."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Counts failures in a row; safe to share between threads.

    Args:
        failures: how many open it.
        pause: seconds for which it then stays open; after that one call may try.
        clock: monotonic seconds.
    """

    def __init__(self, failures: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._count = 0
        self._until = 0.0

    def allows(self) -> bool:
        """Say whether a call may be made; when a pause is over, only to the first who asks."""
        with self._lock:
            if self._count < self._most:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._pause  # this caller tries; the others wait for what it finds
            return True

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._count += 1
            if self._count >= self._most:
                self._until = self._clock() + self._pause

    def worked(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._count = 0
