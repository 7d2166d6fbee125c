"""The running chat: listens at once, opens the assistant in the background, then hands over to the whole application.

Until the assistant is ready every page is the start page with a progress bar; ``/healthz`` says that the process lives
and ``/readyz`` whether it can answer.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.service import Answering
from assistant.settings import Settings, apply_environment
from assistant.ui.hardening import GRADIO_ENVIRONMENT, UPLOAD_PATH, Hardened
from assistant.ui.officers import Officers
from assistant.ui.routes import asset
from assistant.ui.shell import Progress, starting
from assistant.ui.words import ZH
from corpus.errors import PolicyAssistantError, SettingsError

Report = Callable[[str, int, int], None]
"""Told the stage, how much is done, and how much there is."""

OpenAssistant = Callable[[Report], Answering]
Build = Callable[[Report], ASGIApp]

_log = logging.getLogger(__name__)


class Gate:
    """ASGI application that shows the start page until the real one is built.

    Args:
        build: makes the application; run in a thread of its own, told where to report.
        public: whether the stricter headers are sent.
        uploads: paths that may be sent a document.
    """

    def __init__(self, build: Build, *, public: bool = False, uploads: tuple[str, ...] = ()) -> None:
        self._build = build
        self._inner: ASGIApp | None = None
        self._instance = secrets.token_hex(8)
        self.progress = Progress()
        self.app: ASGIApp = Hardened(
            Starlette(
                routes=[
                    Route("/healthz", self._alive),
                    Route("/readyz", self._ready),
                    Mount("/", app=self._switch),
                ],
                middleware=[Middleware(GZipMiddleware, minimum_size=1024)],
                lifespan=self._lifespan,
            ),
            public=public,
            uploads=uploads,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        await self.app(scope, receive, send)

    async def _switch(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._inner or _start_page(self.progress, scope["path"].removeprefix(scope.get("root_path", "")))
        await app(scope, receive, send)

    def _alive(self, _request: Request) -> JSONResponse:
        """Say that the process lives, and which one: a page tells by it that the server was started anew."""
        return JSONResponse({"status": "ok", "instance": self._instance})

    def _ready(self, _request: Request) -> JSONResponse:
        now = self.progress
        status = "ready" if self._inner else "failed" if now.problem else "starting"
        body = {"status": status, "stage": now.stage, "done": now.done, "total": now.total}
        return JSONResponse(body, status_code=200 if self._inner else 503)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        running = asyncio.create_task(self._run(stop))
        yield
        stop.set()
        await running

    async def _run(self, stop: asyncio.Event) -> None:
        """Build the application, keep its lifespan open until told to stop."""
        built: asyncio.Future[ASGIApp | None] = asyncio.get_running_loop().create_future()
        threading.Thread(target=self._prepare, args=(built,), name="prepare", daemon=True).start()
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((built, stopping), return_when=asyncio.FIRST_COMPLETED)
        inner = built.result() if built.done() else None
        if isinstance(inner, FastAPI):
            async with inner.router.lifespan_context(inner):
                self._inner = inner
                await stopping
        else:
            self._inner = inner
            await stopping

    def _prepare(self, built: asyncio.Future[ASGIApp | None]) -> None:
        app: ASGIApp | None = None
        failure = Progress(problem=ZH.failed_unknown, hint=ZH.failed_unknown_hint)
        try:
            app = self._build(self._report)
        except PolicyAssistantError as error:
            _log.error("%s %s", error.message, error.hint)
            failure = Progress(problem=error.message, hint=error.hint)
        finally:  # whatever else went wrong is still raised, and the page must not wait for ever
            if app is None:
                self.progress = failure
            loop = built.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, built, app)

    def _report(self, stage: str, done: int, total: int) -> None:
        self.progress = Progress(stage, done, total)


def _settle(built: asyncio.Future[ASGIApp | None], app: ASGIApp | None) -> None:
    if not built.done():
        built.set_result(app)


def _start_page(progress: Progress, path: str) -> Response:
    if path.startswith("/ui/"):
        return asset(path.removeprefix("/ui/"))
    if path.startswith("/api/"):
        words = {"code": "starting", "message": ZH.preparing, "hint": ZH.preparing_hint, "retryable": True}
        return JSONResponse({"error": words}, status_code=503, headers={"Retry-After": "2"})
    return HTMLResponse(
        starting(progress), status_code=200 if path == "/" else 503, headers={"Cache-Control": "no-store"}
    )


def gate(
    open_assistant: OpenAssistant, settings: Settings | None = None, rebuild: Callable[[], Answering] | None = None
) -> Gate:
    """Return the application that opens the assistant in the background once it is served.

    Args:
        open_assistant: opens it, building the index where there is none; told where to report.
        settings: see ``assistant.ui.application``.
        rebuild: see ``assistant.ui.application``.
    """
    chosen = settings or Settings()

    def build(report: Report) -> ASGIApp:
        from assistant.ui.application import application  # heavy: Gradio

        assistant = open_assistant(report)

        async def made() -> ASGIApp:  # where no loop is running, Gradio opens several and leaves them open
            return application(
                assistant, chosen, rebuild=rebuild, reopen=lambda: open_assistant(lambda _stage, _done, _total: None)
            )

        return asyncio.run(made())

    offers = bool(rebuild) and Officers(chosen).enabled and not chosen.public
    return Gate(build, public=chosen.public, uploads=(UPLOAD_PATH,) if offers else ())


def serve(
    open_assistant: OpenAssistant,
    settings: Settings,
    *,
    rebuild: Callable[[], Answering] | None = None,
    announce: Callable[[str], object] | None = None,
) -> None:
    """Serve the chat until stopped.

    Args:
        open_assistant: opens the assistant; run in the background once the server listens.
        settings: address, port and how it is served.
        rebuild: see ``assistant.ui.application``.
        announce: told the chat's address once the port is ours.

    Raises:
        SettingsError: the address cannot be listened on, or signing in is set up wrongly.
    """
    import uvicorn

    listening = _listen(settings.host, settings.port)
    with listening, tempfile.TemporaryDirectory(prefix="policy-assistant-") as private:
        apply_environment({**GRADIO_ENVIRONMENT, "GRADIO_TEMP_DIR": private})
        config = uvicorn.Config(
            gate(open_assistant, settings, rebuild),
            root_path=settings.root_path,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        if announce is not None:
            announce(address(listening))
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = f"無法在 {host}:{port} 提供服務：{error}"
        hint = "請用 --port 換一個連接埠（0 表示任選一個空的），或以 --host 指定這台電腦的位址。"
        raise SettingsError(reason, hint=hint) from error
    return listening


def address(listening: socket.socket) -> str:
    """Return the chat's address as people open it in a browser on this computer."""
    host, port = listening.getsockname()[:2]
    shown = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{shown}:{port}/"
