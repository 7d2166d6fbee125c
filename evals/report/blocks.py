"""Tables of figures inside documents that people write: each between a pair of comments, replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.errors import EvaluationError
from evals.check import Expectation, load_expectations
from evals.report.chapter import Chapter
from evals.score import Scores, Values
from evals.table import side_by_side

_CATEGORY_COLUMNS = {
    "答案正確": "correct",
    "出處正確": "citation_hit",
    "引文切題": "citation_precision",
    "full": "full",
    "數字有據": "figure_support",
    "應拒答而拒答": "refusal",
    "誤拒": "false_refusal",
    "hit@5": "hit@5",
}
_SET_COLUMNS = {
    "macro full": "full",
    "答案正確": "correct",
    "出處正確": "citation_hit",
    "引文切題": "citation_precision",
    "數字有據": "figure_support",
    "應拒答而拒答": "refusal",
    "誤拒": "false_refusal",
}
_OVER_ALL = ("figure_support", "refusal", "false_refusal")
"""Figures of a set that are pooled over its questions; the others are means of its categories."""


def filled(document: str, told: Mapping[str, str], where: str) -> str:
    """Return a document with what stands between ``<!-- eval:NAME -->`` and ``<!-- /eval -->`` replaced.

    Args:
        document: Markdown.
        told: new content by name.
        where: the document's name, for the error.

    Raises:
        EvaluationError: the document has no such place, or two.
    """
    for name, content in told.items():
        opening, closing = f"<!-- eval:{name} -->\n", "<!-- /eval -->"
        count = document.count(opening)
        before, _, rest = document.partition(opening)
        _, closed, after = rest.partition(closing)
        if count != 1 or not closed:
            raise EvaluationError(
                f"{where} 應有一處 <!-- eval:{name} --> … <!-- /eval -->，實有 {count} 處", hint="請補上該標記。"
            )
        document = f"{before}{opening}{content}\n{closing}{after}"
    return document


def categories(chapters: Sequence[Chapter], name: str) -> str:
    """Return the table of a set's categories, its macro average and all its questions."""
    scores = _of(chapters, name).main.scores
    rows = [_row(key, scores.count(key), values, _CATEGORY_COLUMNS) for key, values in scores.categories.items()]
    count = len(scores.questions)
    rows += [_row(key, count, getattr(scores, key), _CATEGORY_COLUMNS) for key in ("macro", "overall")]
    return _table(["類別", "題數", *_CATEGORY_COLUMNS], rows)


def sets(chapters: Sequence[Chapter]) -> str:
    """Return the table of all sets, each one of ``expected.toml``; those that are only measured come first, in bold."""
    known = {item.name: item for item in load_expectations()}
    ordered = sorted(chapters, key=lambda chapter: not known[chapter.name].measured_only)
    return _table(["題組", "題數", *_SET_COLUMNS], [_set(item, known[item.name]) for item in ordered])


def peers(chapters: Sequence[Chapter], name: str) -> str:
    """Return ours beside the peers as ``policy-assistant eval peers`` prints it, with the index and the date."""
    chapter = _of(chapters, name)
    header = chapter.main.header
    shown = side_by_side([(item.header.who, item.scores) for item in (chapter.main, *chapter.peers)])
    told = f"{name} 的 {len(chapter.main.run.rows)} 題，索引 `{header.index_id}`，{header.started[:10]}："
    return f"{told}\n\n```\n{shown}\n```"


def _of(chapters: Sequence[Chapter], name: str) -> Chapter:
    found = next((chapter for chapter in chapters if chapter.name == name), None)
    if found is None:
        raise EvaluationError(f"沒有題目集「{name}」的評測", hint="請先執行 python -m evals.publish --runs 新資料夾。")
    return found


def _set(chapter: Chapter, known: Expectation) -> Sequence[str]:
    scores: Scores = chapter.main.scores
    values = scores.macro | {metric: scores.overall[metric] for metric in _OVER_ALL}
    name = f"`{chapter.name}.jsonl`"
    shown = f"**{name}**" if known.measured_only else name
    return _row(f"{shown}（{known.about[0]}）", len(scores.questions), values, _SET_COLUMNS)


def _row(label: str, count: int, values: Values, columns: Mapping[str, str]) -> Sequence[str]:
    cells = (values[metric] for metric in columns.values())
    return (label, str(count), *("-" if cell is None else f"{cell:.3f}" for cell in cells))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(headings)} |", f"|---|{'---:|' * (len(headings) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
