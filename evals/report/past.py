"""Headline figures of earlier releases, kept in ``history.jsonl``, so that a report shows how they developed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import EvaluationError
from corpus.types import Value

HISTORY = Path(__file__).parents[1] / "history.jsonl"


@dataclass(frozen=True, slots=True)
class Past(Value):
    """The headline of one question set as it was published: ``date`` is ISO; shares run from 0 to 1, None for none."""

    question_set: str
    date: str
    version: str
    index_id: str
    full: float | None
    refusal: float | None
    false_refusal: float | None


def read_history(path: Path = HISTORY) -> tuple[Past, ...]:
    """Read what was published, oldest first; nothing where there is no file.

    Raises:
        EvaluationError: the file cannot be read or holds something else.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text("utf-8").splitlines()
        return tuple(sorted((Past.from_dict(json.loads(line)) for line in lines), key=lambda item: item.date))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EvaluationError(f"不是歷次評測：{path}（{error}）", hint="由 python -m evals.publish 寫入。") from error


def with_these(before: Iterable[Past], these: Iterable[Past]) -> str:
    """Return the content of the file with these added; of a set, a date and an index the later figures stand."""
    kept = {(item.question_set, item.date, item.index_id): item for item in (*before, *these)}
    ordered = sorted(kept.values(), key=lambda item: (item.date, item.question_set))
    return "".join(json.dumps(item.to_dict(), ensure_ascii=False) + "\n" for item in ordered)
