"""The same question asked otherwise, by general rules that leave its meaning alone.

``polite`` greets first · ``punctuation`` drops the end mark and takes half-width marks · ``width`` writes Latin letters and
figures full-width · ``simplified`` writes Simplified characters (OpenCC t2s). ``reordered`` asks the same words of an index
whose documents stand in the opposite order.
"""

from __future__ import annotations

import re
from collections.abc import Callable

REORDERED = "reordered"

_GREETINGS = ("您好，", "你好，", "請問", "想請問", "請教")
_HALF = str.maketrans("，：；（）！？", ",:;()!?")
_FULL = {ord(character): ord(character) + 0xFEE0 for character in map(chr, range(0x21, 0x7F)) if character.isalnum()}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def reworded(question: str) -> dict[str, str]:
    """Return the question reworded, by rule; a rule that changes nothing is left out.

    Example:
        ``reworded("目標是90%？")["punctuation"] == "目標是90%"``
    """
    made = {name: rule(question) for name, rule in _RULES.items()}
    return {name: text for name, text in made.items() if text != question}


def _polite(question: str) -> str:
    if not _HAN.search(question):
        return f"Hello, {question}"
    return question if question.startswith(_GREETINGS) else f"您好，請問{question}"


def _punctuation(question: str) -> str:
    return question.rstrip("？?。！! ").translate(_HALF) or question


def _width(question: str) -> str:
    return question.translate(_FULL) if _HAN.search(question) else question


def _simplified(question: str) -> str:
    from index.tokenize import to_simplified

    return to_simplified(question)


_RULES: dict[str, Callable[[str], str]] = {
    "polite": _polite,
    "punctuation": _punctuation,
    "width": _width,
    "simplified": _simplified,
}
NAMES = (*_RULES, REORDERED)
"""Every variant, in the order in which they are shown."""
