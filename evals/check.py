"""Scores against ``expected.toml``: which metric is outside its bound."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import EvaluationError
from evals.metrics.table import METRICS
from evals.score import Scores

EXPECTED = Path(__file__).parent / "expected.toml"
_AVERAGES = ("macro", "overall")
_BOUNDS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Bound:
    """One demand: ``average`` (macro or overall) of ``metric`` in ``question_set`` is at least or at most ``value``."""

    question_set: str
    average: str
    metric: str
    kind: str
    value: float


def load_bounds(path: Path = EXPECTED) -> tuple[Bound, ...]:
    """Read the demands.

    Raises:
        EvaluationError: the file cannot be read, or names an unknown average, metric or kind of bound.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"讀不到評測門檻：{path}（{error}）", hint="請修正該檔。") from error
    known = {metric.name for metric in METRICS}
    bounds = []
    for question_set, averages in table.items():
        for average, metrics in averages.items():
            for metric, limits in metrics.items():
                for kind, value in limits.items():
                    if average not in _AVERAGES or metric not in known or kind not in _BOUNDS:
                        raise EvaluationError(
                            f"{path} 的 [{question_set}.{average}] {metric} {kind} 不是可用的門檻",
                            hint=f"平均：{'、'.join(_AVERAGES)}；門檻：{'、'.join(_BOUNDS)}；指標：{'、'.join(sorted(known))}。",
                        )
                    bounds.append(Bound(question_set, average, metric, kind, float(value)))
    return tuple(bounds)


def broken(bounds: tuple[Bound, ...], question_set: str, scores: Scores) -> tuple[str, ...]:
    """Return one line for every demand on ``question_set`` that the scores do not meet; a missing value meets none."""
    lines = []
    for bound in bounds:
        if bound.question_set != question_set:
            continue
        value = getattr(scores, bound.average)[bound.metric]
        met = value is not None and (value >= bound.value if bound.kind == "at_least" else value <= bound.value)
        if not met:
            shown = "無值" if value is None else f"{value:.4f}"
            words = "低於" if bound.kind == "at_least" else "高於"
            lines.append(f"{question_set} {bound.average} {bound.metric} = {shown}，{words}門檻 {bound.value:g}")
    return tuple(lines)
