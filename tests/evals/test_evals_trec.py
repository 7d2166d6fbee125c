"""Our retrieval metrics against trec_eval's own code, on random runs (skipped where the extra ``bench`` is missing)."""

import random

import pytest
from eval_rows import found, make

from evals.metrics import average_precision, hit_at, mrr, ndcg, recall
from evals.record import Row

pytrec_eval = pytest.importorskip("pytrec_eval", reason="pip install 'policy-assistant[bench]'")


def random_rows(count: int) -> list[Row]:
    """Runs of 0 to 10 of 14 passages, 1 to 6 of which are relevant."""
    draw = random.Random(7)
    passages = [f"p{number}" for number in range(14)]
    rows = []
    for number in range(count):
        listed = draw.sample(passages, draw.randint(0, 10))
        searched = tuple(found(passage, rank) for rank, passage in enumerate(listed, start=1))
        relevant = tuple(draw.sample(passages, draw.randint(1, 6)))
        rows.append(make(question={"id": str(number)}, searched=searched, relevant=relevant))
    return rows


def test_every_retrieval_metric_equals_trec_eval_on_500_random_runs() -> None:
    rows = random_rows(500)
    judged = {row.question.id: dict.fromkeys(row.relevant, 1) for row in rows}
    ran = {row.question.id: {hit.passage.passage_id: -float(hit.rank) for hit in row.searched} for row in rows}
    names = {"success.1,5", "recip_rank", "ndcg_cut.10", "recall.10", "map_cut.10"}
    theirs = pytrec_eval.RelevanceEvaluator(judged, names).evaluate({key: run for key, run in ran.items() if run})
    compared = 0
    for row in rows:
        if not row.searched:
            continue
        told = theirs[row.question.id]
        assert {
            "success_1": hit_at.measure(row, 1),
            "success_5": hit_at.measure(row, 5),
            "recip_rank": mrr.measure(row, 10),
            "ndcg_cut_10": ndcg.measure(row, 10),
            "recall_10": recall.measure(row, 10),
            "map_cut_10": average_precision.measure(row, 10),
        } == pytest.approx(told, abs=1e-12)
        compared += 1
    assert compared > 400
