"""``eval report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.commands.parser import Commands


def add(verbs: Commands) -> None:
    """Add ``report``."""
