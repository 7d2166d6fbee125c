"""Scores and comparisons as plain-text tables."""

from __future__ import annotations

import unicodedata
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
    "edition_confusion": "wrong_ed",
    "completeness": "complete",
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


SHOWN = ("full", "correct", "completeness", "citation_hit", "figure_support", "refusal", "false_refusal")
SHOWN_OVERALL = ("hit@5", "mrr@10", "latency_p50")
"""What is shown of a system beside others: macro averages, then figures over all questions."""


def side_by_side(systems: Sequence[tuple[str, Scores]]) -> str:
    """Return one line per system.

    Args:
        systems: name and scores of each, of the same questions.
    """
    headings = ["system", *(_HEADINGS.get(name, name) for name in (*SHOWN, *SHOWN_OVERALL))]
    rows = [
        [
            name,
            *(_number(scores.macro[metric]) for metric in SHOWN),
            *(_shown(metric, scores.overall[metric]) for metric in SHOWN_OVERALL),
        ]
        for name, scores in systems
    ]
    return _aligned([headings, *rows])


def ablation_table(rows: Sequence[tuple[str, Comparison]]) -> str:
    """Return one line per part left out: the headline without it, and the difference with its interval.

    Args:
        rows: what the part does, and the whole assistant (before) against the one without it (after).
    """
    lines = [["without", "full", "difference", "95% interval", "refusal", "false_ref"]]
    for description, comparison in rows:
        by_name = {item.metric: item for item in comparison.differences}
        full = by_name["full"]
        others = (by_name.get(name) for name in ("refusal", "false_refusal"))
        lines.append(
            [
                description,
                f"{full.after:.3f}",
                f"{full.after - full.before:+.3f}",
                f"[{full.low:+.3f}, {full.high:+.3f}]",
                *("-" if item is None else f"{item.after - item.before:+.3f}" for item in others),
            ]
        )
    return _aligned(lines)


def _cells(values: Values) -> list[str]:
    return [_shown(metric.name, values[metric.name]) for metric in METRICS]


def _shown(metric: str, value: float | None) -> str:
    return f"{value:.1f}" if metric.startswith("latency") and value is not None else _number(value)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            " " * (width - _width(cell)) + cell if column else cell + " " * (width - _width(cell))
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _width(cell: str) -> int:
    """Return the columns a cell takes on a terminal: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cell)
