"""The few numbers people quote, with all that is needed to get them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Value
from evals.check import load_expectations
from evals.record import OURS
from evals.report.chapter import Chapter
from evals.report.words import METRICS, Words, text


@dataclass(frozen=True, slots=True)
class Card:
    """One number as it is shown: label, value, what it is a number of; ``first`` for the one that stands out."""

    label: Words
    value: str
    note: Words
    first: bool = False


@dataclass(frozen=True, slots=True)
class Headline(Value):
    """The headline of one question set.

    Shares run from 0 to 1. ``full`` is the mean over categories with its bootstrap interval from ``full_low`` to
    ``full_high``; ``refusal``, ``false_refusal``, ``figure_support`` and ``stability`` are over all questions, None where
    nothing was measured; ``latency_p50_ms`` is the median. ``reproduce`` holds the command lines; ``about`` says what the
    questions are of and for, in Chinese and in English.
    """

    question_set: str
    questions: int
    categories: int
    full: float | None
    full_low: float | None
    full_high: float | None
    refusal: float | None
    false_refusal: float | None
    figure_support: float | None
    stability: float | None
    latency_p50_ms: float | None
    date: str
    index_id: str
    settings_id: str
    version: str
    machine: str
    questions_sha256: str
    documents: tuple[str, ...]
    reproduce: tuple[str, ...]
    about: Words = ("", "")

    def cards(self) -> tuple[Card, ...]:
        """Return the numbers as they are shown; those that were not measured are left out."""
        made = []
        if self.full is not None and self.full_low is not None and self.full_high is not None:
            note = text("macro_note", count=self.categories, low=f"{self.full_low:.1%}", high=f"{self.full_high:.1%}")
            made.append(Card(METRICS["full"], f"{self.full:.1%}", note, first=True))
        for metric in ("refusal", "false_refusal", "figure_support", "stability"):
            value: float | None = getattr(self, metric)
            if value is not None:
                made.append(Card(METRICS[metric], f"{value:.1%}", text("overall_note")))
        if self.latency_p50_ms is not None:
            made.append(Card(METRICS["latency_p50"], f"{self.latency_p50_ms:.0f} ms", text("overall_note")))
        return tuple(made)


def headline(chapter: Chapter) -> Headline:
    """Return the headline of a chapter."""
    header, overall = chapter.main.header, chapter.main.scores.overall
    full = chapter.main.macro("full")
    return Headline(
        question_set=chapter.name,
        questions=len(chapter.main.run.rows),
        categories=len(chapter.main.by_category("full")),
        full=_rounded(full.value if full else None),
        full_low=_rounded(full.low if full else None),
        full_high=_rounded(full.high if full else None),
        refusal=_rounded(overall["refusal"]),
        false_refusal=_rounded(overall["false_refusal"]),
        figure_support=_rounded(overall["figure_support"]),
        stability=_rounded(overall["stability"]),
        latency_p50_ms=_rounded(overall["latency_p50"]),
        date=header.started[:10],
        index_id=header.index_id,
        settings_id=header.settings_id,
        version=header.versions.get("policy-assistant", ""),
        machine=f"{header.machine.get('processor', '?')} × {header.machine.get('cores', '?')}",
        questions_sha256=header.questions_sha256,
        documents=header.documents,
        reproduce=commands(chapter),
        about=next((item.about for item in load_expectations() if item.name == header.question_set), ("", "")),
    )


def commands(chapter: Chapter) -> tuple[str, ...]:
    """Return the command lines that make this chapter again."""
    header = chapter.main.header
    asked = f"--questions evals/questions/{header.question_set}.jsonl"
    known = {item.name: item.corpus for item in load_expectations()}
    if corpus := known.get(header.question_set):
        asked += f" --corpus evals/questions/{corpus.name}"
    lines = [f"# policy-assistant {header.versions.get('policy-assistant', '')}"]
    if chapter.peers or header.system != OURS:
        lines.append(f"policy-assistant eval peers {asked} --output runs")
    if chapter.ablations:
        lines.append(f"policy-assistant eval ablate {asked} --output runs")
    if header.system == OURS:
        variants = " --variants" if any(row.variants for row in chapter.main.run.rows) else ""
        lines.append(f"policy-assistant eval run {asked}{variants} --output runs/{header.question_set}.jsonl")
    return (*lines, "policy-assistant eval report runs/*.jsonl --output report.html")


def headline_markdown(headlines: Sequence[Headline]) -> str:
    """Return the headlines as Markdown, one table for all sets, and below it how to get them again."""
    metrics = ("full", "refusal", "false_refusal", "figure_support", "stability")
    lines = [
        f"| 題目集 | 題數 | {' | '.join(METRICS[metric][0] for metric in metrics)} | 作答時間中位數 | 日期 | 索引 |",
        f"|---|---|{'---|' * (len(metrics) + 3)}",
    ]
    for item in headlines:
        shares = ["–" if (value := getattr(item, metric)) is None else f"{value:.1%}" for metric in metrics]
        if item.full_low is not None and item.full_high is not None:
            shares[0] += f"（{item.full_low:.1%}–{item.full_high:.1%}）"
        took = "–" if item.latency_p50_ms is None else f"{item.latency_p50_ms:.0f} ms"
        lines.append(
            f"| {item.question_set} | {item.questions} | {' | '.join(shares)} | {took} | {item.date} | `{item.index_id}` |"
        )
    steps = dict.fromkeys(line for item in headlines for line in item.reproduce)
    return "\n".join([*lines, "", "```", *steps, "```", ""])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
