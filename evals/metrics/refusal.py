"""Refusal: an unanswerable question is declined, and no value is invented while declining.

Formula:
    1 when the answer is declined, holds nothing of must_not_include, and every figure in its text stands in the question
    (or its earlier turns), in a section or citation it points to, or in the titles and editions of the documents; else 0.

Source:
    EVALS.md of this project.

Example:
    "文件沒有說明2031年的預算" to "2031年預算多少？" → 1; "文件沒有說明，約為5億元" → 0.

Empty:
    None for an answerable question (see ``false_refusal``); 0 where asking failed.
"""

from __future__ import annotations

from evals.figures import figures, readings, supported
from evals.normal import normal, without_markers
from evals.record import Row


def measure(row: Row, documents: tuple[str, ...] = ()) -> float | None:
    """Return 1 for a clean refusal of an unanswerable question, else 0; None for an answerable one.

    Args:
        row: the question and its answer.
        documents: titles and editions of the documents searched, which a refusal may name.
    """
    if row.question.answerable:
        return None
    if row.answer is None or not row.answer.refused:
        return 0.0
    said = without_markers(row.answer.text)
    pointed = (
        text
        for citation in (*row.answer.citations, *row.answer.nearest)
        for text in (citation.title, citation.edition, *citation.section, citation.quote)
    )
    known = readings("\n".join((row.question.question, *row.question.turns, *documents, *pointed)))
    invented = any(figure.sure and not supported(figure, known) for figure in figures(said))
    forbidden = any(normal(word) in normal(said) for word in row.question.must_not_include)
    return float(not invented and not forbidden)
