"""A tiny assistant for command-line tests: answers in upper case, declines 「不知道」, breaks on 「壞掉」."""

from types import SimpleNamespace

from corpus.errors import QuestionError
from corpus.types import Answer, Citation, Hit, Passage, Span

CITATION = Citation(
    marker=1,
    document_id="plan",
    title="甲計畫",
    edition="2025-01-01",
    section=("壹、總論", "一、目標"),
    section_id="plan-1",
    page=3,
    quote="目標為\n90%",
    span=Span(5, 12),
    verified=True,
)


class FakeAssistant:
    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.retriever = SimpleNamespace(search=self._search)
        self.closed = False

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        if not question.strip():
            raise QuestionError("問題是空的", hint="請輸入問題")
        if question == "壞掉":
            raise ZeroDivisionError("a bug")
        if question == "中斷":
            raise KeyboardInterrupt
        if question == "不知道":
            return Answer(question, "文件沒有說明。", refused=True, reason="not_found", nearest=(CITATION,))
        return Answer(question, f"{question.upper()}。[1]", (CITATION,), warnings=("版本較舊",))

    def _search(self, question: str, options: object) -> tuple[Hit, ...]:
        passage = Passage("p1", "plan", "plan-1", ("壹、總論",), Span(5, 12), "目標為\n90%")
        return (Hit(passage, score=0.5, rank=1),)
