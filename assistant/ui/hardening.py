"""What keeps the web chat closed: headers, refused uploads, bounded requests, Gradio's switches.

Content Security Policy without ``unsafe-eval`` and without any other host, so that neither a document nor a model can
make a browser send something elsewhere. (Gradio's HTML component and ``js=`` handlers need ``unsafe-eval``: unused.)
"""

from __future__ import annotations

from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GRADIO_ENVIRONMENT = MappingProxyType(
    {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_MCP_SERVER": "False",
        "GRADIO_RUN_HISTORY": "False",
        "GRADIO_SHARE": "False",
        "GRADIO_SSR_MODE": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
    }
)
"""To be set before Gradio is first imported, besides ``GRADIO_TEMP_DIR`` (a folder of our own)."""

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    ]
)

HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
)

REFUSED_PATHS = (
    "/gradio_api/upload",
    "/gradio_api/upload_progress",
    "/gradio_api/file=",
    "/gradio_api/proxy=",
    "/monitoring",
)
"""Parts of Gradio that this chat has no use for; refused wherever Gradio is mounted."""

MAX_BODY = 256 * 1024
"""Bytes of one request; a question is a few hundred."""


class Hardened:
    """ASGI middleware: adds the headers, refuses what no page of ours asks for.

    Args:
        app: the application to protect.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
        else:
            await self.app(scope, _bounded(receive), send_with_headers)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    if any(part in scope["path"] for part in REFUSED_PATHS):
        return PlainTextResponse("不提供上傳與檔案服務。", status_code=403)
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        return PlainTextResponse(f"請求超過 {MAX_BODY} 位元組。", status_code=413)
    return None


def _bounded(receive: Receive) -> Receive:
    """Cut a request off that sends more than ``MAX_BODY`` without having announced it."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return message if seen <= MAX_BODY else {"type": "http.disconnect"}

    return bounded
