"""Scores against ``expected.toml``: which metric is outside its bound."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError
from evals.metrics.table import METRICS
from evals.score import Scores

EXPECTED = Path(__file__).parent / "expected.toml"
_AVERAGES = ("macro", "overall")
_KINDS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Bound:
    """One demand: ``average`` (macro or overall) of ``metric`` is at least or at most ``value``."""

    average: str
    metric: str
    kind: str
    value: float

    def fault(self, scores: Scores) -> str:
        """Return what is wrong in words, empty when the demand is met; a missing value meets none."""
        value = getattr(scores, self.average)[self.metric]
        if value is not None and (value >= self.value if self.kind == "at_least" else value <= self.value):
            return ""
        words = "低於" if self.kind == "at_least" else "高於"
        shown = "沒有數值" if value is None else f"{value:.4f}，{words}門檻 {self.value:g}"
        return f"{self.average} {self.metric}：{shown}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The demands on one question set; ``corpus`` is None where it asks about the shipped documents."""

    name: str
    questions: Path
    corpus: Path | None
    bounds: tuple[Bound, ...]

    def faults(self, scores: Scores) -> tuple[str, ...]:
        """Return one line for every demand that the scores do not meet."""
        return tuple(f"{self.name} {fault}" for bound in self.bounds if (fault := bound.fault(scores)))


def load_expectations(path: Path = EXPECTED) -> tuple[Expectation, ...]:
    """Read the demands, in the order of the file. Paths in it are relative to it.

    Raises:
        EvaluationError: the file cannot be read, or names an unknown key, average, metric or kind of bound.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"讀不到評測門檻：{path}（{error}）", hint="請修正該檔。") from error
    return tuple(
        Expectation(
            name=name,
            questions=path.parent / "questions" / f"{name}.jsonl",
            corpus=path.parent / demands["corpus"] if "corpus" in demands else None,
            bounds=tuple(_bounds(f"{path} 的 [{name}]", demands)),
        )
        for name, demands in table.items()
    )


def _bounds(where: str, demands: Mapping[str, Any]) -> Iterator[Bound]:
    metrics = [metric.name for metric in METRICS]
    for average, wanted in demands.items():
        if average == "corpus":
            continue
        _known(where, average, _AVERAGES)
        for metric, limits in wanted.items():
            _known(f"{where} {average}", metric, metrics)
            for kind, value in limits.items():
                _known(f"{where} {average} {metric}", kind, _KINDS)
                yield Bound(average, metric, kind, float(value))


def _known(where: str, word: str, words: list[str] | tuple[str, ...]) -> None:
    if word not in words:
        raise EvaluationError(f"{where} 的「{word}」不是可用的門檻", hint=f"可用的有：{'、'.join(words)}。")
