"""A real HTTP server on loopback that speaks OpenAI's chat protocol (and Ollama's) from a script, faults included."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.llm.prompts import BEGIN, END

STREAM = "text/event-stream"
Piece = str | bytes | float
"""str: said by the model · bytes: sent as they are · float: seconds of silence."""


@dataclass(frozen=True)
class Reply:
    """What is answered: status, type and pieces; ``ends`` says whether the protocol's end follows them."""

    pieces: Iterable[Piece] = ()
    status: int = 200
    content_type: str = STREAM
    headers: dict[str, str] = field(default_factory=dict)
    ends: bool = True


def says(text: str, step: int = 3) -> Reply:
    """A reply that brings ``text`` in pieces of ``step`` characters."""
    return Reply([text[i : i + step] for i in range(0, len(text), step)])


def event(text: str) -> bytes:
    return sent({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


def sent(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def evidence(request: dict[str, Any]) -> dict[int, str]:
    """The numbered evidence of a request, by number."""
    shown = request["messages"][-1]["content"].split(BEGIN)[-1].split(END)[0]
    parts = re.split(r"^\[(\d+)\] ", shown, flags=re.M)
    return {int(n): text for n, text in zip(parts[1::2], parts[2::2], strict=True)}


def number_of(request: dict[str, Any], words: str) -> int:
    """The number under which ``words`` stand in the evidence."""
    return next(n for n, text in evidence(request).items() if words in text)


def reads(request: dict[str, Any]) -> bool:
    """Whether the request asks for a question to be read, not answered."""
    return BEGIN not in request["messages"][-1]["content"]


class Scripted:
    """A running server; ``script`` decides every reply and may be changed at any time."""

    def __init__(self) -> None:
        self.script: Callable[[dict[str, Any]], Reply] = lambda _request: says("沒有劇本")
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(
                    Reply([json.dumps({"data": [{"id": "gemma-test"}]}).encode()], content_type="application/json")
                )

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["content-length"])))
                scripted.requests.append(request)
                scripted.headers.append({name.lower(): value for name, value in self.headers.items()})
                self._send(scripted.script(request), ollama=self.path == "/api/chat")

            def _send(self, reply: Reply, *, ollama: bool = False) -> None:
                try:
                    self.send_response(reply.status)
                    self.send_header("Content-Type", "application/x-ndjson" if ollama else reply.content_type)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    for piece in reply.pieces:
                        self._say(piece, ollama)
                    if reply.ends and reply.status == 200:
                        self._end(reply, ollama)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client had enough

            def _say(self, piece: Piece, ollama: bool) -> None:
                if isinstance(piece, float):
                    scripted.stopping.wait(piece)
                elif isinstance(piece, bytes):
                    self.wfile.write(piece)
                elif ollama:
                    self._row({"message": {"role": "assistant", "content": piece}, "done": False})
                else:
                    self.wfile.write(event(piece))
                self.wfile.flush()

            def _end(self, reply: Reply, ollama: bool) -> None:
                if ollama:
                    message = {"role": "assistant", "content": ""}
                    self._row({"message": message, "done": True, "prompt_eval_count": 100, "eval_count": 7})
                elif reply.content_type == STREAM:
                    usage = {"prompt_tokens": 100, "completion_tokens": 7}
                    self.wfile.write(sent({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
                    self.wfile.write(sent({"choices": [], "usage": usage}) + b"data: [DONE]\n\n")

            def _row(self, row: dict[str, Any]) -> None:
                self.wfile.write(
                    json.dumps({"model": "m", "created_at": "2026-01-01T00:00:00Z", **row}).encode() + b"\n"
                )

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    @contextmanager
    def running(self) -> Iterator[Scripted]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()
