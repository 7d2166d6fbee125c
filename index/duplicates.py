"""Whether a passage says again what was shown already: slides and annexes repeat their text.

Two texts are the same where they differ in nothing but marks: space, punctuation, markup. A figure or a name that differs
makes them two. Within one document a text that is wholly contained in one already shown adds nothing either.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.types import Passage

_MARKUP = re.compile(r"<[^<>]{1,80}>|[\W_]+")
_SHORTEST_PART = 12
"""Characters from which on a contained text counts as said again: a shorter one may be a heading in a sentence."""


class Shown:
    """The passages shown so far."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._of: dict[str, list[str]] = {}

    def add(self, passage: Passage) -> bool:
        """Take in the next passage; return whether it is new, that is not said by those before it."""
        said = _said(passage.text)
        own = self._of.setdefault(passage.document_id, [])
        if said in self._said or (len(said) >= _SHORTEST_PART and any(said in longer for longer in own)):
            return False
        self._said.add(said)
        own.append(said)
        return True


@lru_cache(maxsize=8192)
def _said(text: str) -> str:
    """Return a text without what does not count; the text itself where nothing else is left."""
    return _MARKUP.sub("", unicodedata.normalize("NFKC", text).casefold()) or text
