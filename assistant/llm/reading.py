"""A question read by the model: made complete from the earlier ones, and taken apart where it asks several things.

Only an offer. What comes back is believed as far as it says nothing new: no figure, agency or Latin name that the user did
not type, and mostly the user's own words. Otherwise, and when the call fails, the rules of ``assistant.question`` stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.guard import gives_orders
from assistant.llm.calling import Meter, Model
from assistant.llm.display import bigrams, clean, without_thoughts
from assistant.llm.failures import CallFailed
from assistant.llm.prompts import reading
from assistant.verify import missing
from index.lexicon import Lexicon
from index.tokenize import to_traditional

MOST_PARTS = 3

_TOKENS = 200
_LONGEST = 200
_LEAST_SHARED = 0.5
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+.&/-]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """The question complete in itself, and its parts (none where it is one)."""

    question: str
    parts: tuple[str, ...] = ()


def read(model: Model, meter: Meter, question: str, history: Sequence[str], lexicon: Lexicon) -> Reading | None:
    """Ask the model to read a question.

    Args:
        model: is called once.
        meter: the answer's allowance.
        question: the last one, as typed.
        history: the earlier ones, oldest first.
        lexicon: knows the names of agencies.

    Returns:
        What may be believed of its reading; None where nothing may, or the call failed.
    """
    try:
        told = model.complete(reading(question, history), meter, _TOKENS)
    except CallFailed:
        return None
    typed = "\n".join((*history, question))
    lines = [line for line in without_thoughts(told).splitlines() if line.strip()]
    said = [to_traditional(clean(line, "").removeprefix("• ").strip()) for line in lines]
    good = [line for line in dict.fromkeys(said) if _is_theirs(line, typed, lexicon)]
    if not good or good[0] != said[0]:
        return None
    parts = tuple(good[1 : MOST_PARTS + 1])
    return Reading(good[0], parts if len(parts) > 1 else ())


def _is_theirs(line: str, typed: str, lexicon: Lexicon) -> bool:
    """Whether a line says nothing that the user did not."""
    if not 2 < len(line) <= _LONGEST or gives_orders(line) or missing(line, to_traditional(typed), lexicon):
        return False
    known = {name.lower() for name in _LATIN.findall(typed)}
    if any(name.lower() not in known for name in _LATIN.findall(line)):
        return False
    said = bigrams(line)
    return len(said & bigrams(to_traditional(typed))) >= _LEAST_SHARED * len(said)
