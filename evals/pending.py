"""Feedback from the chat → pending questions, for a person to complete, accept or reject.

Feedback is JSONL, one judged answer a line: ``question``, ``turns`` (earlier questions), ``answer`` (its text), ``refused``,
``citations`` (each ``document_id``, ``section`` as a list, ``quote``), ``rating`` (``good`` or ``bad``), ``comment``, ``time``,
``index_id``. Only ``question`` is needed; other keys are left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError
from evals.question import Evidence, Question


def pending_questions(path: Path) -> tuple[tuple[Question, str], ...]:
    """Read feedback.

    Returns:
        Each distinct question once, as a row of status ``pending`` whose evidence is what the answer cited, and a remark
        for the reviewer: what was answered, how it was judged and why. A question judged again takes the later remark.

    Raises:
        EvaluationError: the file cannot be read, or a line is no feedback; it is named by file:line.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"讀不到意見檔：{path}", hint="請指定對話介面匯出的 JSONL。") from error
    found: dict[str, tuple[Question, str]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question, remark = _read(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise EvaluationError(
                f"{path}:{number}：不是意見（{error}）", hint="格式見 docs/evaluation.md。"
            ) from error
        found[question.id] = (question, remark)
    return tuple(found.values())


def _read(data: Mapping[str, Any]) -> tuple[Question, str]:
    asked, turns = data["question"], tuple(data.get("turns", ()))
    if not all(isinstance(text, str) and text.strip() for text in (asked, *turns)):
        raise TypeError("question 與 turns 必須是文字")
    cited = (
        Evidence(item["document_id"], " › ".join(item.get("section", ())), item["quote"])
        for item in data.get("citations", ())
    )
    name = hashlib.sha256("\0".join((*turns, asked)).encode()).hexdigest()[:10]
    remark = "；".join(str(data[key]) for key in ("rating", "comment", "answer") if data.get(key))
    question = Question(f"feedback-{name}", "", asked, "", evidence=tuple(cited), turns=turns, status="pending")
    return question, remark
