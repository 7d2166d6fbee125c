"""Retrieval figures on public question sets: ``python -m evals.bench.retrieval --data DIR [--split dev|test]``.

The contexts of a set are the passages, one document each, with no headings; every question has one right passage. Printed
are hit@5 and MRR@5 of each channel alone and of the fused ranking, and the milliseconds of a search on this machine.
Tune on ``dev`` and ``xquad``; ``test`` is measured once per change of method. The DRCD questions were written beside their
passages, so the task is easy for lexical search.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import EvaluationError, PolicyAssistantError
from corpus.types import Document, Passage, Section, Span
from index.build import DEFAULTS, Settings, assemble
from index.embed import load_embedder
from index.fuse import DEFAULTS as WEIGHTS
from index.fuse import Weights
from index.retriever import Retriever, SearchOptions

TOP = 5
RANKINGS = {
    "bm25": Weights(bm25=1),
    "window": Weights(window=1),
    "lexical": replace(WEIGHTS, dense=0),
    "dense": Weights(dense=1),
    "fused": WEIGHTS,
}
"""What is measured: each channel alone, the two lexical ones together, and all as shipped."""


@dataclass(frozen=True, slots=True)
class Task:
    """Passages and questions: each question with the number of its passage."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]


def read_task(data: Path, split: str) -> Task:
    """Read a question set.

    Args:
        data: the folder with ``bench/`` and ``train/``.
        split: ``dev`` or ``test`` (DRCD), or ``xquad``.

    Raises:
        EvaluationError: a file is missing.
    """
    if split == "xquad":
        rows = list(_rows(data / "train" / "xquad_zh.jsonl.gz"))
        passages = tuple(dict.fromkeys(row["p"] for row in rows))
        number = {text: i for i, text in enumerate(passages)}
        return Task("XQuAD zh", passages, tuple((row["q"], number[row["p"]]) for row in rows))
    contexts = tuple(row["text"] for row in _rows(data / "bench" / f"drcd_{split}_contexts.jsonl.gz"))
    queries = _rows(data / "bench" / f"drcd_{split}_queries.jsonl.gz")
    return Task(f"DRCD {split}", contexts, tuple((row["question"], row["context_index"]) for row in queries))


def retriever(task: Task, settings: Settings = DEFAULTS) -> Retriever:
    """Index a task's passages in memory."""
    documents, sections, passages = [], [], []
    for number, text in enumerate(task.passages):
        name, span = f"{number:05d}", Span(0, len(text))
        documents.append(Document(name, name, text, hashlib.sha256(text.encode()).hexdigest()))
        sections.append(Section(name, name, (), "", 0, span, Span(0, 0)))
        passages.append(Passage(name, name, name, (), span, text))
    embedder = load_embedder()
    return Retriever(assemble(documents, sections, passages, embedder, settings=settings), embedder)


def ranks(searcher: Retriever, task: Task) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the rank of each question's passage, 0 where it is not among the first ``TOP``."""
    found = np.zeros(len(task.questions), dtype=np.int64)
    for i, (question, right) in enumerate(task.questions):
        wanted = task.passages[right]
        hits = searcher.search(question, SearchOptions(top_k=TOP))
        found[i] = next((hit.rank for hit in hits if hit.passage.text == wanted), 0)
    return found


def figures(found: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[float, float]:
    """Return hit@5 in per cent and MRR@5."""
    return 100 * float(np.mean(found > 0)), float(np.mean(np.where(found > 0, 1 / np.maximum(found, 1), 0)))


def latencies(searcher: Retriever, task: Task) -> list[float]:
    """Return the milliseconds of each of up to 500 searches."""
    taken = []
    for question, _ in task.questions[:500]:
        start = time.perf_counter()
        searcher.search(question)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def report(task: Task) -> Iterator[str]:
    """Yield the lines of a task's table."""
    start = time.perf_counter()
    made = retriever(task)
    seconds = time.perf_counter() - start
    yield f"{task.name}: {len(task.passages)} passages, {len(task.questions)} questions, indexed in {seconds:.1f} s"
    for name, weights in RANKINGS.items():
        hit, mrr = figures(ranks(made.weighted(weights), task))
        yield f"  {name:8} hit@5 {hit:6.2f}  MRR@5 {mrr:.4f}"
    p50, p95 = np.percentile(latencies(made, task), (50, 95))
    yield f"  search p50 {p50:.2f} ms, p95 {p95:.2f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.retrieval", description="Retrieval figures.")
    parser.add_argument("--data", type=Path, required=True, help="folder with bench/ and train/")
    parser.add_argument("--split", choices=("dev", "test", "xquad"), action="append", help="default: dev and xquad")
    chosen = parser.parse_args(arguments)
    try:
        for split in chosen.split or ("dev", "xquad"):
            for line in report(read_task(chosen.data, split)):
                print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    return 0


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise EvaluationError(
            f"找不到評測資料：{path}", hint="用 --data 指定放有 bench/ 與 train/ 的資料夾。"
        ) from error


if __name__ == "__main__":
    raise SystemExit(main())
