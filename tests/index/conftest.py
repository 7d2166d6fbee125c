from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_index import TinyEmbedder, make_document

from index.build import assemble
from index.release import Release


@pytest.fixture
def tiny() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def made(tiny: TinyEmbedder) -> Callable[..., Release]:
    """Make a release in memory from ``{document_id: lines}``."""

    def make(embedder: TinyEmbedder | None = None, **documents: tuple[str, ...]) -> Release:
        parts = [make_document(document_id, *lines) for document_id, lines in documents.items()]
        return assemble(
            [d for d, _, _ in parts],
            [s for _, own, _ in parts for s in own],
            [p for _, _, own in parts for p in own],
            embedder or tiny,
        )

    return make
