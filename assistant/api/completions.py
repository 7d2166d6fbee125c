"""``/v1/chat/completions`` and ``/v1/models``: for clients that speak the OpenAI chat interface.

The last user message is the question, the user messages before it are its history; other messages and sampling options are
not used. Sources follow the text as footnotes, because such clients show nothing else, and stand in ``citations`` too.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from assistant.api.asking import EVENT_STREAM, NOT_KEPT, SENT, client_of
from assistant.api.problems import INTERNAL, RESPONSES, body
from assistant.api.service import Service
from assistant.events import Done, Event, Text, Withdrawn, finished
from corpus.errors import PolicyAssistantError, QuestionError
from corpus.types import Answer, Citation

MODEL = "policy-assistant"

_log = logging.getLogger(__name__)


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Chat(BaseModel):
    """A request for the next message; fields not named here are ignored."""

    messages: list[Message] = Field(min_length=1, max_length=200)
    model: str = MODEL
    stream: bool = False


def routes(service: Service) -> APIRouter:
    """Return the OpenAI-compatible part of the interface.

    Args:
        service: answers.
    """
    router = APIRouter(prefix="/v1")
    began = int(time.time())
    described = {200: {"content": {EVENT_STREAM: {"schema": SENT}}}} | RESPONSES

    @router.get("/models", summary="可用的模型（OpenAI 相容）")
    def models() -> dict[str, Any]:
        """Name the one model there is."""
        return {
            "object": "list",
            "data": [{"id": MODEL, "object": "model", "created": began, "owned_by": "policy-assistant"}],
        }

    @router.post("/chat/completions", responses=described, summary="問答（OpenAI 相容）")
    def complete(chat: Chat, request: Request) -> Response:
        """Answer the last user message with citations."""
        asked = [message.text for message in chat.messages if message.role == "user"]
        if not asked or chat.messages[-1].role != "user":
            raise QuestionError("最後一則訊息不是使用者的問題", hint="messages 的最後一則請用 role: user。")
        steps = service.events(asked[-1], tuple(asked[:-1][-50:]), client=client_of(request), channel="openai")
        if chat.stream:
            return StreamingResponse(_chunks(steps), media_type=EVENT_STREAM, headers=NOT_KEPT)
        return JSONResponse(_completion(finished(steps)), headers=NOT_KEPT)

    return router


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.text + _footnotes(answer), "refusal": None} | _extra(answer)
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _head("chat.completion") | {"choices": [choice]}


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _extra(answer: Answer) -> dict[str, Any]:
    """What this program adds to the interface's own fields."""
    return {
        "citations": [citation.to_dict() for citation in answer.citations],
        "refused": answer.refused,
        "index_id": answer.index_id,
    }


def _footnotes(answer: Answer) -> str:
    notes = "\n".join(f"[{citation.marker}] {_footnote(citation)}" for citation in answer.citations)
    return f"\n\n{notes}" if notes else ""


def _footnote(citation: Citation) -> str:
    where = (f"《{citation.title}》", citation.edition, " › ".join(citation.section))
    page = (f"第 {citation.page} 頁",) if citation.page else ()
    return "，".join(part for part in (*where, *page, f"「{' '.join(citation.quote.split())}」") if part)


def _chunks(steps: Iterator[Event]) -> Iterator[str]:
    head = _head("chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return f"data: {json.dumps(head | {'choices': [choice]}, ensure_ascii=False)}\n\n"

    try:
        yield chunk({"role": "assistant", "content": ""})
        for event in steps:
            if isinstance(event, Text):
                yield chunk({"content": event.text})
            elif isinstance(event, Withdrawn):  # what was sent cannot be taken back, so it is said
                yield chunk({"content": f"\n\n（{event.message}）\n\n"})
            elif isinstance(event, Done):
                yield chunk({"content": _footnotes(event.answer), **_extra(event.answer)})
                yield chunk({}, "stop")
    except PolicyAssistantError as error:
        yield f"data: {json.dumps(body(error), ensure_ascii=False)}\n\n"
    except Exception:
        _log.exception("answering failed")
        yield f"data: {json.dumps({'error': INTERNAL | {'retryable': True}}, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
