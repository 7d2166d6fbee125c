"""Which sentence of a document holds the evidence: ``python -m evals.bench.statements --encoder DIR [--static DIR] [--set NAME]``.

For each answerable question of the project's own sets the sentences of the document it cites are ordered by what a trained
selector says, by cosines, and by the share of the question's character bigrams; printed is the MRR of the first sentence that
shares the evidence quote. The questions are only measured with, never trained on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyAssistantError
from corpus.library import open_library
from evals.normal import normal
from evals.question import Question, load_questions
from index.embed import Embedder, load_embedder
from index.models.train.answers import Answerer, bigrams
from index.models.train.questions import statements
from index.models.train.recipes import SIZES

_QUESTIONS = Path(__file__).parents[1] / "questions"
SETS = {
    "dev": Path(__file__).parents[2] / "corpus" / "documents",
    "rules": _QUESTIONS / "documents",
    "plans": _QUESTIONS / "documents-plans",
    "acts": _QUESTIONS / "documents-acts",
}
"""Question sets and the folders of their documents."""
_BEST = 20
"""Sentences, best by bigrams, that are put in order: what a selector would be given."""


def report(name: str, answerer: Answerer, others: dict[str, Embedder], most: int) -> Iterator[str]:
    """Yield the lines of a set's table."""
    documents = {d.document_id: d for d in open_library(SETS[name]).documents}
    asked = [q for q in load_questions(_QUESTIONS / f"{name}.jsonl", documents) if q.evidence]
    asked = asked[:: max(1, -(-len(asked) // most))]
    sentences = {i: list(dict.fromkeys(statements(d.text))) for i, d in documents.items()}
    found: dict[str, list[float]] = {}
    for question in asked:
        texts = sentences[question.evidence[0].doc]
        shared = bigrams(question.question, texts)
        order = np.argsort(-shared, kind="stable")[:_BEST]
        kept, right = [texts[i] for i in order], _holding(question, [texts[i] for i in order])
        by = {"bigrams": shared[order], "selector": answerer.scores(question.question, kept)}
        for label, model in others.items():
            by[label] = model.encode_passages(kept) @ model.encode_queries([question.question])[0]
        for label, scores in by.items():
            rank = np.sum(scores[~right] >= scores[right].max()) + 1 if right.any() else 0
            found.setdefault(label, []).append(1 / rank if rank else 0.0)
    for label, values in found.items():
        yield f"{name:8} {label:16} {len(values):4d} questions  MRR {np.mean(values):.4f}"


def _holding(question: Question, texts: Sequence[str]) -> NDArray[np.bool_]:
    quotes = [normal(evidence.quote) for evidence in question.evidence]
    plain = [normal(text) for text in texts]
    return np.array([any(q in p or (len(p) > 5 and p in q) for q in quotes) for p in plain], dtype=np.bool_)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 with a message where a model is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.statements", description="Evidence among sentences.")
    parser.add_argument("--encoder", type=Path, required=True, help="folder that the training command wrote")
    parser.add_argument("--static", help="a static model beside the shipped one")
    parser.add_argument("--size", choices=tuple(SIZES), default="cpu", help="the size that was trained")
    parser.add_argument("--set", choices=tuple(SETS), action="append", help="default: all")
    parser.add_argument("--most", type=int, default=500, help="questions of a set at most, spread evenly")
    chosen = parser.parse_args(arguments)
    try:
        others = {"shipped cosine": load_embedder(), "encoder cosine": load_embedder(str(chosen.encoder))}
        if chosen.static:
            others["static cosine"] = load_embedder(chosen.static)
        answerer = Answerer(chosen.encoder, SIZES[chosen.size])
        for name in chosen.set or SETS:
            for line in report(name, answerer, others, chosen.most):
                print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
