"""How well English finds Chinese: ``python -m evals.bench.cross_language --data DIR [--table FILE]``.

Measured on 2,000 articles of laws that no table was learned from. Coverage: the share of English content words for which
one of the first 1 or 4 Chinese names of their translation stands in the Chinese article. Retrieval: the first English
sentence looks for its Chinese article among all of them by plain BM25, each Chinese term weighted by its name's
probability; hit@1, hit@5 and MRR@10. Articles with the same Chinese text count as one; on equal scores the right one comes
last. "words" is the same table without its phrases.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyAssistantError
from corpus.normalize import search_key
from index.models.train.translations import HELD_OUT, Pair, held_out, read_articles
from index.sparse import Field, PostingsBuilder
from index.tokenize import terms
from index.translate import SHIPPED, Translator, content_words, load_translator

BM25 = Field(weight=1, b=0.75)
K1 = 1.2
DEPTH = 10

_FIRST_SENTENCE = re.compile(r"\s*(.+?(?<=[a-z)]{2}[.;:])(?=\s)|.+)", re.DOTALL)


def coverage(translator: Translator, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return the share of English content words of which the first, or one of all, names stands in the Chinese text."""
    words = first = any_of = 0
    for pair in pairs:
        chinese = search_key(pair.chinese).text
        words += len(content_words(pair.english))
        for found in translator.find(pair.english):
            stands = [search_key(name).text in chinese for name, _ in found.names]
            covered = len(content_words(found.surface))
            first += covered * stands[0]
            any_of += covered * any(stands)
    return first / words, any_of / words


def query(translator: Translator, text: str) -> dict[str, float]:
    """Return the Chinese terms of an English text, each weighted by the probabilities of the names it stands in."""
    weights: dict[str, float] = {}
    for found in translator.find(text):
        for name, probability in found.names:
            for term in set(terms(name)):
                weights[term] = weights.get(term, 0.0) + probability
    return weights


def ranks(translators: Sequence[Translator], pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """Return the rank of every pair's Chinese text for its first English sentence, 0 below ``DEPTH``.

    Returns:
        Shape [translators, pairs].
    """
    texts = list(dict.fromkeys(pair.chinese for pair in pairs))
    row = {text: i for i, text in enumerate(texts)}
    builder = PostingsBuilder([BM25], K1)
    for text in texts:
        builder.add(terms(text))
    postings = builder.build()
    found = np.zeros((len(translators), len(pairs)), dtype=np.int64)
    for i, translator in enumerate(translators):
        for j, pair in enumerate(pairs):
            scores = postings.scores(query(translator, first_sentence(pair.english)))
            own = scores[row[pair.chinese]]
            rank = int(np.sum(scores >= own))
            found[i, j] = rank if own > 0 and rank <= DEPTH else 0
    return found


def first_sentence(text: str) -> str:
    """Return an English text up to its first full stop, colon or semicolon that ends a word and has space behind it."""
    match = _FIRST_SENTENCE.match(text)
    return match[1] if match else text


def report(translator: Translator, pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield the lines of the table."""
    measured = {"words": translator.words_only(), "words and phrases": translator}
    all_ranks = ranks(list(measured.values()), pairs)
    yield f"{len(pairs)} articles of laws not learned from; {len(translator)} entries"
    yield f"{'':18}  cover@1  cover@4    hit@1    hit@5   MRR@10"
    for (name, one), own in zip(measured.items(), all_ranks, strict=True):
        figures: list[Any] = [*coverage(one, pairs), np.mean(own == 1), np.mean((own > 0) & (own <= 5))]
        mrr = np.mean(np.where(own > 0, 1 / np.maximum(own, 1), 0))
        yield f"{name:18}" + "".join(f"{100 * figure:8.1f}%" for figure in figures) + f"{mrr:9.3f}"
    start = time.perf_counter()
    for pair in pairs:
        translator.find(first_sentence(pair.english))
    yield f"a sentence is translated in {1000 * (time.perf_counter() - start) / len(pairs):.2f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 with a message where the data or the translations are not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.cross_language", description="Cross-language figures.")
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--table", type=Path, default=SHIPPED, help="default: the shipped table")
    chosen = parser.parse_args(arguments)
    try:
        articles = read_articles(chosen.data)
        laws = held_out(articles)
        pairs = [article for article in articles if article.law in laws][:HELD_OUT]
        for line in report(load_translator(chosen.table), pairs):
            print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
