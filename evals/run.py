"""Ask every question of a set and keep the whole answers."""

from __future__ import annotations

import datetime
import hashlib
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import PolicyAssistantError
from corpus.types import Answer, Citation, Passage
from evals.normal import normal
from evals.question import Question, load_questions
from evals.record import Channel, Header, Row, Run, Variant
from evals.system import Ours, System
from evals.variants import REORDERED, reworded

DEPTH = 10
"""How many passages are kept for the retrieval metrics."""

_VERSIONED = ("policy-assistant", "faiss-cpu", "jieba", "llama-index-core", "numpy", "opencc", "tokenizers")

Progress = Callable[[str, int, int], None]


def perform(
    system: System,
    questions_file: Path,
    progress: Progress | None = None,
    *,
    variants: bool = False,
    diagnose: bool = True,
) -> Run:
    """Load a question set, check it against the system's documents, and ask all of it.

    Args:
        system: what is asked.
        questions_file: the set.
        progress: called as ``progress(stage, done, total)`` after each question.
        variants: whether each question is also asked reworded, and of our index in another order.
        diagnose: whether channels and doubt are kept too, of which only reports are made; without them it takes half
            the time and scores the same.

    Raises:
        EvaluationError: the set cannot be used.
    """
    documents = {document.document_id: document for document in system.documents}
    questions = load_questions(questions_file, documents)
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    plain = [(passage, normal(passage.text)) for passage in system.passages]
    other = system.reordered() if variants and isinstance(system, Ours) else None
    rows = []
    for done, question in enumerate(questions, start=1):
        row = _asked(system, question, plain, diagnose)
        rows.append(replace(row, variants=_variants(system, other, question)) if variants else row)
        if progress is not None:
            progress("提問", done, len(questions))
    header = Header(
        question_set=questions_file.stem,
        questions_sha256=hashlib.sha256(questions_file.read_bytes()).hexdigest(),
        index_id=system.index_id,
        settings_id=system.settings_id,
        documents=tuple(f"{document.title}（{document.edition}）" for document in documents.values()),
        versions={name: _version(name) for name in _VERSIONED},
        machine={
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": str(os.cpu_count()),
            "python": platform.python_version(),
        },
        started=started,
        system=system.name,
        without=system.without,
        families={document.document_id: document.family for document in documents.values()},
    )
    return Run(header, tuple(rows))


def _asked(system: System, question: Question, plain: Sequence[tuple[Passage, str]], diagnose: bool) -> Row:
    started = time.perf_counter()
    answer, error = _answer(system, question.question, question.turns)
    latency_ms = (time.perf_counter() - started) * 1000
    searched = (answer.completed_question if answer else "") or question.question
    channels = system.channels(searched, DEPTH) if diagnose else {}
    return Row(
        question=question,
        answer=answer,
        error=error,
        latency_ms=round(latency_ms, 3),
        cited=_cited(system, answer.citations if answer else ()),
        searched=system.search(searched, DEPTH),
        relevant=relevant(question, plain),
        channels=tuple(
            Channel(name, tuple(hit.passage.passage_id for hit in found)) for name, found in channels.items()
        ),
        doubt=None if error or not diagnose else system.doubt(question.question, question.turns),
    )


def _answer(system: System, question: str, turns: Sequence[str]) -> tuple[Answer | None, str]:
    try:
        return system.ask(question, turns), ""
    except PolicyAssistantError as failure:
        return None, f"{failure.code}: {failure.message}"


def _variants(system: System, reordered: System | None, question: Question) -> tuple[Variant, ...]:
    asked = [(name, system, text) for name, text in reworded(question.question).items()]
    if reordered is not None:
        asked.append((REORDERED, reordered, question.question))
    made = []
    for name, whom, text in asked:
        answer, _ = _answer(whom, text, question.turns)
        made.append(Variant(name, text, replace(answer, hits=()) if answer else None))
    return tuple(made)


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


def _cited(system: System, citations: Sequence[Citation]) -> dict[str, str]:
    named = {citation.section_id for citation in citations}
    texts = {document.document_id: document.text for document in system.documents}
    return {
        section.section_id: section.span.slice(texts[section.document_id])
        for section in system.sections
        if section.section_id in named
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
