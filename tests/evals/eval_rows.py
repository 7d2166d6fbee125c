"""Small hand-made rows for scoring tests."""

from typing import Any

from corpus.types import Answer, Citation, Hit, Passage, Span
from evals.question import Evidence, Question
from evals.record import Header, Row


def cite(quote: str, *, doc: str = "plan", section: tuple[str, ...] = ("壹、目標",), marker: int = 1) -> Citation:
    return Citation(
        marker=marker,
        document_id=doc,
        title="甲計畫",
        edition="2025-01-01",
        section=section,
        section_id=f"{doc}-s",
        page=None,
        quote=quote,
        span=Span(0, len(quote)),
        verified=True,
    )


def found(passage_id: str, rank: int) -> Hit:
    passage = Passage(passage_id, "plan", "plan-s", ("壹、目標",), Span(0, 1), "文")
    return Hit(passage, score=1 / rank, rank=rank)


HEADER = Header("toy", "0" * 64, "i", "s", ("甲計畫（2025-01-01）",), {}, {}, "2026-01-01T00:00:00+00:00")


def make(text: str = "90%", *citations: Citation, **changes: Any) -> Row:
    """A row about one figure; ``question`` and ``answer`` are dicts of fields to change, the rest are fields of Row."""
    question = {
        "id": "q1",
        "category": "number_kpi",
        "question": "目標是多少？",
        "answer": "90%。",
        "must_include": (("90%",),),
        "evidence": (Evidence("plan", "壹、目標", "2020年 90%"),),
    }
    answer = {"question": "目標是多少？", "text": text, "citations": citations}
    parts = {
        "question": Question(**(question | changes.pop("question", {}))),
        "answer": Answer(**(answer | changes.pop("answer", {}))),
        "error": "",
        "latency_ms": 10.0,
    }
    return Row(**(parts | changes))


FAILED = Row(make().question, None, "question: 問題是空的", 1.0)
