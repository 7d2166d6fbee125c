"""Every question with its answer, its citations and its verdict, and the filters above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from corpus.types import Citation
from evals.metrics.table import METRICS
from evals.question import Question
from evals.record import Row
from evals.report.chapter import Chapter
from evals.report.verdict import GOOD, verdict
from evals.report.words import CATEGORIES, TEXT, VERDICTS, Words, both, name, text
from evals.report.words import METRICS as METRIC_WORDS
from evals.score import Values

_SOSO = ("unsourced", "partial", "declined")


def filters(chapters: Sequence[Chapter]) -> str:
    """Return the filters; hidden until the script that makes them work has run."""
    used = {row.question.category for chapter in chapters for row in chapter.main.run.rows}
    categories = {key: CATEGORIES[key] for key in CATEGORIES if key in used} | {
        key: (key, key) for key in sorted(used - set(CATEGORIES))
    }
    sets = {chapter.name: (chapter.name, chapter.name) for chapter in chapters}
    chosen = [_select("verdict", VERDICTS), _select("category", categories)]
    if len(chapters) > 1:
        chosen.append(_select("set", sets, label="sets"))
    return (
        f'<div class="filters" id="filters" role="search" hidden>'
        f'<label class="find"><span>{both(TEXT["search"])}</span><input type="search"></label>'
        f'{"".join(chosen)}<p role="status">{both(TEXT["shown"])} <span id="shown"></span></p></div>'
    )


def _select(key: str, options: dict[str, Words], label: str = "") -> str:
    made = "".join(
        f'<option value="{escape(value)}" data-zh="{escape(zh)}" data-en="{escape(en)}">{escape(zh)}</option>'
        for value, (zh, en) in {"": TEXT["all"], **options}.items()
    )
    return f'<label><span>{both(TEXT[label or key])}</span><select name="{key}">{made}</select></label>'


def question_list(chapters: Sequence[Chapter]) -> str:
    """Return every question of every chapter, in the order of its set."""
    return "".join(
        _entry(chapter.name, row, scored.values)
        for chapter in chapters
        for row, scored in zip(chapter.main.run.rows, chapter.main.scores.questions, strict=True)
    )


def _entry(question_set: str, row: Row, values: Values) -> str:
    question, judged = row.question, verdict(row, values)
    kind = "good" if judged in GOOD else "soso" if judged in _SOSO else "bad"
    return (
        f'<details class="q" data-set="{escape(question_set)}" data-category="{escape(question.category)}"'
        f' data-verdict="{judged}"><summary><span class="tag">{escape(question.id)}</span>'
        f'<span class="ask">{escape(question.question)}</span>'
        f'<span class="tag">{both(name(CATEGORIES, question.category))}</span>'
        f'<span class="badge {kind}">{both(VERDICTS[judged])}</span></summary>'
        f'<div class="body">{"".join(_body(row, values))}</div></details>'
    )


def _body(row: Row, values: Values) -> Iterable[str]:
    question = row.question
    if question.turns:
        yield f"<h3>{both(TEXT['earlier'])}</h3><p>{'<br>'.join(map(escape, question.turns))}</p>"
    yield f"<h3>{both(TEXT['answer'])}</h3>"
    if row.answer is None:
        yield f'<p class="said">{both(text("failed", error=row.error))}</p>'
    else:
        yield f'<p class="said">{escape(row.answer.text)}</p>'
        yield f"<h3>{both(TEXT['citations'])}</h3>"
        yield from map(_citation, row.answer.citations)
        if not row.answer.citations:
            yield f'<p class="note">{both(TEXT["no_citations"])}</p>'
    yield f'<h3>{both(TEXT["gold"])}</h3><p class="said">{escape(question.answer)}</p>'
    yield from _evidence(question)
    told = [f"{both(name(METRIC_WORDS, m.name))} {values[m.name]:.2f}" for m in _SCORED if values[m.name] is not None]
    yield f"<h3>{both(TEXT['values'])}</h3><p>{' · '.join((*told, f'{row.latency_ms:.0f} ms'))}</p>"


_SCORED = tuple(metric for metric in METRICS if not metric.name.startswith("latency"))


def _citation(citation: Citation) -> str:
    place = " › ".join(citation.section)
    edition = f"（{citation.edition}）" if citation.edition else ""
    return (
        f'<p class="cite">[{citation.marker}] {escape(citation.title)}{escape(edition)}　{escape(place)}</p>'
        f"<blockquote>{escape(citation.quote)}</blockquote>"
    )


def _evidence(question: Question) -> Iterable[str]:
    if question.evidence:
        yield f"<h3>{both(TEXT['evidence'])}</h3>"
    for evidence in question.evidence:
        yield f'<p class="cite">{escape(evidence.doc)}　{escape(evidence.section)}</p>'
        yield f"<blockquote>{escape(evidence.quote)}</blockquote>"
