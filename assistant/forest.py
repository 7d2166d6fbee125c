"""Boosted regression trees, read from a file and evaluated with numpy.

Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001). The trees are grown by
``python -m evals.learn``; a row goes left where its feature is at most the node's threshold, and a forest's value is the sum
of the leaves that the row reaches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees side by side, shape [nodes] each; a leaf points to itself.

    ``names`` are the features in the order of the columns; ``roots`` the first node of every tree; ``depth`` the longest way down;
    ``threshold_of_yes`` the probability from which a forest that answers yes or no says yes.
    """

    names: tuple[str, ...]
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: FloatArray
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: FloatArray
    depth: int
    threshold_of_yes: float = 0.0

    def probabilities(self, table: Mapping[str, FloatArray]) -> NDArray[np.float64]:
        """Return the logistic of each row's value, shape [rows]."""
        likely: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(self.scores(table).astype(np.float64), -60, 60)))
        return likely

    def scores(self, table: Mapping[str, FloatArray]) -> FloatArray:
        """Return each row's value, shape [rows].

        Args:
            table: feature name → column, shape [rows]; it has every name in ``names``.
        """
        rows = np.stack([table[name] for name in self.names], axis=1)
        number = np.arange(len(rows))[:, None]
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            goes_left = rows[number, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        total: FloatArray = self.value[node].sum(axis=1, dtype=np.float32)
        return total


def read_forest(path: Path) -> Forest:
    """Read a forest.

    Args:
        path: JSON with ``features`` and ``trees``; a tree is a list of nodes ``[feature, threshold, left, right]`` (indices
            into the list) and leaves ``[value]``, its root first.

    Raises:
        SettingsError: the file is missing or is no such JSON.
    """
    try:
        return parse_forest(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SettingsError(f"{path.name} 無法使用：{error}", hint="請重新產生：python -m evals.learn") from error


def parse_forest(text: bytes) -> Forest:
    """Read a forest from the text of such a file.

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is not one.
    """
    data = json.loads(text)
    return _forest(tuple(data["features"]), data["trees"], float(data.get("threshold", 0.0)))


def _forest(names: tuple[str, ...], trees: Sequence[Sequence[Sequence[Any]]], yes: float) -> Forest:
    roots: list[int] = []
    nodes: list[tuple[Any, ...]] = []
    depth = 0
    for tree in trees:
        start = len(nodes)
        roots.append(start)
        depth = max(depth, _depth(tree, 0))
        for at, node in enumerate(tree, start):
            own = [0, 0.0, at - start, at - start, node[0]] if len(node) == 1 else [*node, 0.0]
            nodes.append((own[0], own[1], own[2] + start, own[3] + start, own[4]))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return Forest(
        names,
        np.array(roots, dtype=np.int32),
        np.array(feature, dtype=np.int32),
        np.array(threshold, dtype=np.float32),
        np.array(left, dtype=np.int32),
        np.array(right, dtype=np.int32),
        np.array(value, dtype=np.float32),
        depth,
        yes,
    )


def _depth(tree: Sequence[Sequence[Any]], at: int) -> int:
    node = tree[at]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, node[2]), _depth(tree, node[3]))
