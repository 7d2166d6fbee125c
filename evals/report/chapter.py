"""Stored runs sorted into chapters, one per question set, and the figures a chapter shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from corpus.types import Hit, Passage, Span
from evals.bootstrap import interval
from evals.compare import Comparison, compare
from evals.metrics import hit_at, mrr, ndcg, recall, stability
from evals.record import OURS, Header, Row, Run
from evals.report.past import Past
from evals.score import Scores, score
from evals.variants import NAMES

RETRIEVAL = {
    "hit@1": partial(hit_at.measure, k=1),
    "hit@5": partial(hit_at.measure, k=5),
    "mrr@10": partial(mrr.measure, k=10),
    "ndcg@10": partial(ndcg.measure, k=10),
    "recall@10": partial(recall.measure, k=10),
}
"""What is shown of each retrieval channel."""


@dataclass(frozen=True)
class Estimate:
    """A mean of ``count`` values with its bootstrap interval."""

    name: str
    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Scored:
    """A run with its scores."""

    run: Run
    scores: Scores

    @property
    def header(self) -> Header:
        """What was measured, where and when."""
        return self.run.header

    @property
    def told(self) -> Past:
        """The headline figures, as history shows them."""
        full, overall, header = self.macro("full"), self.scores.overall, self.header
        shares = (full.value if full else None, overall["refusal"], overall["false_refusal"])
        return Past(
            header.question_set,
            header.started[:10],
            header.versions.get("policy-assistant", ""),
            header.index_id,
            *(None if share is None else round(share, 4) for share in shares),
        )

    def by_category(self, metric: str) -> tuple[Estimate, ...]:
        """Return the mean of a metric in each category that has it."""
        made = ((name, self._values(metric, name)) for name in self.scores.categories)
        return tuple(_estimate(name, [values]) for name, values in made if values)

    def macro(self, metric: str) -> Estimate | None:
        """Return the mean over categories, None where no category has the metric."""
        groups = [values for name in self.scores.categories if (values := self._values(metric, name))]
        return _estimate(metric, groups) if groups else None

    def _values(self, metric: str, category: str) -> list[float]:
        return [
            value
            for question in self.scores.questions
            if question.category == category and (value := question.values[metric]) is not None
        ]


@dataclass(frozen=True)
class TradeOff:
    """How refusals of answerable questions (x) buy refusals of unanswerable ones (y), and where the system stands."""

    points: tuple[tuple[float, float], ...]
    actual: tuple[float, float]


@dataclass(frozen=True)
class Chapter:
    """All runs of one question set: the latest of ours, earlier ones, ours without a part, and peers.

    ``past`` are the figures of earlier releases whose runs are not among these.
    """

    name: str
    main: Scored
    history: tuple[Scored, ...]
    ablations: tuple[Scored, ...]
    peers: tuple[Scored, ...]
    past: tuple[Past, ...] = ()

    @cached_property
    def channels(self) -> dict[str, dict[str, float]]:
        """Retrieval figures by channel; all channels together stand last, under the empty name."""
        names = list(dict.fromkeys(channel.name for row in self.main.run.rows for channel in row.channels))
        found = {name: [_searched_by(row, name) for row in self.main.run.rows] for name in names}
        return {name: _retrieval(rows) for name, rows in {**found, "": list(self.main.run.rows)}.items()}

    @cached_property
    def trade_off(self) -> TradeOff | None:
        """The refusal curve; None without doubts, or without questions of either kind."""
        return trade_off(self.main.run.rows)

    @cached_property
    def variants(self) -> dict[str, tuple[float, int]]:
        """Share of same answers and number of questions, by kind of variant that was asked."""
        same: dict[str, list[bool]] = {}
        for row in self.main.run.rows:
            for variant in row.variants:
                same.setdefault(variant.name, []).append(stability.is_same(row, variant))
        return {name: (sum(same[name]) / len(same[name]), len(same[name])) for name in NAMES if name in same}

    @cached_property
    def worth(self) -> tuple[tuple[str, Comparison], ...]:
        """For each part that was left out: its key, and the whole assistant (before) against the rest (after)."""
        return tuple(("+".join(item.header.without), compare(self.main.scores, item.scores)) for item in self.ablations)


def gather(runs: Iterable[Run], past: Iterable[Past] = ()) -> tuple[Chapter, ...]:
    """Sort runs into chapters, in the order in which their question sets first appear.

    A chapter is about the latest run of ours (of the first system, where ours was not run); its earlier runs are history.
    Of each peer and each part left out, the latest run counts.

    Args:
        runs: of any question sets and systems.
        past: figures of earlier releases, oldest first; those of the same day and index as one of the runs are left out.
    """
    told = tuple(past)
    sets: dict[str, list[Run]] = {}
    for run in runs:
        sets.setdefault(run.header.question_set, []).append(run)
    return tuple(_chapter(name, sorted(own, key=lambda run: run.header.started), told) for name, own in sets.items())


def trade_off(rows: Sequence[Row]) -> TradeOff | None:
    """Return the refusal curve: what declining from each possible doubt upwards would decline.

    A question on which another rule decided is declined (or answered) whatever the threshold.

    Args:
        rows: answered questions of both kinds.

    Returns:
        Points from declining nothing more to declining everything, both coordinates shares from 0 to 1; None where no
        question has a doubt, or one kind is missing.
    """
    asked = [(row.question.answerable, _declines_from(row), _declined(row)) for row in rows if row.answer is not None]
    sides = [[(doubt, declined) for right, doubt, declined in asked if right is side] for side in (True, False)]
    if not all(sides) or not any(row.doubt is not None for row in rows):
        return None
    thresholds = sorted({doubt for side in sides for doubt, _ in side}, reverse=True)
    points = [tuple(sum(doubt >= at for doubt, _ in side) / len(side) for side in sides) for at in (2.0, *thresholds)]
    actual = tuple(sum(declined for _, declined in side) / len(side) for side in sides)
    return TradeOff(tuple((x, y) for x, y in points), (actual[0], actual[1]))


def _declines_from(row: Row) -> float:
    return row.doubt if row.doubt is not None else float(_declined(row))


def _declined(row: Row) -> bool:
    return row.answer is not None and row.answer.refused


def _chapter(name: str, runs: Sequence[Run], past: Sequence[Past]) -> Chapter:
    whole = [run for run in runs if not run.header.without]
    system = OURS if any(run.header.system == OURS for run in whole) else (whole or runs)[0].header.system
    history = [run for run in whole if run.header.system == system] or list(runs[-1:])
    others = {run.header.who: run for run in runs if run not in history}
    scored = {run.header.who: Scored(run, score(run)) for run in others.values()}
    told = tuple(Scored(run, score(run)) for run in history)
    here = {(run.header.started[:10], run.header.index_id) for run in history}
    return Chapter(
        name=name,
        main=told[-1],
        history=told,
        ablations=tuple(item for item in scored.values() if item.header.without and item.header.system == system),
        peers=tuple(item for item in scored.values() if item.header.system != system),
        past=tuple(item for item in past if item.question_set == name and (item.date, item.index_id) not in here),
    )


def _estimate(name: str, groups: Sequence[Sequence[float]]) -> Estimate:
    low, high = interval(groups)
    mean = sum(sum(group) / len(group) for group in groups) / len(groups)
    return Estimate(name, mean, low, high, sum(map(len, groups)))


def _searched_by(row: Row, channel: str) -> Row:
    found = next((item.found for item in row.channels if item.name == channel), ())
    hits = (
        Hit(Passage(passage_id, "", "", (), Span(0, 0), ""), 0.0, rank)
        for rank, passage_id in enumerate(found, start=1)
    )
    return replace(row, searched=tuple(hits))


def _retrieval(rows: Sequence[Row]) -> dict[str, float]:
    made = {name: [value for row in rows if (value := of(row)) is not None] for name, of in RETRIEVAL.items()}
    return {name: sum(values) / len(values) for name, values in made.items() if values}
