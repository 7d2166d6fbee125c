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
STATUSES = ("", "accepted", "draft", "pending", "rejected")
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
    questions in the same conversation, oldest first. ``status`` is empty or ``accepted`` for a question that counts;
    ``draft`` (made from a document's structure), ``pending`` (from feedback) and ``rejected`` ones are never asked.
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
    status: str = ""

    @property
    def counts(self) -> bool:
        """Whether a person has accepted it, so that it is asked and scored."""
        return self.status in ("", "accepted")

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer; where not, declining is right."""
        return self.category != UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Checked:
    """One row of a question file: its line from 1, the question (None where it is none), what is wrong and what is odd."""

    line: int
    question: Question | None
    faults: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def load_questions(path: Path, documents: Mapping[str, Document]) -> tuple[Question, ...]:
    """Read the accepted questions of a set, every one of them checked.

    Args:
        path: JSONL, one question a line; keys this program does not know are left alone.
        documents: the documents by id, in which quotes and headings must stand.

    Raises:
        EvaluationError: the file cannot be read, holds no accepted question, or such a row is wrong; the first faults are
            named by file:line.
    """
    rows = check_questions(path, documents)
    counted = [row for row in rows if row.question is None or row.question.counts]
    faults = [f"{path}:{row.line}：{fault}" for row in counted for fault in row.faults]
    if faults:
        more = f"\n…共 {len(faults)} 處" if len(faults) > _SHOWN_FAULTS else ""
        raise EvaluationError(
            "\n".join(faults[:_SHOWN_FAULTS]) + more, hint="請修正題目檔，或以 --corpus 或 --index 指定題目所引的文件。"
        )
    questions = tuple(row.question for row in counted if row.question is not None)
    if not questions:
        waiting = f"（{len(rows)} 題待審，尚未採用）" if rows else ""
        raise EvaluationError(f"題目檔沒有題目：{path}{waiting}", hint="每行一題，格式見 docs/evaluation.md。")
    return questions


def check_questions(path: Path, documents: Mapping[str, Document]) -> tuple[Checked, ...]:
    """Read a set with its drafts and say of every row what is wrong and what is odd.

    Args:
        path: JSONL, one question a line.
        documents: the documents by id.

    Raises:
        EvaluationError: the file cannot be read.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"讀不到題目檔：{path}", hint="請確認路徑，且檔案為 UTF-8 的 JSONL。") from error
    seen: set[str] = set()
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _parsed(line)
            found = (*faults_of(question, documents), *(["id 重複"] if question.id in seen else []))
            seen.add(question.id)
            rows.append(Checked(number, question, found, tuple(_warnings(question))))
        except (ValueError, TypeError, KeyError) as error:
            rows.append(Checked(number, None, (f"格式不符：{error}",)))
    return tuple(rows)


def _parsed(line: str) -> Question:
    data: Any = json.loads(line)
    if not isinstance(data, dict):
        raise TypeError("不是 JSON 物件")
    if missing := [name for name in ("id", "category", "question", "answer") if name not in data]:
        raise ValueError(f"缺少 {'、'.join(missing)}")
    known = Question.__dataclass_fields__
    question = Question.from_dict({key: value for key, value in data.items() if key in known})
    if question.status not in STATUSES:
        raise ValueError(f"status「{question.status}」不在 {'、'.join(STATUSES[1:])} 之中")
    texts = (question.id, question.question, *((question.category, question.answer) if question.counts else ()))
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise TypeError("id、category、question、answer 必須是文字且不可空白")
    return question


def faults_of(question: Question, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Return what is wrong with a question: its gold answer against its own rules, its evidence against the documents.

    A question that says all that its answer must include is wrong too: repeating it would pass.
    """
    return tuple(_faults(question, documents))


def _warnings(question: Question) -> Iterator[str]:
    """Yield what a person should look at: words of the answer that the question itself already says."""
    for told in filter(None, _leaked(question)):
        yield f"問題中已有答案的字樣：{'、'.join(told)}"


def _leaked(question: Question) -> list[list[str]]:
    """Return, for each group of ``must_include``, its alternatives that the question itself says."""
    asked = normal(" ".join((question.question, *question.turns)))
    return [[choice for choice in group if normal(choice) in asked] for group in question.must_include]


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
    if question.answerable and question.must_include and all(_leaked(question)):
        yield "照抄問題就能通過 must_include"
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
