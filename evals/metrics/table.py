"""The table of metrics, in the order in which they are shown. A new metric is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from evals.metrics import (
    average_precision,
    citation_hit,
    citation_precision,
    citations_matched,
    completeness,
    correct,
    edition_confusion,
    false_refusal,
    figure_support,
    full,
    hit_at,
    latency,
    mrr,
    ndcg,
    recall,
    refusal,
    section_hit,
    stability,
)
from evals.record import Header, Row

Weighted = Sequence[tuple[float, float]]
"""(value, weight) of every row that has a value."""


def mean(values: Weighted) -> float | None:
    """Return the weighted mean; None for no values."""
    total = sum(weight for _, weight in values)
    return sum(value * weight for value, weight in values) / total if total else None


def percentile(share: float) -> Callable[[Weighted], float | None]:
    """Return a summary: the nearest-rank percentile, weights ignored."""
    return lambda values: latency.percentile([value for value, _ in values], share)


@dataclass(frozen=True, slots=True)
class Metric:
    """How one number is made: ``measure`` a row, ``weigh`` it, ``reduce`` the rows that have a value."""

    name: str
    measure: Callable[[Row, Header], float | None]
    weigh: Callable[[Row], float] = lambda _row: 1.0
    reduce: Callable[[Weighted], float | None] = mean
    lower_is_better: bool = False


def _of_row(measure: Callable[[Row], float | None]) -> Callable[[Row, Header], float | None]:
    return lambda row, _header: measure(row)


METRICS = (
    Metric("correct", _of_row(correct.measure)),
    Metric("completeness", _of_row(completeness.measure)),
    Metric("citation_hit", _of_row(citation_hit.measure)),
    Metric("citations_matched", _of_row(citations_matched.measure)),
    Metric("citation_precision", _of_row(citation_precision.measure)),
    Metric("section_hit", _of_row(section_hit.measure)),
    Metric("full", _of_row(full.measure)),
    Metric("figure_support", _of_row(figure_support.measure), weigh=figure_support.weight),
    Metric("refusal", lambda row, header: refusal.measure(row, header.documents)),
    Metric("false_refusal", _of_row(false_refusal.measure), lower_is_better=True),
    Metric(
        "edition_confusion", lambda row, header: edition_confusion.measure(row, header.families), lower_is_better=True
    ),
    Metric("stability", _of_row(stability.measure)),
    Metric("hit@1", _of_row(partial(hit_at.measure, k=1))),
    Metric("hit@5", _of_row(partial(hit_at.measure, k=5))),
    Metric("mrr@10", _of_row(partial(mrr.measure, k=10))),
    Metric("ndcg@10", _of_row(partial(ndcg.measure, k=10))),
    Metric("recall@10", _of_row(partial(recall.measure, k=10))),
    Metric("map@10", _of_row(partial(average_precision.measure, k=10))),
    Metric("latency_p50", _of_row(latency.measure), reduce=percentile(0.5), lower_is_better=True),
    Metric("latency_p95", _of_row(latency.measure), reduce=percentile(0.95), lower_is_better=True),
)
