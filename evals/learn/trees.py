"""Grow boosted trees with LightGBM (Ke et al., NeurIPS 2017) and write them as ``assistant.forest`` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALWAYS: Mapping[str, Any] = {
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 127,
    "verbose": -1,
    "seed": 2,
    "deterministic": True,
    "num_threads": 1,
}
"""The same files for the same data, whatever machine."""


def grow(
    names: Sequence[str],
    rows: NDArray[np.float32],
    labels: NDArray[np.int64],
    trees: int,
    growing: Mapping[str, Any],
    *,
    group: Sequence[int] | None = None,
    weight: NDArray[np.float64] | None = None,
    made: Mapping[str, Any] | None = None,
) -> str:
    """Grow a forest and return its file's text.

    Args:
        names: the features, in the order of the columns.
        rows: shape [rows, features].
        labels: shape [rows].
        trees: how many.
        growing: LightGBM's parameters.
        group: how many rows belong to each question, for an objective that orders.
        weight: what each row counts, shape [rows].
        made: what else the file says of how it was made.
    """
    import lightgbm

    data = lightgbm.Dataset(rows, labels, group=group, weight=weight)
    model = lightgbm.train({**ALWAYS, **growing}, data, trees).dump_model()
    grown = [_nodes(tree["tree_structure"]) for tree in model["tree_info"]]
    head = {"date": datetime.now(UTC).date().isoformat(), **(made or {}), "features": list(names)}
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in grown)
    return f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "trees": [\n{lines}\n]}}\n'


def _nodes(tree: Mapping[str, Any]) -> list[list[float]]:
    """A tree of dictionaries as a list of nodes ``[feature, threshold, left, right]`` and leaves ``[value]``."""
    nodes: list[list[float]] = []

    def add(node: Mapping[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "split_feature" not in node:
            nodes[at] = [round(node["leaf_value"], 5)]
        else:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[at] = [node["split_feature"], _single(node["threshold"]), left, right]
        return at

    add(tree)
    return nodes


def _single(value: float) -> float:
    """The largest single-precision number up to a threshold: rows are compared in single precision, LightGBM's are not."""
    single = np.float32(value)
    return float(single if single <= value else np.nextafter(single, np.float32(-np.inf)))
