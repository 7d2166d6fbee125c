"""Read a file that may be damaged or hostile: in a child process with limits on memory, processor time and clock.

The child is ``python -m corpus.sandbox``. It gets one JSON line per file on its standard input and answers with one
JSON line; an empty line in between means that a long reading has come further. No pickle crosses the pipe, the child sees no
environment variables of its parent, and whatever happens to it the parent gets a ``DocumentError`` that names the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import readers
from corpus.errors import DocumentError
from corpus.readers import progress
from corpus.readers.parsed import Parsed

TIMEOUT_S = 60.0
MEMORY_BYTES = 2 * 1024**3
MAX_EXTENSION = 20
"""A reader that reports progress may take this many times the timeout in all."""

_MAX_REPLY_BYTES = 1024**3
_ROOT = Path(__file__).resolve().parents[1]
_HINT = "其他檔案不受影響；請以原軟體重新另存，或轉存為 ODF、純文字後再試"
_ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one request: a reply, or what happened to the child."""

    reply: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    timed_out: bool = False


def read_safely(path: Path, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES) -> Parsed:
    """Read one file without risk to this process.

    Args:
        path: the file.
        timeout_s: seconds of clock and of processor time the file may take.
        memory_bytes: address space of the child, in bytes.

    Returns:
        What the reader of this format found.

    Raises:
        DocumentError: the file cannot be read, or reading it crashed or passed a limit.
    """
    with Sandbox(timeout_s=timeout_s, memory_bytes=memory_bytes) as sandbox:
        return sandbox.read(path)


class Sandbox:
    """Reads many files with one child, started when first needed and replaced when it dies. Not for use by two threads.

    Args:
        timeout_s: seconds of clock and of processor time a file may take.
        memory_bytes: address space of the child, in bytes.
    """

    def __init__(self, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def child_id(self) -> int | None:
        """Process id of the child; None while there is none."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """End the child, and whatever it started, at once."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):  # already gone: nothing left to end
            os.killpg(child.pid, signal.SIGKILL)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # a request that the dead child never took
                    pipe.close()
        child.wait()

    def read(self, path: Path) -> Parsed:
        """Read one file; plain text and Markdown, which need no parser, in this process.

        Args:
            path: the file.

        Returns:
            What the reader of this format found.

        Raises:
            DocumentError: the file cannot be read, or reading it crashed or passed a limit.
        """
        if readers.is_plain(path):
            return readers.read(path)
        reused = self._child is not None
        outcome = self._ask(path)
        if outcome.failure and reused and not outcome.timed_out:
            outcome = self._ask(path)  # in a fresh child: an earlier file may have left the old one short of memory
        if outcome.failure:
            raise DocumentError(f"{path.name}：{outcome.failure}", hint=_HINT)
        reply = outcome.reply
        if "error" in reply:
            raise DocumentError(reply["error"], hint=reply["hint"])
        return Parsed.from_dict(reply["parsed"])

    def _ask(self, path: Path) -> _Outcome:
        child = self._child or self._start()
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the child was started without pipes")
        try:
            child.stdin.write(json.dumps(str(path.resolve())).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            return self._gone(child)
        line = receive(child.stdout.fileno(), self._timeout_s)
        if line is None:
            self.close()
            return _Outcome(failure=f"讀取超過 {self._timeout_s:g} 秒，已停止", timed_out=True)
        if not line:
            return self._gone(child)
        reply = json.loads(line)
        if "failure" in reply:
            self.close()
            return _Outcome(failure=reply["failure"])
        return _Outcome(reply=reply)

    def _gone(self, child: subprocess.Popen[bytes]) -> _Outcome:
        code = child.wait()
        self.close()
        if code == -signal.SIGXCPU:
            return _Outcome(failure=f"讀取用去超過 {self._timeout_s:g} 秒的處理器時間，已停止", timed_out=True)
        ended = signal.Signals(-code).name if code < 0 else f"結束碼 {code}"
        return _Outcome(failure=f"解析程式異常結束（{ended}）")

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "corpus.sandbox", str(self._memory_bytes), str(self._timeout_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            start_new_session=True,
        )
        return self._child


def receive(pipe: int, timeout_s: float) -> bytes | None:
    """Wait for one line of a pipe.

    Args:
        pipe: the file descriptor to read.
        timeout_s: seconds to wait; an empty line starts them again, up to ``MAX_EXTENSION`` times as many in all.

    Returns:
        The line with its end; None when the time is up; empty when the other side has gone.
    """
    started = time.monotonic()
    deadline, last = started + timeout_s, started + MAX_EXTENSION * timeout_s
    buffer = bytearray()
    while True:
        left = min(deadline, last) - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return None
        chunk = os.read(pipe, 1 << 20)
        if not chunk or len(buffer) > _MAX_REPLY_BYTES:
            return b""
        while not buffer and chunk.startswith(b"\n"):
            deadline, chunk = time.monotonic() + timeout_s, chunk[1:]
        buffer += chunk
        if chunk.endswith(b"\n"):
            return bytes(buffer)


def _serve(memory_bytes: int, timeout_s: float) -> None:
    """Answer requests until the parent closes the pipe."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not look like a reply
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def still_at_work() -> None:
        _grant_cpu(timeout_s)
        replies.write(b"\n")

    progress.LISTENER.set(still_at_work)
    for line in sys.stdin.buffer:
        _grant_cpu(timeout_s)
        reply = _answer(Path(json.loads(line)))
        replies.write(json.dumps(reply).encode() + b"\n")


def _answer(path: Path) -> dict[str, Any]:
    try:
        return {"parsed": readers.read(path).to_dict()}
    except DocumentError as error:
        return {"error": error.message, "hint": error.hint}
    except MemoryError:
        return {"failure": "讀取所需的記憶體超過上限"}


def _grant_cpu(timeout_s: float) -> None:
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + timeout_s) + 1, hard))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), float(sys.argv[2]))
