"""Ask every question of a set and keep the whole answers."""

from __future__ import annotations

import datetime
import hashlib
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from index.retriever import SearchOptions

from corpus.errors import PolicyAssistantError
from corpus.types import Answer, Citation, Passage
from evals.normal import normal
from evals.question import Question, load_questions
from evals.record import Header, Row, Run

if TYPE_CHECKING:
    from assistant.answer import Assistant

DEPTH = 10
"""How many passages are kept for the retrieval metrics."""

_VERSIONED = ("policy-assistant", "faiss-cpu", "jieba", "numpy", "opencc", "tokenizers")


def perform(assistant: Assistant, questions_file: Path, progress: Callable[[str, int, int], None] | None = None) -> Run:
    """Load a question set, check it against the assistant's documents, and ask all of it.

    Args:
        assistant: the system under test, opened.
        questions_file: the set.
        progress: called as ``progress(stage, done, total)`` after each question.

    Raises:
        EvaluationError: the set cannot be used.
    """
    documents = {document.document_id: document for document in assistant.release.documents}
    questions = load_questions(questions_file, documents)
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    plain = [(passage, normal(passage.text)) for passage in assistant.release.passages]
    rows = []
    for done, question in enumerate(questions, start=1):
        rows.append(_asked(assistant, question, plain))
        if progress is not None:
            progress("提問", done, len(questions))
    header = Header(
        question_set=questions_file.stem,
        questions_sha256=hashlib.sha256(questions_file.read_bytes()).hexdigest(),
        index_id=assistant.release.index_id,
        settings_id=assistant.settings.settings_id,
        documents=tuple(f"{document.title}（{document.edition}）" for document in documents.values()),
        versions={name: _version(name) for name in _VERSIONED},
        machine={
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": str(os.cpu_count()),
            "python": platform.python_version(),
        },
        started=started,
    )
    return Run(header, tuple(rows))


def _asked(assistant: Assistant, question: Question, plain: Sequence[tuple[Passage, str]]) -> Row:
    answer: Answer | None = None
    error = ""
    started = time.perf_counter()
    try:
        answer = assistant.ask(question.question, question.turns)
    except PolicyAssistantError as failure:
        error = f"{failure.code}: {failure.message}"
    latency_ms = (time.perf_counter() - started) * 1000
    searched = (answer.completed_question if answer else "") or question.question
    return Row(
        question=question,
        answer=answer,
        error=error,
        latency_ms=round(latency_ms, 3),
        cited=_cited(assistant, answer.citations if answer else ()),
        searched=tuple(assistant.retriever.search(searched, SearchOptions(top_k=DEPTH))),
        relevant=relevant(question, plain),
    )


def relevant(question: Question, plain: Sequence[tuple[Passage, str]]) -> tuple[str, ...]:
    """Return the ids of the passages that contain one of the question's evidence quotes.

    Args:
        question: the question; one without evidence has no relevant passage.
        plain: every passage of the index with its text in normal form.
    """
    wanted = [(evidence.doc, normal(evidence.quote)) for evidence in question.evidence]
    return tuple(
        passage.passage_id
        for passage, text in plain
        if any(doc == passage.document_id and quote in text for doc, quote in wanted)
    )


def _cited(assistant: Assistant, citations: Sequence[Citation]) -> dict[str, str]:
    named = {citation.section_id for citation in citations}
    texts = {document.document_id: document.text for document in assistant.release.documents}
    return {
        section.section_id: section.span.slice(texts[section.document_id])
        for section in assistant.release.sections
        if section.section_id in named
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
