"""The assistant as tools for other programs (Model Context Protocol, streamable HTTP at ``/mcp``): ask, search, read a section.

Behind a switch, because agents ask a lot. Needs the ``mcp`` package (``pip install "policy-assistant[mcp]"``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, ParamSpec

from fastapi import FastAPI

from assistant.api.reading import section_text
from assistant.api.service import Service
from corpus.errors import PolicyAssistantError, SettingsError

PATH = "/mcp"
_CLIENT = "mcp"
"""All tools together are one client to the limit."""

DESCRIPTIONS = {
    "ask": "以政策文件原文回答問題，附編號出處；文件沒有寫的會說明沒有。history 是同一段對話中先前的問題。",
    "search": "檢索與問題最相近的段落；top_k 為 1 到 20。",
    "read_section": "讀取一個章節的全文；章節代號取自 ask 的出處或 search 的段落。",
}

_P = ParamSpec("_P")


def mount(app: FastAPI, service: Service, *, hosts: tuple[str, ...]) -> None:
    """Offer the tools on an application.

    Args:
        app: the application; its lifespan is extended by that of the tools.
        service: answers.
        hosts: the host names (with port) that requests may name, against DNS rebinding; none checks nothing.

    Raises:
        SettingsError: the package is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.transport_security import TransportSecuritySettings
    except ImportError as error:
        raise SettingsError("MCP 需要 mcp 套件", hint='請執行 pip install "policy-assistant[mcp]"。') from error

    server = MCPServer(
        "policy-assistant", instructions="以臺灣政策文件的原文回答問題；每則出處都可用 read_section 讀到全文。"
    )
    for tool in tools(service):
        server.add_tool(_told(tool), description=DESCRIPTIONS[tool.__name__])
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=bool(hosts),
        allowed_hosts=list(hosts),
        allowed_origins=[f"http://{host}" for host in hosts],
    )
    inner = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=security
    )
    app.router.routes.extend(inner.routes)
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(one: Any) -> AsyncIterator[Any]:
        async with outer(one) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan


def tools(service: Service) -> tuple[Callable[..., dict[str, Any]], ...]:
    """Return the tools; other programs see their names, their parameters and ``DESCRIPTIONS``.

    Args:
        service: answers.
    """

    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        answer = service.answer(question, tuple(history or ()), client=_CLIENT, channel="mcp").to_dict()
        return {name: answer[name] for name in ("text", "refused", "reason", "citations", "nearest", "index_id")}

    def search(question: str, top_k: int = 5) -> dict[str, Any]:
        hits = service.search(question, min(max(top_k, 1), 20), client=_CLIENT)
        return {"hits": [hit.to_dict() for hit in hits]}

    def read_section(section_id: str) -> dict[str, Any]:
        return section_text(service, section_id)

    return ask, search, read_section


def _told(tool: Callable[_P, dict[str, Any]]) -> Callable[_P, dict[str, Any]]:
    """A tool whose expected errors reach the other program in words."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def told(*args: _P.args, **kwargs: _P.kwargs) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except PolicyAssistantError as error:
            raise ToolError(f"{error.message}。{error.hint}") from error

    return told
