"""The assistant with one part left out at a time; which parts there are, the assistant says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals.system import Ours


def parts() -> Mapping[str, str]:
    """Return the parts that can be left out: description by name; empty where the assistant offers none."""
    import assistant.answer as room

    found: Mapping[str, str] = getattr(room, "PARTS", {})
    return found


def ablated(ours: Ours) -> Iterator[Ours]:
    """Yield the assistant without each of its parts, in the order of its own list.

    Args:
        ours: the whole assistant.
    """
    make: Any = type(ours.assistant)
    for part in parts():
        yield Ours(make(ours.assistant.retriever, ours.assistant.settings, without=frozenset({part})), (part,))
