"""Whether one more question is taken now: the service is open, the client has not asked too often, there is room.

PolicyAssistantError
└── NotAdmitted     not now                                   (not_admitted)
├── TooOften    this client asked too often               (too_often, HTTP 429)
├── Busy        too many questions at once                (busy, HTTP 503)
└── Closed      switched off by the people who run it     (closed, HTTP 503)
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.api.limit import RateLimit
from corpus.errors import PolicyAssistantError


class NotAdmitted(PolicyAssistantError):
    """A question is not taken now.

    Args:
        message: why.
        hint: what to do.
        seconds: when to try again, 0 where nobody knows.
    """

    code = "not_admitted"
    status = 503

    def __init__(self, message: str, *, hint: str, seconds: float = 0.0) -> None:
        super().__init__(message, hint=hint, retryable=True)
        self.seconds = seconds


class TooOften(NotAdmitted):
    """This client asked too often."""

    code = "too_often"
    status = 429


class Busy(NotAdmitted):
    """Too many questions are being answered at once."""

    code = "busy"


class Closed(NotAdmitted):
    """The service is switched off by the people who run it."""

    code = "closed"


class Admission:
    """Lets questions in.

    Args:
        limit: how often one client may ask; None sets no limit.
        at_once: questions answered at the same time.
        patience: seconds that a question waits for room.
        switch: a file; while it exists no question is taken, and its first line says why.
    """

    def __init__(
        self,
        *,
        limit: RateLimit | None = None,
        at_once: int = 8,
        patience: float = 5.0,
        switch: Path | None = None,
    ) -> None:
        self._limit, self._patience, self._switch = limit, patience, switch
        self._room = threading.BoundedSemaphore(at_once)

    @contextmanager
    def admit(self, client: str = "") -> Iterator[None]:
        """Take one question of a client; room is kept for it inside the block.

        Raises:
            NotAdmitted: not now.
        """
        self.check(client)
        if not self._room.acquire(timeout=self._patience):
            raise Busy("目前提問的人較多", hint="請於 10 秒後再試。", seconds=10)
        try:
            yield
        finally:
            self._room.release()

    def check(self, client: str = "") -> None:
        """Count one request of a client that needs no room.

        Raises:
            Closed: the service is switched off.
            TooOften: the client asked too often.
        """
        if (reason := self.closed) is not None:
            raise Closed(reason or "本服務暫停提供問答", hint="請稍後再試，或直接閱讀文件原文。")
        seconds = self._limit.wait(client) if self._limit else 0.0
        if seconds:
            told = max(1, round(seconds))
            raise TooOften("提問次數過於頻繁", hint=f"請於 {told} 秒後再試。", seconds=seconds)

    @property
    def closed(self) -> str | None:
        """Why the service is switched off, empty where no reason is given; None while it is open."""
        if self._switch is None or not self._switch.is_file():
            return None
        try:
            return self._switch.read_text("utf-8", errors="replace").strip().split("\n")[0][:200]
        except OSError:
            return ""
