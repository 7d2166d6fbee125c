"""What people say of answers: kept in SQLite, without anything that tells who they are, for a limited time.

``export_pending`` writes judged answers as the JSONL that ``policy-assistant eval questions pending`` reads.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.api.redact import redacted
from corpus.errors import InputError
from corpus.types import Answer

Kind = Literal["helpful", "wrong_citation", "wrong_answer", "missing_content"]
KINDS: tuple[str, ...] = get_args(Kind)
LONGEST_NOTE = 500
PENDING = "feedback-pending.jsonl"

_TABLE = """
CREATE TABLE IF NOT EXISTS judgement (
    key TEXT PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, note TEXT NOT NULL, question TEXT NOT NULL,
    turns TEXT NOT NULL, answer TEXT NOT NULL, refused INTEGER NOT NULL, citations TEXT NOT NULL,
    index_id TEXT NOT NULL, pending INTEGER NOT NULL DEFAULT 0
)"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged answer. ``key`` is random; ``time`` is UTC to the minute; ``pending`` says it was made a question."""

    key: str
    time: str
    kind: str
    note: str
    question: str
    turns: tuple[str, ...]
    answer: str
    refused: bool
    citations: tuple[dict[str, Any], ...]
    index_id: str
    pending: bool = False


class Feedback:
    """Judgements in a file, readable by its owner only.

    Args:
        folder: where ``feedback.sqlite3`` and the pending questions are.
        days: how long a judgement is kept.
    """

    def __init__(self, folder: Path, *, days: int = 90) -> None:
        self._folder, self._days = folder, days
        self._path = folder / "feedback.sqlite3"
        self._lock = threading.Lock()

    def add(self, key: str, kind: str, note: str, answer: Answer, turns: tuple[str, ...]) -> None:
        """Keep a judgement; a later one of the same answer replaces it. Personal data is taken out of what was typed.

        Args:
            key: names the answer.
            kind: one of ``KINDS``.
            note: remarks, at most ``LONGEST_NOTE`` characters.
            answer: what is judged.
            turns: the questions before it.

        Raises:
            InputError: an unknown kind, or too long a note.
        """
        if kind not in KINDS:
            raise InputError(f"沒有這種意見：{kind[:40]}", hint=f"可用：{'、'.join(KINDS)}。")
        if len(note) > LONGEST_NOTE:
            raise InputError(f"補充說明超過 {LONGEST_NOTE} 個字", hint="請縮短後再送出。")
        cited = [{"document_id": c.document_id, "section": list(c.section), "quote": c.quote} for c in answer.citations]
        row = (
            key,
            datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            kind,
            redacted(note.strip()),
            redacted(answer.question),
            json.dumps([redacted(turn) for turn in turns], ensure_ascii=False),
            answer.text,
            int(answer.refused),
            json.dumps(cited, ensure_ascii=False),
            answer.index_id,
        )
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO judgement VALUES (?,?,?,?,?,?,?,?,?,?,0)", row)

    def rows(self, kind: str = "") -> tuple[Judgement, ...]:
        """Return the judgements, newest first; of one kind where it is given."""
        with self._open() as database:
            found = database.execute(
                "SELECT * FROM judgement WHERE ? IN ('', kind) ORDER BY time DESC, rowid DESC LIMIT 500",
                (kind,),
            ).fetchall()
        return tuple(map(_judgement, found))

    def delete(self, key: str) -> None:
        """Forget a judgement."""
        with self._open() as database:
            database.execute("DELETE FROM judgement WHERE key = ?", (key,))

    def make_pending(self, key: str) -> Path:
        """Write a judged answer to the pending questions, once.

        Returns:
            The JSONL file.

        Raises:
            InputError: there is no such judgement.
        """
        with self._open() as database:
            found = database.execute("SELECT * FROM judgement WHERE key = ?", (key,)).fetchone()
            if found is None:
                raise InputError("找不到這筆意見", hint="可能已逾保存期限，請重新整理。")
            path = self._folder / PENDING
            row = _judgement(found)
            if not row.pending:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(_pending(row), ensure_ascii=False) + "\n")
                database.execute("UPDATE judgement SET pending = 1 WHERE key = ?", (key,))
        return path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path)) as database, database:
                database.execute(_TABLE)
                oldest = datetime.now(UTC) - timedelta(days=self._days)
                database.execute("DELETE FROM judgement WHERE time < ?", (oldest.strftime("%Y-%m-%dT%H:%MZ"),))
                yield database


def _judgement(row: tuple[Any, ...]) -> Judgement:
    key, time, kind, note, question, turns, answer, refused, citations, index_id, pending = row
    told = tuple(json.loads(turns)), answer, bool(refused), tuple(json.loads(citations))
    return Judgement(key, time, kind, note, question, *told, index_id, bool(pending))


def _pending(row: Judgement) -> dict[str, Any]:
    return {
        "question": row.question,
        "turns": list(row.turns),
        "answer": row.answer,
        "refused": row.refused,
        "citations": list(row.citations),
        "rating": "good" if row.kind == "helpful" else "bad",
        "comment": "：".join(part for part in (row.kind, row.note) if part),
        "time": row.time,
        "index_id": row.index_id,
    }
