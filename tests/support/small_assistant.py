"""A tiny shelf and a small assistant over it, worked out by eye."""

from __future__ import annotations

from types import SimpleNamespace

from corpus.errors import QuestionError
from corpus.types import Answer, Citation, Document, Hit, Passage, Section, Span

TEXT = "推動目標\n- **2030年**普及率達90%\n- 建置平臺\n\n主辦機關\n數位發展部負責。\n"
SECOND = TEXT.index("主辦機關")

DOCUMENT = Document(
    "plan", "數位計畫", TEXT, "0" * 64, agency="數位發展部", edition="2024-12-31", source="公開簡報", licence="公開"
)
GOALS = Section("plan#1", "plan", ("推動目標",), "", 1, Span(0, SECOND), Span(0, 4), page=3)
AGENCY = Section(
    "plan#2", "plan", ("推動目標", "主辦機關"), "", 2, Span(SECOND, len(TEXT)), Span(SECOND, SECOND + 4), "plan#1"
)
QUOTE = "**2030年**普及率達90%"
QUOTE_SPAN = Span(TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE))
CITATION = Citation(1, "plan", "數位計畫", "2024-12-31", ("推動目標",), "plan#1", 3, QUOTE, QUOTE_SPAN, True)


class SmallAssistant:
    """Answers every question with the one quote; refuses the weather; will not take an empty question."""

    def __init__(self) -> None:
        self.release = SimpleNamespace(index_id="i1", documents=(DOCUMENT,), sections=(GOALS, AGENCY))
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.retriever = self

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        self.asked.append((question, history))
        if not question.strip():
            raise QuestionError("問題是空的", hint="請輸入問題。")
        if "天氣" in question:
            return Answer(question, "文件未載明。", refused=True, reason="not_found", nearest=(CITATION,))
        return Answer(question, f"• {QUOTE} [1]", (CITATION,), index_id="i1")

    def search(self, question: str, options: object) -> tuple[Hit, ...]:
        top_k: int = options.top_k  # type: ignore[attr-defined]
        passage = Passage("p1", "plan", "plan#1", ("推動目標",), QUOTE_SPAN, QUOTE)
        return tuple(Hit(passage, 1.0 / rank, rank) for rank in range(1, top_k + 1))
