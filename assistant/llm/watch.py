"""Time limits on any iterator, enforced from outside: whoever produces the items may hang, the consumer does not."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.llm.failures import CallFailed

T = TypeVar("T")
_AHEAD = 256
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until the first item, between two items, and for all of them."""

    first: float
    idle: float
    total: float


@dataclass(frozen=True, slots=True)
class Arrived(Generic[T]):
    """An item and when it came (``time.perf_counter``)."""

    item: T
    at: float


def watched(produce: Callable[[], Iterator[T]], limits: Limits) -> Iterator[Arrived[T]]:
    """Yield what ``produce`` yields, as long as it keeps to the limits.

    The producer runs on a thread of its own. When the consumer stops, or a limit is passed, it is told to end at its next
    item and is not waited for.

    Raises:
        CallFailed: ``timeout``, where a limit was passed.
        Exception: what the producer raised.
    """
    items: queue.Queue[Arrived[T] | BaseException | None] = queue.Queue(_AHEAD)
    stopped = threading.Event()
    threading.Thread(target=_pump, args=(produce, items, stopped), name="model-stream", daemon=True).start()
    end = time.monotonic() + limits.total
    patience = limits.first
    try:
        while True:
            allowed = min(patience, end - time.monotonic())
            try:
                item = items.get(timeout=max(allowed, 0.0)) if allowed > 0 else items.get_nowait()
            except queue.Empty:
                raise CallFailed(
                    "timeout", f"超過時限（{limits.total:g} 秒內未完成，或 {patience:g} 秒沒有回應）"
                ) from None
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            if time.monotonic() >= end:
                raise CallFailed("timeout", f"{limits.total:g} 秒內未完成")
            yield item
            patience = limits.idle
    finally:
        stopped.set()


def _pump(
    produce: Callable[[], Iterator[T]], items: queue.Queue[Arrived[T] | BaseException | None], stopped: threading.Event
) -> None:
    def put(item: Arrived[T] | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                items.put(item, timeout=_LOOK)
            except queue.Full:
                continue
            return

    try:
        for item in produce():
            put(Arrived(item, time.perf_counter()))
            if stopped.is_set():
                return
    except Exception as error:
        put(error)
    finally:
        put(None)
