"""The ways to reach a language model, one row each; the first needs nothing beyond the core."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.llm.allowed import origin_of
from assistant.llm.calling import Model
from assistant.settings import Settings
from corpus.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Provider:
    """Makes a llama-index LLM from the settings; ``extra`` is the extra of this package that brings what it needs."""

    make: Callable[[Settings], Any]
    extra: str = ""


def connect(settings: Settings) -> Model:
    """Return the language model that the settings name. Nothing is sent yet.

    Raises:
        SettingsError: the address is none, no model is named, it is not on the list of allowed ones, the provider is
            unknown or not installed.
    """
    address = urlsplit(settings.llm_url)
    if address.scheme not in ("http", "https") or not address.hostname or address.username or address.query:
        raise SettingsError(
            "設定「llm_url」不是可用的網址", hint="寫成 http://127.0.0.1:11434/v1 的樣子；金鑰寫在 llm_key。"
        )
    if not settings.llm_model:
        raise SettingsError(
            "設定「llm_model」是空的", hint="寫下模型在該服務上的名稱；policy-assistant doctor 會列出。"
        )
    provider = PROVIDERS.get(settings.llm_provider)
    if provider is None:
        raise SettingsError(
            f"沒有「{settings.llm_provider}」這種連接方式", hint=f"設定 llm_provider 可用：{'、'.join(PROVIDERS)}。"
        )
    origin = origin_of(settings.llm_model, settings.llm_allowed)
    try:
        llm = provider.make(settings)
    except ImportError as error:
        raise SettingsError(
            f"連接方式「{settings.llm_provider}」需要的套件沒有安裝",
            hint=f"請執行：pip install 'policy-assistant[{provider.extra}]'",
        ) from error
    return Model(llm, name=settings.llm_model, origin=origin, settings=settings)


def _endpoint(settings: Settings) -> Any:
    from assistant.llm.endpoint import Endpoint

    return Endpoint(
        settings.llm_url,
        settings.llm_model,
        key=settings.llm_key,
        max_tokens=settings.llm_max_tokens,
        connect_seconds=settings.llm_connect_seconds,
        read_seconds=max(settings.llm_first_token_seconds, settings.llm_idle_seconds),
        use_proxy=settings.llm_use_proxy,
    )


def _openai_like(settings: Settings) -> Any:
    from llama_index.llms.openai_like import OpenAILike

    client = httpx.Client(**_wire(settings))
    return _closing(
        OpenAILike(
            model=settings.llm_model,
            api_base=settings.llm_url,
            api_key=settings.llm_key.reveal() or "none",  # the client insists on one
            is_chat_model=True,
            max_retries=0,  # ours count against the answer's allowance
            temperature=0.0,
            additional_kwargs={"stream_options": {"include_usage": True}},
            http_client=client,
        ),
        client,
    )


def _ollama(settings: Settings) -> Any:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    headers = {"Authorization": f"Bearer {settings.llm_key.reveal()}"} if settings.llm_key else {}
    host = settings.llm_url.rstrip("/").removesuffix("/v1")
    client = Client(host=host, headers=headers, **_wire(settings))
    return _closing(
        Ollama(
            model=settings.llm_model,
            base_url=host,
            client=client,
            context_window=settings.llm_evidence + 2 * settings.llm_max_tokens + 1000,
            temperature=0.0,
            additional_kwargs={"num_predict": settings.llm_max_tokens},
        ),
        client._client,
    )


def _wire(settings: Settings) -> dict[str, Any]:
    """How a provider's own client is to behave on the wire."""
    silence = max(settings.llm_first_token_seconds, settings.llm_idle_seconds)
    timeout = httpx.Timeout(silence, connect=settings.llm_connect_seconds)
    return {"timeout": timeout, "trust_env": settings.llm_use_proxy, "follow_redirects": False}


def _closing(llm: Any, client: httpx.Client) -> Any:
    """Return ``llm``, whose connections are closed when it is no more."""
    weakref.finalize(llm, client.close)
    return llm


PROVIDERS = {
    "openai-compatible": Provider(_endpoint),
    "openai-like": Provider(_openai_like, "openai-like"),
    "ollama": Provider(_ollama, "ollama"),
}
"""By the names that the setting ``llm_provider`` takes."""
