"""A reader at a long job (recognising a page, tracing a table) says that it is still at work."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar


def _nobody_waits() -> None:
    """Ignore the progress of a reader that runs without a clock."""


LISTENER: ContextVar[Callable[[], None]] = ContextVar("LISTENER", default=_nobody_waits)


def tick() -> None:
    """Tell whoever waits for this reader that one more unit of work is done."""
    LISTENER.get()()
