"""Windows of two neighbouring sentences: a question is mostly answered by that much, and a long passage hides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+[」』”）)]*|[^。！？!?；;\n]+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a passage: each ends after 。！？； or at a line's end; blank ones are left out."""
    return [sentence for sentence in _SENTENCE.findall(text) if sentence.strip()]


def windows(sentence_terms: Sequence[list[str]]) -> list[list[str]]:
    """Return the terms of every two neighbouring sentences, or of the whole where there are fewer than three.

    Args:
        sentence_terms: the terms of each sentence of a passage.

    Returns:
        At least one window.
    """
    if len(sentence_terms) < 3:
        return [[term for own in sentence_terms for term in own]]
    return [first + second for first, second in pairwise(sentence_terms)]
