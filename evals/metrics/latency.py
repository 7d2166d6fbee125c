"""Latency: how long an answer took, in milliseconds. Lower is better.

Formula:
    wall time of one ``ask``; summed up by the nearest-rank percentile: the smallest value that at least p % of the
    values do not exceed.

Source:
    nearest-rank percentile, as in NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2.

Example:
    values 10, 20, 30, 40: p50 = 20, p95 = 40.

Empty:
    None for an empty set of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from evals.record import Row


def measure(row: Row) -> float | None:
    """Return the milliseconds this question took."""
    return row.latency_ms


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile; ``share`` is between 0 and 1. None for no values."""
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else None
