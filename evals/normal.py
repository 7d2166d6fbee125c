"""The form in which answers, gold answers and quotes are compared, so that only content counts."""

from __future__ import annotations

import re
import unicodedata

_MARKER = re.compile(r"\[\d+(?:\s*[,、]\s*\d+)*\]")
_MARKUP = re.compile(r"\*\*|</?u>", re.I)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def normal(text: str) -> str:
    """Return ``text`` with NFKC, case folded, without white space, thousands commas, ``**`` and ``<u>``, 臺 as 台.

    Example:
        ``normal("**臺灣** 1,234 Ａ") == "台灣1234a"``
    """
    text = _MARKUP.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _THOUSANDS.sub("", "".join(text.split())).replace("臺", "台")


def without_markers(text: str) -> str:
    """Return answer text without its citation markers ``[1]``, which are not part of what is said."""
    return _MARKER.sub("", text)


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of ``text``; empty for fewer than two characters."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def covers(quote: str, evidence: str) -> bool:
    """Say whether a citation's quote stands for an evidence quote (both as written; compared in normal form).

    It does when it contains the evidence, lies inside it, or shares at least 70 % of the evidence's bigrams.
    An empty quote or evidence covers nothing.
    """
    quote, evidence = normal(quote), normal(evidence)
    if not quote or not evidence:
        return False
    if evidence in quote or quote in evidence:
        return True
    pairs = bigrams(evidence)
    return bool(pairs) and len(pairs & bigrams(quote)) >= 0.7 * len(pairs)
