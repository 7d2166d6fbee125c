"""How often one client may ask."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class RateLimit:
    """At most ``count`` requests in any ``seconds`` per client, in memory, for the most recent clients.

    Args:
        count: requests allowed.
        seconds: length of the window, seconds.
        clients: how many clients are remembered.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        count: int = 15,
        seconds: float = 60,
        *,
        clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.count, self.seconds, self.clients, self._clock = count, seconds, clients, clock
        self._seen: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Count one request of ``client``; return 0 to go ahead, else the seconds until one is allowed."""
        with self._lock:
            now = self._clock()
            recent = [moment for moment in self._seen.pop(client, []) if now - moment < self.seconds]
            self._seen[client] = recent
            while len(self._seen) > self.clients:
                self._seen.popitem(last=False)
            if len(recent) >= self.count:
                return self.seconds - (now - recent[0])
            recent.append(now)
            return 0.0
