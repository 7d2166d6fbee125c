"""Scores and comparisons as plain-text tables."""

from __future__ import annotations

from collections.abc import Sequence

from evals.compare import Comparison
from evals.metrics.table import METRICS
from evals.score import Scores, Values

_HEADINGS = {
    "citation_hit": "cite_hit",
    "citations_matched": "matched",
    "citation_precision": "cite_prec",
    "section_hit": "section",
    "figure_support": "figures",
    "false_refusal": "false_ref",
    "latency_p50": "p50_ms",
    "latency_p95": "p95_ms",
}


def score_table(scores: Scores) -> str:
    """Return one line per category, then the mean of the categories (macro) and all questions together (overall)."""
    headings = ["category", "n", *(_HEADINGS.get(metric.name, metric.name) for metric in METRICS)]
    rows = [[name, str(scores.count(name)), *_cells(values)] for name, values in scores.categories.items()]
    total = str(len(scores.questions))
    return _aligned(
        [headings, *rows, ["macro", total, *_cells(scores.macro)], ["overall", total, *_cells(scores.overall)]]
    )


def comparison_table(comparison: Comparison) -> str:
    """Return one line per metric with its interval, then one line for every question that changed."""
    rows = [["metric", "before", "after", "difference", "95% interval"]]
    for item in comparison.differences:
        numbers = [f"{item.before:.3f}", f"{item.after:.3f}", f"{item.after - item.before:+.3f}"]
        rows.append([item.metric, *numbers, f"[{item.low:+.3f}, {item.high:+.3f}]"])
    changed = [
        f"{change.id} ({change.category}) {change.metric}: {_number(change.before)} → {_number(change.after)}"
        for change in comparison.changes
    ]
    return "\n".join([_aligned(rows), "", *(changed or ["沒有任何題目改變。"])])


def _cells(values: Values) -> list[str]:
    return [
        f"{value:.1f}" if metric.name.startswith("latency") and value is not None else _number(value)
        for metric in METRICS
        for value in (values[metric.name],)
    ]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
