"""Scores against ``expected.toml``: which metric is outside its bound.

A bound is ``{ at_least = x }``, ``{ at_most = x }``, or ``{ score = x, tolerance = t }``: the score measured last, from which
a run may fall short by ``t`` (exceed it, for a metric of which less is better); doing better never fails.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from corpus.errors import EvaluationError
from evals.metrics.table import METRICS
from evals.score import Scores

EXPECTED = Path(__file__).parent / "expected.toml"
_AVERAGES = ("macro", "overall")
_FACTS = ("corpus", "about", "measured_only")
_BOUND_KEYS = ({"at_least"}, {"at_most"}, {"score", "tolerance"})


@dataclass(frozen=True, slots=True)
class Bound:
    """One demand on ``average`` (macro or overall) of ``metric``: at least ``low`` and at most ``high``.

    ``expected`` is the registered score that the bound was made of, None for a plain floor or ceiling.
    """

    average: str
    metric: str
    low: float | None = None
    high: float | None = None
    expected: float | None = None

    def fault(self, scores: Scores) -> str:
        """Return what is wrong in words, empty when the demand is met; a missing value meets none."""
        value = getattr(scores, self.average)[self.metric]
        name = f"{self.average} {self.metric}"
        if value is None:
            return f"{name}：沒有數值"
        if self.low is not None and value < self.low:
            return f"{name}：{value:.4f}，低於門檻 {self.low:g}"
        if self.high is not None and value > self.high:
            return f"{name}：{value:.4f}，高於門檻 {self.high:g}"
        return ""

    def gain(self, scores: Scores) -> str:
        """Return a line for a registered score that is now beaten by more than its tolerance, else empty."""
        value = getattr(scores, self.average)[self.metric]
        if value is None or self.expected is None:
            return ""
        tolerance = abs(self.expected - next(b for b in (self.low, self.high) if b is not None))
        better = value - self.expected if self.low is not None else self.expected - value
        return f"{self.average} {self.metric}：{value:.4f}，優於登錄的 {self.expected:g}" if better > tolerance else ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The demands on one question set; ``corpus`` is None where it asks about the shipped documents.

    ``variants`` says that stability is demanded, for which every question is asked reworded too. ``about`` says what its
    questions are of and for, in Chinese and in English; ``measured_only``, that nothing was learned from them and that
    nobody developing looks at single ones. A set without bounds is known and reported, but not checked.
    """

    name: str
    questions: Path
    corpus: Path | None
    bounds: tuple[Bound, ...]
    variants: bool = False
    about: tuple[str, str] = ("", "")
    measured_only: bool = False

    def faults(self, scores: Scores) -> tuple[str, ...]:
        """Return one line for every demand that the scores do not meet."""
        return tuple(f"{self.name} {fault}" for bound in self.bounds if (fault := bound.fault(scores)))

    def gains(self, scores: Scores) -> tuple[str, ...]:
        """Return one line for every registered score that is beaten, so that it can be raised."""
        return tuple(f"{self.name} {gain}" for bound in self.bounds if (gain := bound.gain(scores)))


def load_expectations(path: Path = EXPECTED) -> tuple[Expectation, ...]:
    """Read the demands, in the order of the file. Paths in it are relative to it.

    Raises:
        EvaluationError: the file cannot be read, or names an unknown key, average, metric or kind of bound.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"讀不到評測門檻：{path}（{error}）", hint="請修正該檔。") from error
    return tuple(_expectation(path, name, demands) for name, demands in table.items())


def _expectation(path: Path, name: str, demands: Mapping[str, Any]) -> Expectation:
    bounds = tuple(_bounds(f"{path} 的 [{name}]", demands))
    about = demands.get("about", ("", ""))
    return Expectation(
        name=name,
        questions=path.parent / "questions" / f"{name}.jsonl",
        corpus=path.parent / demands["corpus"] if "corpus" in demands else None,
        bounds=bounds,
        variants=any(bound.metric == "stability" for bound in bounds),
        about=(about[0], about[1]),
        measured_only=demands.get("measured_only", False),
    )


def _bounds(where: str, demands: Mapping[str, Any]) -> Iterator[Bound]:
    metrics = {metric.name: metric for metric in METRICS}
    for average, wanted in demands.items():
        if average in _FACTS:
            continue
        _known(where, average, _AVERAGES)
        for name, limits in wanted.items():
            _known(f"{where} {average}", name, tuple(metrics))
            if set(limits) not in _BOUND_KEYS:
                _refuse(f"{where} {average} {name}", "、".join(limits), ("at_least", "at_most", "score 與 tolerance"))
            if "score" not in limits:
                yield Bound(average, name, limits.get("at_least"), limits.get("at_most"))
            elif metrics[name].lower_is_better:
                score = limits["score"]
                yield Bound(average, name, high=round(score + limits["tolerance"], 6), expected=score)
            else:
                score = limits["score"]
                yield Bound(average, name, low=round(score - limits["tolerance"], 6), expected=score)


def _known(where: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        _refuse(where, word, words)


def _refuse(where: str, word: str, words: tuple[str, ...]) -> NoReturn:
    raise EvaluationError(f"{where} 的「{word}」不是可用的門檻", hint=f"可用的有：{'、'.join(words)}。")
