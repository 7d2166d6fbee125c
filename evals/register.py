"""Measured scores written into ``expected.toml`` as the ones to keep; comments, tolerances and floors stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import tomlkit

from corpus.errors import EvaluationError
from evals.check import EXPECTED
from evals.score import Scores

_DECIMALS = 4


def register(measured: Mapping[str, Scores], path: Path = EXPECTED) -> tuple[str, ...]:
    """Replace every registered score of the sets that were measured.

    Args:
        measured: scores by question set; a set or metric without a registered score is left alone.
        path: the file.

    Returns:
        One line for each score that is another one now: set, average, metric, before and after.

    Raises:
        EvaluationError: the file cannot be read or written.
    """
    try:
        table = tomlkit.parse(path.read_text("utf-8"))
        changed = tuple(
            line for name, scores in measured.items() for line in _replace(name, table.get(name, {}), scores)
        )
        path.write_text(tomlkit.dumps(table), "utf-8")
    except OSError as error:
        raise EvaluationError(
            f"無法登錄分數：{path}（{error.strerror}）", hint="請由可寫入的原始碼資料夾執行。"
        ) from error
    return changed


def _replace(name: str, demands: Mapping[str, object], scores: Scores) -> Iterator[str]:
    for average, values in (("macro", scores.macro), ("overall", scores.overall)):
        wanted = demands.get(average, {})
        for metric, bound in wanted.items() if isinstance(wanted, dict) else ():
            value = values[metric]
            if "score" not in bound or value is None:
                continue
            before, bound["score"] = bound["score"], round(value, _DECIMALS)
            if bound["score"] != before:
                yield f"{name} {average} {metric}：{before:g} → {bound['score']:g}"
