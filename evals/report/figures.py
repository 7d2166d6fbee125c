"""The figures of a chapter: a caption, a note, a chart, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics import latency as latency_metric
from evals.metrics.table import METRICS
from evals.report import charts
from evals.report.chapter import Chapter, Estimate
from evals.report.words import CATEGORIES, CHANNELS, PARTS, TEXT, VARIANTS, Words, both, name, text
from evals.report.words import METRICS as METRIC_WORDS
from evals.score import Scores, Values
from evals.table import SHOWN, SHOWN_OVERALL

Cells = Sequence[Words]


def table(caption: Words, headings: Cells, rows: Sequence[Cells]) -> str:
    """Return a table that scrolls by itself; the first cell of a row is its heading."""
    head = "".join(f'<th scope="col">{both(cell)}</th>' for cell in headings)
    body = "".join(
        f'<tr><th scope="row">{both(first)}</th>{"".join(f"<td>{both(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption[0]} / {caption[1]}"><table>'
        f"<caption>{both(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figure(key: str, at: str, chart: str, headings: Cells = (), rows: Sequence[Cells] = ()) -> str:
    """Return a figure, nothing where there is nothing to show.

    Args:
        key: of its caption in ``TEXT``; with ``_note`` of its note.
        at: the id of its caption, by which the chart is named.
        chart: the SVG; empty where there is nothing to show.
        headings: of the table.
        rows: of the table; empty for none.
    """
    if not chart:
        return ""
    shown = f'<p class="note">{both(text(f"{key}_note"))}</p>{chart}'
    data = (
        f"<details><summary>{both(text('data'))}</summary>{table(TEXT[key], headings, rows)}</details>" if rows else ""
    )
    return f'<figure><figcaption id="{at}">{both(TEXT[key])}</figcaption>{shown}{data}</figure>'


def number(value: float | None, *, metric: str = "") -> str:
    """Return a value as it is printed: milliseconds for latency, else three decimals; a dash for none."""
    if value is None:
        return "–"
    return f"{value:.0f} ms" if metric.startswith("latency") else f"{value:.3f}"


def categories(chapter: Chapter, at: str) -> str:
    """Return the bars by category: ``full``, and ``refusal`` for questions without an answer."""
    made = (*chapter.main.by_category("full"), *chapter.main.by_category("refusal"))
    rows = [
        (name(CATEGORIES, item.name), item.value, item.low, item.high, f"{item.value:.2f} n={item.count}")
        for item in made
    ]
    headings = (TEXT["category"], TEXT["count"], METRIC_WORDS["full"], TEXT["interval"])
    return figure(
        "categories", at, charts.bars(rows, at) if rows else "", headings, [_estimated(item) for item in made]
    )


def _estimated(item: Estimate) -> Cells:
    return (
        name(CATEGORIES, item.name),
        _same(str(item.count)),
        _same(number(item.value)),
        _same(f"{item.low:.3f}–{item.high:.3f}"),
    )


def trade_off(chapter: Chapter, at: str) -> str:
    """Return the refusal curve."""
    found = chapter.trade_off
    if found is None:
        return figure("trade_off", at, "")
    chart = charts.curve(found.points, found.actual, (TEXT["trade_off_x"], TEXT["trade_off_y"]), at)
    rows = [tuple(_same(f"{share:.3f}") for share in point) for point in found.points]
    return figure("trade_off", at, chart, (TEXT["trade_off_x"], TEXT["trade_off_y"]), rows)


def retrieval(chapter: Chapter, at: str) -> str:
    """Return what each retrieval channel finds."""
    found = {channel: values for channel, values in chapter.channels.items() if values}
    if not found:
        return figure("retrieval", at, "")
    shown = ("hit@1", "hit@5", "mrr@10", "ndcg@10")
    bars = [(name(CHANNELS, channel), [values[metric] for metric in shown]) for channel, values in found.items()]
    chart = charts.grouped(bars, [METRIC_WORDS[metric] for metric in shown], at)
    metrics = list(next(iter(found.values())))
    rows = [
        (name(CHANNELS, channel), *(_same(number(values[m])) for m in metrics)) for channel, values in found.items()
    ]
    return figure("retrieval", at, chart, (TEXT["channel"], *(METRIC_WORDS[m] for m in metrics)), rows)


def latency(chapter: Chapter, at: str) -> str:
    """Return how long answers took."""
    values = [row.latency_ms for row in chapter.main.run.rows]
    marks = [(told, latency_metric.percentile(values, share) or 0.0) for told, share in _PERCENTILES]
    chart = charts.histogram(values, [mark for mark in marks if mark[0] in ("p50", "p95")], at)
    return figure("latency", at, chart, (_same("ms"), *(_same(told) for told, _ in marks)), [
        (TEXT["latency"], *(_same(f"{value:.1f}") for _, value in marks))
    ])  # fmt: skip


_PERCENTILES = (("p5", 0.05), ("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))


def ablations(chapter: Chapter, at: str) -> str:
    """Return what the headline and declining lose without each part."""
    shown = ("full", "refusal")
    rows = []
    for part, comparison in chapter.worth:
        found = {item.metric: item for item in comparison.differences}
        values = [found[metric] for metric in shown if metric in found]
        rows.append((name(PARTS, part), [(item.after - item.before, item.low, item.high) for item in values]))
    chart = charts.differences(rows, [METRIC_WORDS[metric] for metric in shown], at) if rows else ""
    return figure("ablations", at, chart, [TEXT[key] for key in WORTH], worth(chapter))


WORTH = ("part", "d_full", "interval", "d_refusal", "interval", "d_false_refusal", "interval")
"""Headings of ``worth``."""


def worth(chapter: Chapter) -> list[Cells]:
    """Return one row per part left out: how the headline and both kinds of declining change, each with its interval."""
    rows: list[Cells] = []
    for part, comparison in chapter.worth:
        found = {item.metric: item for item in comparison.differences}
        cells: list[Words] = [name(PARTS, part)]
        for item in (found.get(metric) for metric in ("full", "refusal", "false_refusal")):
            told = (
                ("–", "–")
                if item is None
                else (f"{item.after - item.before:+.3f}", f"{item.low:+.3f} – {item.high:+.3f}")
            )
            cells += map(_same, told)
        rows.append(cells)
    return rows


def history(chapter: Chapter, at: str) -> str:
    """Return the headline figures of every release and every stored run, oldest first."""
    shown = ("full", "refusal", "false_refusal")
    told = sorted((*chapter.past, *(item.told for item in chapter.history)), key=lambda item: item.date)
    series = [(METRIC_WORDS[metric], [getattr(item, metric) for item in told]) for metric in shown]
    rows = [
        tuple(map(_same, (item.date, item.version or "–", item.index_id, *(number(getattr(item, m)) for m in shown))))
        for item in told
    ]
    headings = (TEXT["started"], TEXT["versions"], TEXT["index_id"], *(METRIC_WORDS[metric] for metric in shown))
    return figure("history", at, charts.lines([item.date for item in told], series, at), headings, rows)


def variants(chapter: Chapter, at: str) -> str:
    """Return how often an answer stays the same when it is asked for otherwise."""
    found = chapter.variants
    rows = [
        (name(VARIANTS, kind), share, share, share, f"{share:.2f} n={count}") for kind, (share, count) in found.items()
    ]
    cells = [(name(VARIANTS, kind), _same(str(count)), _same(number(share))) for kind, (share, count) in found.items()]
    chart = charts.bars(rows, at) if rows else ""
    return figure("variants", at, chart, (TEXT["variant"], TEXT["count"], TEXT["same"]), cells)


def peers(chapter: Chapter, at: str) -> str:
    """Return ours and the peers by the headline, with all shown figures as a table."""
    if not chapter.peers:
        return figure("peers", at, "")
    systems = (chapter.main, *chapter.peers)
    bars = []
    for item in systems:
        full = item.macro("full")
        if full is not None:
            bars.append((_same(item.header.who), full.value, full.low, full.high, f"{full.value:.3f}"))
    rows = [(_same(item.header.who), *beside(item.scores)) for item in systems]
    headings = (TEXT["system"], *(METRIC_WORDS[metric] for metric in (*SHOWN, *SHOWN_OVERALL)))
    return figure("peers", at, charts.bars(bars, at), headings, rows)


def beside(scores: Scores) -> Cells:
    """Return the figures of a system that is shown beside others."""
    return (
        *(_same(number(scores.macro[metric])) for metric in SHOWN),
        *(_same(number(scores.overall[metric], metric=metric)) for metric in SHOWN_OVERALL),
    )


def every_metric(scores: Scores) -> tuple[Cells, list[Cells]]:
    """Return headings and rows: one row per metric, one column per category, then both averages."""
    headings = (
        TEXT["all_metrics"],
        *(name(CATEGORIES, category) for category in scores.categories),
        TEXT["macro"],
        TEXT["overall"],
    )
    columns: list[Values] = [*scores.categories.values(), scores.macro, scores.overall]
    rows: list[Cells] = [
        (
            name(METRIC_WORDS, metric.name),
            *(_same(number(values[metric.name], metric=metric.name)) for values in columns),
        )
        for metric in METRICS
    ]
    return headings, rows


def _same(told: str) -> Words:
    return told, told
