"""The report as Markdown, for a release page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.report.chapter import Chapter
from evals.report.figures import WORTH, Cells, beside, number, worth
from evals.report.headline import commands, headline, headline_markdown
from evals.report.past import Past
from evals.report.verdict import GOOD, verdict
from evals.report.words import CATEGORIES, CHANNELS, METRICS, TEXT, VARIANTS, VERDICTS, Words, name
from evals.table import SHOWN, SHOWN_OVERALL

_FACT = ("- {label}：**{value}**（{note}）", "- {label}: **{value}** ({note})")


def markdown(chapters: Sequence[Chapter], language: int = 0) -> str:
    """Return the report as Markdown.

    Args:
        chapters: at least one.
        language: 0 for Traditional Chinese, 1 for English.
    """
    lines = [f"# {TEXT['title'][language]}", "", TEXT["lead"][language], ""]
    for chapter in chapters:
        lines += _chapter(chapter, language)
    return "\n".join(lines).rstrip() + "\n"


def headlines(chapters: Sequence[Chapter]) -> str:
    """Return the headline figures of every chapter as Markdown."""
    return headline_markdown([headline(chapter) for chapter in chapters])


def _chapter(chapter: Chapter, language: int) -> Iterable[str]:
    header = chapter.main.header
    yield f"## {TEXT['set'][language].format(name=chapter.name)}"
    yield ""
    for card in headline(chapter).cards():
        yield _FACT[language].format(label=card.label[language], value=card.value, note=card.note[language])
    ids = ((TEXT[key][language], getattr(header, key)) for key in ("index_id", "settings_id"))
    yield f"- {header.started} · {' · '.join(f'{label} `{value}`' for label, value in ids)}"
    yield from _section(
        "categories", language, ("category", "count", "full", "interval"), _categories(chapter, language)
    )
    if chapter.peers:
        rows = [(_told(item.header.who), *beside(item.scores)) for item in (chapter.main, *chapter.peers)]
        yield from _section("peers", language, ("system", *SHOWN, *SHOWN_OVERALL), rows)
    channels = [(name(CHANNELS, key), *(_told(number(v)) for v in of.values())) for key, of in chapter.channels.items()]
    if any(chapter.channels.values()):
        metrics = next(iter(chapter.channels.values()))
        yield from _section("retrieval", language, ("channel", *metrics), channels)
    if chapter.variants:
        rows = [(name(VARIANTS, key), _told(str(n)), _told(number(s))) for key, (s, n) in chapter.variants.items()]
        yield from _section("variants", language, ("variant", "count", "same"), rows)
    if chapter.worth:
        yield from _section("ablations", language, WORTH, worth(chapter))
    if chapter.past:
        told = sorted((*chapter.past, chapter.main.told), key=lambda item: item.date)
        yield from _section("history", language, ("started", "index_id", *_TOLD), [_past(item) for item in told])
    yield from _section("verdict", language, ("verdict", "count"), _verdicts(chapter))
    yield from ("", f"### {TEXT['reproduce'][language]}", "", "```", *commands(chapter), "```", "")


def _section(key: str, language: int, headings: Sequence[str], rows: Sequence[Cells]) -> Iterable[str]:
    yield from ("", f"### {TEXT[key][language]}", "")
    if f"{key}_note" in TEXT:
        yield from (TEXT[f"{key}_note"][language], "")
    yield f"| {' | '.join((TEXT | METRICS)[heading][language] for heading in headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(cell[language].replace('|', chr(92) + '|') for cell in row)} |"


def _categories(chapter: Chapter, language: int) -> list[Cells]:
    made = (*chapter.main.by_category("full"), *chapter.main.by_category("refusal"))
    rows: list[Cells] = [
        (
            name(CATEGORIES, item.name),
            _told(str(item.count)),
            _told(number(item.value)),
            _told(f"{item.low:.3f}–{item.high:.3f}"),
        )
        for item in made
    ]
    full = chapter.main.macro("full")
    if full is not None:
        average = f"**{TEXT['macro'][language]}**"
        rows.append(
            (
                _told(average),
                _told(str(full.count)),
                _told(f"**{full.value:.3f}**"),
                _told(f"{full.low:.3f}–{full.high:.3f}"),
            )
        )
    return rows


_TOLD = ("full", "refusal", "false_refusal")


def _past(item: Past) -> Cells:
    return tuple(map(_told, (item.date, f"`{item.index_id}`", *(number(getattr(item, metric)) for metric in _TOLD))))


def _verdicts(chapter: Chapter) -> list[Cells]:
    pairs = zip(chapter.main.run.rows, chapter.main.scores.questions, strict=True)
    found: list[str] = [verdict(row, scored.values) for row, scored in pairs]
    ordered = sorted(VERDICTS, key=lambda kind: kind not in GOOD)
    return [(VERDICTS[kind], _told(str(found.count(kind)))) for kind in ordered if kind in found]


def _told(cell: str) -> Words:
    return cell, cell
