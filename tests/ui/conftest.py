"""Fixtures over the small assistant of ``small_assistant``."""

from __future__ import annotations

import pytest
from small_assistant import AGENCY, CITATION, DOCUMENT, GOALS, SmallAssistant

from assistant.api.shelf import Shelf
from corpus.types import Citation, Document


@pytest.fixture
def shelf() -> Shelf:
    return Shelf((DOCUMENT,), (GOALS, AGENCY))


@pytest.fixture
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture
def document() -> Document:
    return DOCUMENT


@pytest.fixture
def citation() -> Citation:
    return CITATION
