"""``/api/ask``: the whole answer as JSON, or as it comes about as server-sent events."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from assistant.api.problems import INTERNAL, RESPONSES, body
from assistant.api.service import Service
from assistant.events import Event
from corpus.errors import PolicyAssistantError
from corpus.types import Answer

EVENT_STREAM = "text/event-stream"
NOT_KEPT = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""An answer is not for caches, and a proxy must pass its pieces on as they come."""

SENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "description": "一個事件；data 為 JSON",
}

_log = logging.getLogger(__name__)


class Question(BaseModel):
    """A question and the earlier questions of the same conversation, oldest first; ``stream`` asks for events."""

    question: str
    history: list[str] = Field(default_factory=list, max_length=50)
    stream: bool = False


def client_of(request: Request) -> str:
    """Return what tells one client from another for the limit: its address. It is kept in memory only."""
    return request.client.host if request.client else ""


def routes(service: Service) -> APIRouter:
    """Return ``/api/ask``.

    Args:
        service: answers.
    """
    router = APIRouter(prefix="/api")
    described = {200: {"model": Answer, "content": {EVENT_STREAM: {"schema": SENT}}}} | RESPONSES

    @router.post("/ask", responses=described, summary="回答一個問題")
    def ask(body: Question, request: Request) -> Response:
        """Answer a question with citations.

        With ``"stream": true`` or ``Accept: text/event-stream`` the answer comes as events: ``stage`` (``{"name"}``),
        ``typing`` (``{"text"}``, unchecked), ``text`` (``{"text", "citations"}``, to append), ``withdrawn``
        (``{"message"}``, all text so far is taken back), last ``done`` (``{"answer"}``, the whole) or ``error``.
        """
        asked = (body.question, tuple(body.history))
        client = client_of(request)
        if body.stream or EVENT_STREAM in request.headers.get("accept", ""):
            steps = service.events(*asked, client=client, channel="api_stream")
            return StreamingResponse(_sent(steps), media_type=EVENT_STREAM, headers=NOT_KEPT)
        return JSONResponse(service.answer(*asked, client=client).to_dict(), headers=NOT_KEPT)

    return router


def _sent(steps: Iterator[Event]) -> Iterator[str]:
    try:
        for event in steps:
            yield server_sent(event.kind, event.to_dict())
    except PolicyAssistantError as error:
        yield server_sent("error", body(error))
    except Exception:
        _log.exception("answering failed")
        yield server_sent("error", {"error": INTERNAL | {"retryable": True}})


def server_sent(name: str, data: Any) -> str:
    """Return one server-sent event with JSON data (HTML standard, section 9.2)."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
