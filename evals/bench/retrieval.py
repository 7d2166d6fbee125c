"""Retrieval figures beside stock tools: ``python -m evals.bench.retrieval --data DIR [--task NAME] [--model DIR] [--ablate]``.

Printed for every task are hit@1, hit@5 and MRR@5 of words and vectors alone and of the fused ranking,
then the same of other people's tools on the same passages, with the milliseconds of processor time of a search (all
threads; what else the machine does is not in it);
for the DRCD test also the published figures of embedding models. ``--ablate`` adds the fused ranking without each part.
Tune on any task but ``test``, which is measured once per change of method.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EvaluationError, PolicyAssistantError
from evals.bench.stock import STOCK, Search
from evals.bench.tasks import TASKS, Task, read_tasks
from index.build import DEFAULTS, Settings, assemble
from index.embed import load_embedder
from index.fuse import DEFAULTS as WEIGHTS
from index.fuse import Weights
from index.lexicon import Lexicon, shipped_lexicon
from index.retriever import Retriever, SearchOptions

TOP = 5
MOST = 1000
"""Questions of a task that stock tools are asked; all are asked of us."""

RANKINGS = {
    "bm25": Weights(bm25=1),
    "dense": Weights(dense=1),
    "fused": WEIGHTS,
}
"""What is measured: words alone, vectors alone, and all as shipped."""

Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """Hit@1 and hit@5 in per cent, MRR@5, and the median and 95th percentile of a search in milliseconds."""

    hit1: float
    hit5: float
    mrr: float
    p50: float
    p95: float

    def __str__(self) -> str:
        timed = f"  p50 {self.p50:6.2f} ms  p95 {self.p95:6.2f} ms"
        return f"hit@1 {self.hit1:6.2f}  hit@5 {self.hit5:6.2f}  MRR@5 {self.mrr:.4f}{timed}"


def retriever(task: Task, settings: Settings = DEFAULTS, model: str | None = None) -> Retriever:
    """Index a task's passages in memory with an embedding model, None for the shipped one."""
    embedder = load_embedder(model)
    made = assemble(task.documents, task.sections, task.passages, embedder, settings=settings)
    return Retriever(made, embedder)


def searching(task: Task, searcher: Retriever) -> Search:
    """Return our search over a task's passages as rows."""
    row_of = {passage.passage_id: row for row, passage in enumerate(task.passages)}

    def search(question: str) -> list[int]:
        hits = searcher.search(question, SearchOptions(top_k=TOP))
        return [row_of[hit.passage.passage_id] for hit in hits]

    return search


def measured(task: Task, search: Search, most: int | None = None) -> tuple[Ranks, list[float]]:
    """Ask a task's questions.

    Args:
        task: what is asked.
        search: gives rows, best first.
        most: ask only so many, spread evenly; None for all.

    Returns:
        The rank of the first right passage of each question, 0 where none is among the first ``TOP``; and the milliseconds of processor time.
    """
    step = max(1, -(-len(task.questions) // most)) if most else 1
    ranks, taken = [], []
    for asked in task.questions[::step]:
        texts = {task.passages[row].text for row in asked.right}
        start = time.process_time()
        rows = search(asked.text)[:TOP]
        taken.append(1000 * (time.process_time() - start))
        ranks.append(next((i for i, row in enumerate(rows, 1) if task.passages[row].text in texts), 0))
    return np.array(ranks, dtype=np.int64), taken


def figures(ranks: Ranks, taken: Sequence[float] = (0.0,)) -> Figures:
    """Return the figures of ranks, 0 counting as not found."""
    reciprocal = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    p50, p95 = np.percentile(taken, (50, 95))
    found = 100 * float(np.mean(ranks > 0))
    return Figures(100 * float(np.mean(ranks == 1)), found, float(np.mean(reciprocal)), float(p50), float(p95))


def report(task: Task, data: Path, *, model: str | None = None, ablate: bool = False) -> Iterator[str]:
    """Yield the lines of a task's table."""
    start = time.perf_counter()
    made = retriever(task, model=model)
    seconds = time.perf_counter() - start
    yield f"{task.name}: {len(task.passages)} passages, {len(task.questions)} questions, indexed in {seconds:.1f} s"
    for name, weights in RANKINGS.items():
        ranks, taken = measured(task, searching(task, made.weighted(weights)))
        yield f"  {name:18} {figures(ranks, taken)}"
    for category in sorted({asked.category for asked in task.questions} - {""}):
        own = np.array([asked.category == category for asked in task.questions])
        of = figures(ranks[own])
        yield f"    {category:18} {int(own.sum()):4d} questions  hit@1 {of.hit1:6.2f}  hit@5 {of.hit5:6.2f}"
    if ablate:
        yield from _ablation(task, made)
    texts, embedder = task.plain(), load_embedder(model)
    for name, build in STOCK.items():
        yield f"  {name:18} {figures(*measured(task, build(texts, embedder), MOST))}"
    if task.name == "DRCD test":
        yield from _published(data / "bench" / "ihower_embedding_table.csv")


def _ablation(task: Task, made: Retriever) -> Iterator[str]:
    """Yield the fused figures without each channel, without the everyday words, and without the lexicon."""
    shipped = shipped_lexicon()
    lexicons = {"everyday words": Lexicon(shipped.entries), "lexicon": Lexicon(())}
    parts = {f.name: made.weighted(replace(WEIGHTS, **{f.name: 0.0})) for f in fields(Weights)}
    parts |= {name: made.with_lexicon(lexicon) for name, lexicon in lexicons.items()}
    for name, searcher in parts.items():
        yield f"  − {name:16} {figures(measured(task, searching(task, searcher))[0])}".split("  p50")[0]


def _published(path: Path) -> Iterator[str]:
    """Yield the published figures of embedding models on the DRCD test."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise EvaluationError(f"找不到評測資料：{path}", hint="用 --data 指定資料夾。") from error
    yield "  published (ihower.tw/blog/archives/12167):"
    for row in rows:
        hit, mrr = float(row["平均命中率 Hit Rate"]), float(row["平均倒數排名 MRR"])
        yield f"    {row['簡稱'].strip():36} hit@5 {100 * hit:6.2f}  MRR@5 {mrr:.4f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.retrieval", description="Retrieval figures.")
    parser.add_argument("--data", type=Path, required=True, help="folder with bench/, train/ and laws/")
    parser.add_argument("--task", choices=tuple(TASKS), action="append", help="default: all but test")
    parser.add_argument("--model", help="an embedding model's folder; default: the shipped one")
    parser.add_argument("--ablate", action="store_true", help="also without each part")
    chosen = parser.parse_args(arguments)
    try:
        for name in chosen.task or [name for name in TASKS if name != "test"]:
            for task in read_tasks(chosen.data, name):
                for line in report(task, chosen.data, model=chosen.model, ablate=chosen.ablate):
                    print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
