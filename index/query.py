"""A question → what is looked for: its own words, other names, official words, and Chinese for English ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

from index.lexicon import Lexicon, Rarity
from index.tokenize import query_terms
from index.translate import Translator

TRANSLATED = 1.5
"""What a Chinese word counts beside its probability of being the translation (chosen on the questions of four sets)."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_SOME_HAN = 0.2
"""Share of Han characters from which on a question is Chinese, and a Latin word in it a name."""


def looked_for(
    question: str, own: Mapping[str, float], lexicon: Lexicon, translator: Translator, rarity: Rarity
) -> dict[str, float]:
    """Return the terms to look for and their weights.

    Args:
        question: as the user wrote it, in any script or in English.
        own: the weights of its own terms (``index.tokenize.query_terms``).
        lexicon: other names and official words.
        translator: Chinese for English words.
        rarity: how rare an index term is in the documents, 0 to 1.

    Returns:
        Weight by index term, the question's own terms among them.
    """
    weights = lexicon.expand(question, rarity)
    if is_foreign(question):
        for found in translator.find(question):
            for name, probability in found.names:
                for term, weight in query_terms(name).items():
                    if len(term) > 1:
                        weights[term] = max(weights.get(term, 0.0), TRANSLATED * probability * weight)
    for term, weight in own.items():
        weights[term] = max(weights.get(term, 0.0), weight)
    return weights


def is_foreign(question: str) -> bool:
    """Say whether a question is written in Latin letters, Chinese words at most among them."""
    han, latin = len(_HAN.findall(question)), len(_LATIN.findall(question))
    return latin > 0 and han < _SOME_HAN * (han + latin)
