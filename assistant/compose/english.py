"""For a question in English: the key terms of the answer's Chinese statements, in English where the lexicon has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.claims import Claim
from index.lexicon import Lexicon

_MOST_TERMS = 3


def with_key_terms(claims: Sequence[Claim], lexicon: Lexicon, limit: int) -> tuple[Claim, ...]:
    """Return the claims, the first one followed by its key terms in English.

    Args:
        claims: what the documents state, best first.
        lexicon: names of agencies, terms and places.
        limit: characters that the claims may have together; key terms that do not fit are left out.
    """
    if not claims:
        return ()
    first, *others = claims
    room = limit - sum(map(len, claims))
    told: list[str] = []
    for mention in lexicon.find(first.text):
        english = next((n for n in lexicon.names(mention.entry_id) if n.isascii() and " " in n), "")
        pair = f"{mention.surface}: {english}"
        if english and not mention.surface.isascii() and pair not in told and len(pair) + 2 <= room:
            told.append(pair)
            room -= len(pair) + 2
        if len(told) == _MOST_TERMS:
            break
    return (replace(first, text=f"{first.text} ({'; '.join(told)})") if told else first, *others)
