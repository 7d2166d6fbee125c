"""How well a model alone finds what it was not trained on: ``python -m index.models.train.measure --data DIR [--model DIR]``.

For each kind of pairs the texts held out of training are the passages, and each question looks for its own by cosine. Printed
are hit@5 and MRR@5. The English articles are of laws that training did not see, first by their first sentence, then whole.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import PolicyAssistantError
from index.embed import Embedder, load_embedder
from index.models.train.sources import LAWS, TITLES, Pair, first_sentence, held_out

DEPTH = 5
MOST = 2000
"""Pairs of a file that are measured."""

REPLIES = "train/ly_gazette.jsonl.gz"
HOLDINGS = "train/jyi.jsonl.gz"


def figures(embedder: Embedder, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return hit@5 in per cent and MRR@5; of equally near passages the right one comes last.

    Args:
        embedder: the model.
        pairs: questions with their passages; the same passage may belong to several.
    """
    passages = list(dict.fromkeys(passage for _, passage in pairs))
    row = {passage: number for number, passage in enumerate(passages)}
    similar = embedder.encode_queries([question for question, _ in pairs]) @ embedder.encode_passages(passages).T
    own = similar[np.arange(len(pairs)), [row[passage] for _, passage in pairs]]
    ranks = np.sum(similar >= own[:, None], axis=1)
    found = ranks <= DEPTH
    return 100 * float(np.mean(found)), float(np.mean(np.where(found, 1 / ranks, 0)))


def report(embedder: Embedder, data: Path) -> Iterator[str]:
    """Yield a line for each kind of pairs.

    Raises:
        ModelError: a file is missing.
    """
    english = held_out(data, LAWS.file)[:MOST]
    sets = {
        "question to reply": held_out(data, REPLIES),
        "issue to holding": held_out(data, HOLDINGS),
        "title to body": held_out(data, TITLES.file)[:MOST],
        "English sentence to article": [(first_sentence(question), passage) for question, passage in english],
        "English article to article": english,
    }
    for name, pairs in sets.items():
        hit, mrr = figures(embedder, pairs)
        yield f"{name:28} {len(pairs):5} questions  hit@5 {hit:6.2f}  MRR@5 {mrr:.4f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 with a message where the data or the model is not there."""
    parser = argparse.ArgumentParser(prog="python -m index.models.train.measure", description="Measure a model alone.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training files")
    parser.add_argument("--model", help="a SentenceTransformer folder; default: the shipped one")
    chosen = parser.parse_args(arguments)
    try:
        for line in report(load_embedder(chosen.model), chosen.data):
            print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
