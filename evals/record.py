"""A stored run: every whole answer with what is needed to score it, so that scoring needs no index and no model."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import EvaluationError
from corpus.types import Answer, Hit, Value
from evals.question import Question

OURS = "policy-assistant"
"""How runs name this program's own answers."""


@dataclass(frozen=True, slots=True)
class Variant(Value):
    """The question asked otherwise (``evals.variants``): what was asked and answered; ``answer`` is None where it failed."""

    name: str
    question: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Channel(Value):
    """What one retrieval channel alone finds for the question: passage ids, best first."""

    name: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row(Value):
    """One question, what the system said, and what it found.

    ``answer`` is None where asking failed with ``error``. ``cited`` holds the text of every section that a citation
    names, by section id. ``searched`` are the ten best passages for the (completed) question; ``relevant`` the ids of all
    passages of the index that contain an evidence quote. ``channels`` are the same search by one channel each.
    ``doubt`` is the probability (0 to 1) the system gave to there being no answer, None where it gives none.
    """

    question: Question
    answer: Answer | None
    error: str
    latency_ms: float
    cited: dict[str, str] = field(default_factory=dict)
    searched: tuple[Hit, ...] = ()
    relevant: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    doubt: float | None = None
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Header(Value):
    """What was measured, with what, where and when.

    ``documents`` holds ``"title（edition）"`` of every document of the index, ``families`` their families by id;
    ``started`` is an ISO time with zone. ``system`` is who answered; ``without`` names the parts that were left out.
    """

    question_set: str
    questions_sha256: str
    index_id: str
    settings_id: str
    documents: tuple[str, ...]
    versions: dict[str, str]
    machine: dict[str, str]
    started: str
    system: str = OURS
    without: tuple[str, ...] = ()
    families: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """The system, and what it went without."""
        return self.system + "".join(f" − {part}" for part in self.without)


@dataclass(frozen=True, slots=True)
class Run(Value):
    """A header and one row for each question, in the order of the set."""

    header: Header
    rows: tuple[Row, ...]


def write_run(run: Run, path: Path) -> None:
    """Write a run as JSONL, the header first, through a temporary file beside the target.

    Raises:
        EvaluationError: the file cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            for value in (run.header, *run.rows):
                file.write(json.dumps(value.to_dict(), ensure_ascii=False) + "\n")
        part.replace(path)
    except OSError as error:
        raise EvaluationError(
            f"無法寫入評測紀錄：{path}（{error.strerror}）", hint="請用 --output 指定可寫入的位置。"
        ) from error


def read_run(path: Path) -> Run:
    """Read what ``write_run`` wrote.

    Raises:
        EvaluationError: the file cannot be read or is not a run.
    """
    try:
        first, *rest = (line for line in path.read_text("utf-8").split("\n") if line)
        header = Header.from_dict(json.loads(first))
        return Run(header, tuple(Row.from_dict(json.loads(line)) for line in rest))
    except OSError as error:
        raise EvaluationError(f"讀不到評測紀錄：{path}", hint="請先執行 policy-assistant eval run。") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"不是評測紀錄：{path}（{error}）", hint="請用 policy-assistant eval run 產生。"
        ) from error
