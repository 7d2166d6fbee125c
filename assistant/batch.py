"""JSONL in, JSONL out: one row for each row, in order; a row that fails carries ``error`` and the run goes on.

Rows are read, answered and written one at a time. Output grows in ``OUT.part`` beside the target, a line at a time, and
takes the target's name when the run is complete: a finished file is whole, a stopped run keeps what it had, and an
earlier result is never half overwritten.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from corpus.errors import InputError, PolicyAssistantError

Respond = Callable[["Request"], dict[str, Any]]

_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)')
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One row that was asked: ``turns`` are the user's earlier questions, oldest first."""

    row_id: object
    question: str
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch came to: rows written, how many of them failed, and blank lines that are no rows."""

    rows: int
    failed: int
    blank: int


def run_batch(
    source: Path,
    output: Path | None,
    respond: Respond,
    empty: Mapping[str, Any],
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Answer every row of a file.

    Args:
        source: the JSONL file; ``-`` for standard input.
        output: the JSONL file to write; None for standard output.
        respond: gives the fields of one out row.
        empty: those fields for a row that failed.
        progress: called as ``progress(stage, rows done, 0)`` after each row.

    Raises:
        InputError: a file cannot be opened.
    """
    rows = failed = blank = 0
    with _opened(source) as lines, _writer(output, source) as write:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                blank += 1
                continue
            row = answered(line, number, respond, empty)
            write(_encoded(row))
            rows, failed = rows + 1, failed + ("error" in row)
            if progress is not None:
                progress("已處理列數", rows, 0)
    return Summary(rows, failed, blank)


def answered(line: bytes, number: int, respond: Respond, empty: Mapping[str, Any]) -> dict[str, Any]:
    """Return the out row for one line of input, whatever is wrong with it.

    Args:
        line: UTF-8 JSON, not blank.
        number: its place in the file, from 1, for messages.
        respond: gives the fields of the out row.
        empty: those fields for a row that fails.
    """
    row_id: object = readable_id(line)
    question: object = None
    started = time.perf_counter()
    try:
        request = parse_row(line, number)
        row_id, question = request.row_id, request.question
        fields: Mapping[str, Any] = respond(request)
    except PolicyAssistantError as error:
        fields = {**empty, "error": {"code": error.code, "message": error.message, "hint": error.hint}}
    except Exception as error:
        # The one boundary where an unforeseen fault must not cost the other rows: logged in full, and in the row.
        _log.exception("row %d failed", number)
        message = f"第 {number} 行處理失敗：{type(error).__name__}: {error}"
        fields = {**empty, "error": {"code": "internal", "message": message, "hint": "請回報這個問題。"}}
    elapsed = round((time.perf_counter() - started) * 1000, 3)
    return {"id": row_id, "question": question, **fields, "latency_ms": elapsed}


def parse_row(line: bytes, number: int) -> Request:
    """Read one line as a request.

    Raises:
        InputError: not UTF-8, not a JSON object, no ``question`` text, or ``turns`` that are not texts.
    """
    try:
        data = json.loads(line.decode("utf-8-sig").rstrip())
    except UnicodeDecodeError as error:
        raise InputError(f"第 {number} 行不是 UTF-8 文字", hint="請將檔案轉存為 UTF-8。") from error
    except (ValueError, RecursionError) as error:
        place = f"（第 {error.colno} 字附近）" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"第 {number} 行不是有效的 JSON{place}", hint="每行一個完整的 JSON 物件。") from error
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise InputError(f"第 {number} 行缺少文字欄位 question", hint='每行的格式：{"id": "…", "question": "…"}。')
    turns = data.get("turns") or []
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise InputError(f"第 {number} 行的 turns 不是文字陣列", hint='例如 "turns": ["先前的問題"]。')
    return Request(data.get("id"), data["question"], tuple(turns))


def readable_id(line: bytes) -> object:
    """Return the row's id, also out of a broken line where it can still be read, else None."""
    found = _ID.search(line.decode("utf-8", "replace"))
    try:
        return json.loads(found[1]) if found else None
    except ValueError:
        return None


def _encoded(row: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair in the input: escaped, so that it survives
        return json.dumps(row).encode() + b"\n"


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    if str(source) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = source.open("rb")
        file.peek(1)
    except OSError as error:
        raise InputError(f"讀不到批次檔：{source}", hint="請確認路徑與讀取權限。") from error
    with file:
        yield file


@contextmanager
def _writer(output: Path | None, source: Path) -> Iterator[Callable[[bytes], None]]:
    if output is None:
        yield _flushing(sys.stdout.buffer)
        return
    if output.exists() and source.exists() and output.samefile(source):
        raise InputError(f"結果檔就是批次檔：{output}", hint="請把 --output 指到另一個檔案。")
    special = output.exists() and not output.is_file()  # a pipe or a device is written as it is
    part = output if special else output.with_name(output.name + ".part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise InputError(f"無法寫入結果檔：{part}", hint="請確認資料夾存在且可寫入。") from error
    try:
        with file:
            yield _flushing(file)
    except BaseException:
        _log.warning("未完成；已寫出的列留在 %s。", part)
        raise
    if not special:
        part.replace(output)


def _flushing(file: IO[bytes]) -> Callable[[bytes], None]:
    def write(line: bytes) -> None:
        file.write(line)
        file.flush()

    return write
