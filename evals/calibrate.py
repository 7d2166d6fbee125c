"""Fit when to decline: ``python -m evals.calibrate --set FILE CORPUS [--set …]`` writes ``assistant/decline.toml``.

A logistic regression with L2 penalty on the signs of ``assistant.refuse.Decliner.signs`` (Newton's method, Hastie, Tibshirani
and Friedman 2009, section 4.4), answerable against unanswerable questions, each class weighed alike; then the threshold that
catches most unanswerable questions while falsely refusing at most the given share. Documents are split in two by name, so
the printed trade-off of the second half is of documents that the fit has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.commands.opening import open_for
from assistant.refuse import WEIGHTS
from assistant.settings import load
from corpus.library import open_library
from evals.question import Question, load_questions


@dataclass(frozen=True)
class Case:
    """One labelled question: its signs, whether the documents answer it, and which half it belongs to."""

    signs: dict[str, float]
    answerable: bool
    held: bool


def cases(questions: Path, corpus: Path) -> list[Case]:
    """Return the labelled cases of a question set over a corpus.

    Args:
        questions: a question file.
        corpus: the folder of its documents.
    """
    documents = {d.document_id: d for d in open_library(corpus).documents}
    assistant = open_for(load({"corpus": corpus}))
    found = []
    for question in load_questions(questions, documents):
        signs = assistant.signs(question.question, question.turns)
        if signs is not None:
            found.append(Case(signs, question.answerable, held(question)))
    return found


def held(question: Question) -> bool:
    """Say whether a question belongs to the half that is not fitted: by document, unanswerable ones by their id."""
    key = question.evidence[0].doc if question.evidence else question.id
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1


def fit(rows: Sequence[Case], names: Sequence[str], penalty: float = 2.0) -> np.ndarray:
    """Return bias and weights, shape [1 + len(names)]; positive speaks for declining."""
    x = np.array([[1.0, *(c.signs[n] for n in names)] for c in rows])
    y = np.array([0.0 if c.answerable else 1.0 for c in rows])
    balance = np.where(y == 1, len(y) / (2 * max(1, y.sum())), len(y) / (2 * max(1, (1 - y).sum())))
    ridge = penalty * np.eye(x.shape[1])
    ridge[0, 0] = 0.0
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (balance * (p - y)) + ridge @ weights
        hessian = x.T @ (x * (balance * p * (1 - p))[:, None]) + ridge
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def scores(rows: Sequence[Case], names: Sequence[str], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities of answerable and of unanswerable cases."""
    p = np.array(
        [1 / (1 + np.exp(-(weights[0] + sum(weights[i + 1] * c.signs[n] for i, n in enumerate(names))))) for c in rows]
    )
    yes = np.array([c.answerable for c in rows])
    return p[yes], p[~yes]


def threshold_for(answerable: np.ndarray, share: float) -> float:
    """Return the lowest threshold that falsely refuses at most ``share`` of the answerable cases."""
    ordered = np.sort(answerable)
    return float(ordered[min(len(ordered) - 1, int(np.ceil((1 - share) * len(ordered))))]) + 1e-6


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print the trade-off of both halves, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__)
    parser.add_argument("--set", nargs=2, action="append", required=True, metavar=("QUESTIONS", "CORPUS"))
    parser.add_argument(
        "--false-refusals", type=float, default=0.05, help="share of answerable questions that may be refused"
    )
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    args = parser.parse_args(arguments)
    rows = [case for questions, corpus in args.set for case in cases(Path(questions), Path(corpus))]
    names = sorted(rows[0].signs)
    tuned = [c for c in rows if not c.held]
    _trade_off("fitted half", tuned, names, fit(tuned, names))
    _trade_off("unseen half", [c for c in rows if c.held], names, fit(tuned, names))
    weights = fit(rows, names)
    threshold = threshold_for(scores(rows, names, weights)[0], args.false_refusals)
    _write(args.output, names, weights, threshold, rows, args)
    sys.stdout.write(f"wrote {args.output} ({len(rows)} questions, threshold {threshold:.3f})\n")
    return 0


def _trade_off(title: str, rows: Sequence[Case], names: Sequence[str], weights: np.ndarray) -> None:
    answerable, unanswerable = scores(rows, names, weights)
    sys.stdout.write(
        f"{title}: {len(answerable)} answerable, {len(unanswerable)} unanswerable\n  false refusals → caught\n"
    )
    for share in (0.02, 0.05, 0.08, 0.1, 0.15):
        at = threshold_for(answerable, share)
        sys.stdout.write(f"  {np.mean(answerable >= at):14.3f}   {np.mean(unanswerable >= at):.3f}\n")


def _write(
    path: Path,
    names: Sequence[str],
    weights: np.ndarray,
    threshold: float,
    rows: Sequence[Case],
    args: argparse.Namespace,
) -> None:
    sets = ", ".join(Path(questions).name for questions, _ in args.set)
    lines = [
        "# When to decline: weights of the signs in assistant/refuse.py. Fitted by `python -m evals.calibrate`; do not edit by hand.",
        f"# {datetime.now(UTC):%Y-%m-%d}; {len(rows)} questions ({sets}); at most {args.false_refusals:.0%} false refusals.",
        f"bias = {weights[0]:.4f}",
        f"threshold = {threshold:.4f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in zip(names, weights[1:], strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
