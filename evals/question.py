"""A question with its gold answer, and question sets that are checked against the documents when they are loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError
from corpus.types import Document, Value
from evals.normal import normal

UNANSWERABLE = "unanswerable"
LONG_ANSWERS = ("list_enumeration", "cross_doc_compare", "paraphrase_semantic", "conditions")
"""Categories whose answers may take 320 characters."""

DEV = Path(__file__).parent / "questions" / "dev.jsonl"
_SHOWN_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Evidence(Value):
    """Where the gold answer stands: document id, heading path (`` › `` between levels), one line of the document."""

    doc: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question(Value):
    """One question of a set.

    ``must_include`` holds groups of alternatives: an answer needs one of every group. ``turns`` are the user's earlier
    questions in the same conversation, oldest first.
    """

    id: str
    category: str
    question: str
    answer: str
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    difficulty: str = ""
    turns: tuple[str, ...] = ()
    lang: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer; where not, declining is right."""
        return self.category != UNANSWERABLE


def load_questions(path: Path, documents: Mapping[str, Document]) -> tuple[Question, ...]:
    """Read a question set and check every row of it.

    Args:
        path: JSONL, one question a line; keys this program does not know are left alone.
        documents: the documents by id, in which quotes and headings must stand.

    Raises:
        EvaluationError: the file cannot be read, is empty, or a row is wrong; the first faults are named by file:line.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"讀不到題目檔：{path}", hint="請確認路徑，且檔案為 UTF-8 的 JSONL。") from error
    questions: dict[str, Question] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _parsed(line)
            found = [*_faults(question, documents), *(["id 重複"] if question.id in questions else [])]
            questions[question.id] = question
        except (ValueError, TypeError, KeyError) as error:
            found = [f"格式不符：{error}"]
        faults += [f"{path}:{number}：{fault}" for fault in found]
    if faults:
        more = f"\n…共 {len(faults)} 處" if len(faults) > _SHOWN_FAULTS else ""
        raise EvaluationError(
            "\n".join(faults[:_SHOWN_FAULTS]) + more, hint="請修正題目檔，或以 --corpus 或 --index 指定題目所引的文件。"
        )
    if not questions:
        raise EvaluationError(f"題目檔沒有題目：{path}", hint="每行一題，格式見 docs/evaluation.md。")
    return tuple(questions.values())


def _parsed(line: str) -> Question:
    data: Any = json.loads(line)
    if not isinstance(data, dict):
        raise TypeError("不是 JSON 物件")
    known = Question.__dataclass_fields__
    question = Question.from_dict({key: value for key, value in data.items() if key in known})
    texts = (question.id, question.category, question.question, question.answer)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise TypeError("id、category、question、answer 必須是文字且不可空白")
    return question


def _faults(question: Question, documents: Mapping[str, Document]) -> Iterator[str]:
    gold = normal(question.answer)
    for group in question.must_include:
        if not any(normal(choice) and normal(choice) in gold for choice in group):
            yield f"標準答案不含 must_include {list(group)} 的任一項"
    for word in question.must_not_include:
        if normal(word) in gold:
            yield f"標準答案含有 must_not_include「{word}」"
    if question.answerable and not (question.evidence and question.must_include):
        yield "可回答的題目必須有 must_include 與 evidence"
    for evidence in question.evidence:
        document = documents.get(evidence.doc)
        if document is None:
            yield f"沒有文件「{evidence.doc}」"
            continue
        if not evidence.quote.strip() or "\n" in evidence.quote or evidence.quote not in document.text:
            yield f"引文不在文件 {evidence.doc} 中：「{evidence.quote}」"
        text = normal(document.text)
        for heading in evidence.section.split(" › "):
            if normal(heading) not in text:
                yield f"標題不在文件 {evidence.doc} 中：「{heading}」"
