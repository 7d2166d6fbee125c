"""Calls to one language model, whoever provides it: within limits of time, number and concurrency, and accounted for."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.llm.breaker import Breaker
from assistant.llm.failures import CallFailed
from assistant.llm.watch import Limits, watched
from assistant.settings import Settings

Message = tuple[str, str]
"""Role (``system`` or ``user``) and text."""

_FIRST_WAIT = 0.25
_BUSY = (429, 503)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Meter:
    """What one answer may spend, and has spent: calls, seconds, tokens.

    ``first_token`` is when the model's first token of the last call came (``time.perf_counter``), None before it.
    """

    most_calls: int
    until: float
    calls: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0
    first_token: float | None = None
    first_token_ms: float | None = None

    @property
    def calls_left(self) -> int:
        """Calls that may still be made."""
        return self.most_calls - self.calls

    def count(self, raw: object) -> None:
        """Add the tokens that a response reports, in OpenAI's or Ollama's words."""
        usage = _get(raw, "usage") or raw
        for name, keys in (
            ("prompt_tokens", ("prompt_tokens", "prompt_eval_count")),
            ("completion_tokens", ("completion_tokens", "eval_count")),
        ):
            told = next((n for k in keys if isinstance(n := _get(usage, k), int) and not isinstance(n, bool)), None)
            if told is not None:
                setattr(self, name, (getattr(self, name) or 0) + told)


class Model:
    """A language model ready to be asked.

    Args:
        llm: the llama-index LLM that reaches it.
        name: its name, as answers record it.
        origin: where it comes from.
        settings: the limits.
        sleep: waits before a retry.
    """

    def __init__(
        self,
        llm: Any,
        *,
        name: str,
        origin: str,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.llm, self.name, self.origin = llm, name, origin
        self._settings, self._sleep = settings, sleep
        self._slots = threading.BoundedSemaphore(settings.llm_concurrency)
        self._breaker = Breaker(settings.llm_failures, settings.llm_pause_seconds)

    def meter(self) -> Meter:
        """Return the allowance for one answer."""
        return Meter(self._settings.llm_calls, time.monotonic() + self._settings.llm_total_seconds)

    def stream(self, messages: Sequence[Message], meter: Meter, max_tokens: int) -> Iterator[str]:
        """Yield the reply as it comes.

        Args:
            messages: what is said to the model.
            meter: the answer's allowance, which this call is charged to.
            max_tokens: how long the reply may become.

        Raises:
            CallFailed: too busy, out of allowance, or nothing (or not all) came.
        """
        patience = min(self._settings.llm_connect_seconds, meter.until - time.monotonic())
        if not self._slots.acquire(timeout=max(0.0, patience)):
            raise CallFailed("busy", f"同時已有 {self._settings.llm_concurrency} 個呼叫")
        started = time.perf_counter()
        try:
            yield from self._tried(messages, meter, max_tokens)
        finally:
            meter.seconds += time.perf_counter() - started
            self._slots.release()

    def complete(self, messages: Sequence[Message], meter: Meter, max_tokens: int) -> str:
        """Return the whole reply; raises as ``stream``."""
        return "".join(self.stream(messages, meter, max_tokens))

    def _tried(self, messages: Sequence[Message], meter: Meter, max_tokens: int) -> Iterator[str]:
        """Try again where that may help and nothing was said yet, while the allowance lasts."""
        wait = _FIRST_WAIT
        while True:
            if not self._breaker.allows():
                raise CallFailed("busy", "服務連續失敗，暫停呼叫中")
            if meter.calls_left < 1:
                raise CallFailed("unavailable", "已用完這個答案可呼叫的次數")
            meter.calls += 1
            meter.first_token = None
            try:
                yield from self._once(messages, meter, max_tokens)
            except CallFailed as failure:
                self._breaker.failed()
                _log.warning("language model %s: %s (%s)", self.name, failure.problem, failure.detail)
                pause = max(failure.wait, wait * random.uniform(1.0, 2.0))  # noqa: S311  spreads retries, no secret
                over = time.monotonic() + pause >= meter.until
                if not failure.retryable or meter.first_token is not None or meter.calls_left < 1 or over:
                    raise
                self._sleep(pause)
                wait *= 2
            else:
                self._breaker.worked()
                return

    def _once(self, messages: Sequence[Message], meter: Meter, max_tokens: int) -> Iterator[str]:
        settings, started = self._settings, time.perf_counter()
        limits = Limits(
            settings.llm_connect_seconds + settings.llm_first_token_seconds,
            settings.llm_idle_seconds,
            meter.until - time.monotonic(),
        )
        for arrived in watched(lambda: self._chunks(messages, max_tokens), limits):
            text, raw = arrived.item
            if raw is not None:
                meter.count(raw)
            if text:
                if meter.first_token is None:
                    meter.first_token, meter.first_token_ms = arrived.at, 1000 * (arrived.at - started)
                yield text

    def _chunks(self, messages: Sequence[Message], max_tokens: int) -> Iterator[tuple[str, object]]:
        from llama_index.core.base.llms.types import ChatMessage  # a second to import: only when a model is asked

        said = [ChatMessage(role=role, content=text) for role, text in messages]
        try:
            for chunk in self.llm.stream_chat(said, max_tokens=max_tokens):
                yield chunk.delta or "", chunk.raw
        except CallFailed:
            raise
        except (
            Exception
        ) as error:  # a provider's own kinds of failure; they may quote the request, so only the type is kept
            raise _failure(error) from error


def _failure(error: Exception) -> CallFailed:
    status = _get(error, "status_code") or _get(_get(error, "response"), "status_code")
    kind = type(error).__name__
    if isinstance(status, int) and status > 0:
        busy = status in _BUSY
        return CallFailed("busy" if busy else "unavailable", f"服務回應 HTTP {status}", retryable=busy)
    if "Timeout" in kind and "Connect" not in kind:
        return CallFailed("timeout", f"服務沒有在時限內回應（{kind}）")
    if "Connect" in kind:
        return CallFailed("unavailable", f"連不上服務（{kind}）", retryable=True)
    return CallFailed("broken", f"服務的回應無法使用（{kind}）")


def _get(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
