"""Intervals by resampling questions (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SAMPLES, SEED, CONFIDENCE = 2000, 20260101, 0.95


def interval(groups: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the percentile interval of the mean of the groups' means; the same for the same values, always.

    Args:
        groups: the values of each group, no group empty; questions are drawn within their group, with replacement. One
            group gives the interval of a plain mean.

    Returns:
        Low and high end. Where all values of every group are equal the interval has no width, however few they are.
    """
    random = np.random.default_rng(SEED)
    samples = np.zeros(SAMPLES)
    for group in groups:
        values = np.asarray(group, dtype=float)
        samples += values[random.integers(len(values), size=(SAMPLES, len(values)))].mean(axis=1) / len(groups)
    low, high = np.quantile(samples, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
