"""Any OpenAI-compatible chat endpoint (Ollama, vLLM, llama.cpp, TGI, a cloud) as a llama-index LLM, over httpx alone.

The wire: ``POST {base}/chat/completions`` with ``stream`` set, answered by server-sent events (``data: {…}`` lines up to
``data: [DONE]``). A server that ignores ``stream`` and answers in one JSON object is understood too. Everything else (another
content type, bytes that are no JSON, an end without a finish, more bytes than any answer needs) is a ``CallFailed``.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import httpx
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, LLMMetadata, MessageRole
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from pydantic import PrivateAttr

from assistant.llm.failures import CallFailed
from assistant.settings import Secret

LARGEST = 2_000_000
"""Bytes of a response after which it is given up; an answer of 800 tokens takes some 250,000 on the wire."""

_MOST_WAIT = 30.0


class Endpoint(CustomLLM):  # type: ignore[misc]  # untyped guest
    """A chat model behind an OpenAI-compatible address.

    Args:
        base_url: up to and including ``/v1``.
        model: its name there.
        key: sent as bearer token; an empty one is not sent.
        max_tokens: how long an answer may become.
        connect_seconds: how long reaching the server may take.
        read_seconds: how long the server may be silent.
        use_proxy: whether proxies named by environment variables are used.
    """

    base_url: str
    model: str
    max_tokens: int = 800
    _client: httpx.Client = PrivateAttr()
    _key: Secret = PrivateAttr()

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        key: Secret,
        max_tokens: int = 800,
        connect_seconds: float = 3.0,
        read_seconds: float = 30.0,
        use_proxy: bool = False,
    ) -> None:
        super().__init__(base_url=base_url.rstrip("/"), model=model, max_tokens=max_tokens)
        self._key = key
        self._client = httpx.Client(
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds), trust_env=use_proxy, follow_redirects=False
        )
        weakref.finalize(self, self._client.close)

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows the class by."""
        return "policy_assistant_endpoint"

    @property
    def metadata(self) -> LLMMetadata:
        """What llama-index asks about a model."""
        return LLMMetadata(model_name=self.model, num_output=self.max_tokens, is_chat_model=True)

    @llm_chat_callback()  # type: ignore[untyped-decorator]
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """Return the whole reply to ``messages``; raises ``CallFailed``."""
        text, raw = "", None
        for chunk in self._replies(messages, **kwargs):
            text, raw = text + (chunk.delta or ""), chunk.raw or raw
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), raw=raw)

    @llm_chat_callback()  # type: ignore[untyped-decorator]
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Iterator[ChatResponse]:
        """Yield the reply to ``messages`` as it comes; raises ``CallFailed``."""
        return self._replies(messages, **kwargs)

    @llm_completion_callback()  # type: ignore[untyped-decorator]
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ARG002
        """Return the reply to one user message; raises ``CallFailed``."""
        reply = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)], **kwargs)
        return CompletionResponse(text=reply.message.content or "", raw=reply.raw)

    @llm_completion_callback()  # type: ignore[untyped-decorator]
    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: ARG002
        **kwargs: Any,
    ) -> Iterator[CompletionResponse]:
        """Yield the reply to one user message as it comes; raises ``CallFailed``."""
        for chunk in self._replies([ChatMessage(role=MessageRole.USER, content=prompt)], **kwargs):
            yield CompletionResponse(text=chunk.message.content or "", delta=chunk.delta, raw=chunk.raw)

    def models(self) -> tuple[str, ...]:
        """Return the names of the models the server offers.

        Raises:
            CallFailed: it does not say.
        """
        try:
            response = self._client.get(f"{self.base_url}/models", headers=self._headers())
            _refuse(response)
            return tuple(str(row["id"]) for row in response.json()["data"])
        except httpx.HTTPError as error:
            raise _unreached(error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise CallFailed("broken", "服務沒有列出模型") from error

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key.reveal()}"} if self._key else {}

    def _replies(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Iterator[ChatResponse]:
        body = {
            "model": self.model,
            "messages": [{"role": m.role.value, "content": m.content} for m in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0,
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
        }
        said = ""
        try:
            with self._client.stream(
                "POST", f"{self.base_url}/chat/completions", json=body, headers=self._headers()
            ) as response:
                _refuse(response)
                for delta, usage in _read(response):
                    said += delta
                    message = ChatMessage(role=MessageRole.ASSISTANT, content=said)
                    yield ChatResponse(message=message, delta=delta, raw={"usage": usage} if usage else None)
        except httpx.HTTPError as error:
            raise _unreached(error) from error


def _refuse(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    busy = status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
    told = response.headers.get("retry-after", "")
    wait = min(float(told), _MOST_WAIT) if told.isascii() and told.isdigit() else 0.0
    raise CallFailed("busy" if busy else "unavailable", f"服務回應 HTTP {status}", retryable=busy, wait=wait)


def _unreached(error: httpx.HTTPError) -> CallFailed:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return CallFailed("unavailable", f"連不上服務（{type(error).__name__}）", retryable=True)
    if isinstance(error, httpx.TimeoutException):
        return CallFailed("timeout", "服務沒有在時限內回應")
    return CallFailed("broken", f"連線中斷（{type(error).__name__}）")


def _read(response: httpx.Response) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield pieces of text with the token counts that came with them; an empty text is a sign of life."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        whole = b"".join(_capped(response.iter_bytes()))
        choice, usage = _choice(whole)
        yield _text(choice.get("message") or {}), usage
        return
    if kind != "text/event-stream":
        raise CallFailed("broken", "服務的回應不是約定的格式（content-type）")
    ended = False
    for line in _lines(_capped(response.iter_bytes())):
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            return
        choice, usage = _choice(data)
        ended = ended or bool(choice.get("finish_reason"))
        delta = choice.get("delta") or {}
        text = _text(delta)
        if text or usage or delta.get("reasoning_content") or delta.get("reasoning"):
            yield text, usage
    if not ended:
        raise CallFailed("broken", "回應在結束之前中斷")


def _choice(data: bytes) -> tuple[dict[str, Any], dict[str, Any] | None]:
    try:
        told = json.loads(data)
        if "error" in told:
            raise CallFailed("unavailable", "服務在回應中途回報錯誤")
        choices = told.get("choices") or [{}]
        return dict(choices[0]), told.get("usage") or None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CallFailed("broken", "服務的回應不是約定的格式（JSON）") from error


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _capped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise CallFailed("broken", f"回應超過 {LARGEST:,} 位元組")
        yield chunk


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest: list[bytes] = []
    for chunk in chunks:
        *complete, last = chunk.split(b"\n")
        for line in complete:
            yield b"".join((*rest, line)).rstrip(b"\r")
            rest = []
        rest.append(last)
    if any(rest):
        yield b"".join(rest)
