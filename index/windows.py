"""Windows of two neighbouring sentences: a question is mostly answered by that much, and a long passage hides it."""

from __future__ import annotations

import re
from itertools import pairwise

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+[」』”）)]*|[^。！？!?；;\n]+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a passage: each ends after 。！？； or at a line's end; blank ones are left out."""
    return [sentence for sentence in _SENTENCE.findall(text) if sentence.strip()]


def windows(text: str) -> list[str]:
    """Return every two neighbouring sentences of a passage joined, or the passage where it has fewer than three."""
    found = sentences(text)
    if len(found) < 3:
        return [text]
    return [first + second for first, second in pairwise(found)]
