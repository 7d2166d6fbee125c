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

PUBLIC_HEADERS = MappingProxyType(
    {
        **HEADERS,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'"),
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Robots-Tag": "noindex",
    }
)
"""The same for citizens at large: no framing at all, HTTPS once seen, answers not for search engines."""

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

UPLOAD_PATH = "/admin/documents-upload"
"""Where signed-in officers send documents."""

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of one document that an officer uploads."""


class Hardened:
    """ASGI middleware: adds the headers, refuses what no page of ours asks for.

    Args:
        app: the application to protect.
        public: whether the stricter headers are sent.
        uploads: the paths that may be sent a document (``MAX_UPLOAD`` instead of ``MAX_BODY``).
    """

    def __init__(self, app: ASGIApp, *, public: bool = False, uploads: tuple[str, ...] = ()) -> None:
        self.app, self.uploads = app, uploads
        self.headers = PUBLIC_HEADERS if public else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        most = MAX_UPLOAD if scope["path"].endswith(self.uploads or ("\0",)) else MAX_BODY
        refusal = _refusal(scope, most)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
        else:
            await self.app(scope, _bounded(receive, most), send_with_headers)


def _refusal(scope: Scope, most: int) -> PlainTextResponse | None:
    if any(part in scope["path"] for part in REFUSED_PATHS):
        return PlainTextResponse("不提供上傳與檔案服務。", status_code=403)
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        return PlainTextResponse(f"請求超過 {most} 位元組。", status_code=413)
    return None


def _bounded(receive: Receive, most: int) -> Receive:
    """Cut a request off that sends more than ``most`` bytes without having announced it."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return message if seen <= most else {"type": "http.disconnect"}

    return bounded
