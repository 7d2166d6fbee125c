"""The whole application over an open assistant: HTTP interface, reading pages, officers' pages, and the chat per language."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr
from fastapi import FastAPI

from assistant.api import Service, create_app, tools
from assistant.api.admission import Admission
from assistant.api.feedback import Feedback
from assistant.api.limit import RateLimit
from assistant.api.service import Answering
from assistant.settings import Settings
from assistant.ui import admin, admin_documents, page
from assistant.ui.examples import Offered
from assistant.ui.follow_ups import FollowUps
from assistant.ui.fragments import fragments
from assistant.ui.kept import Kept
from assistant.ui.officers import Officers
from assistant.ui.publishing import Workshop
from assistant.ui.routes import pages
from assistant.ui.theme import head, theme
from assistant.ui.words import LANGUAGES, Words

CLOSED = "closed"
"""Name of a file in the data folder: while it exists no question is taken; its first line is told as the reason."""


def application(
    assistant: Answering,
    settings: Settings | None = None,
    *,
    rebuild: Callable[[], Answering] | None = None,
    reopen: Callable[[], Answering] | None = None,
) -> FastAPI:
    """Return the application.

    Args:
        assistant: answers the questions.
        settings: how it is served; None for the defaults.
        rebuild: builds the index of the documents and opens it, for publishing; None where that is not offered.
        reopen: opens the index as it stands.

    Raises:
        SettingsError: signing in, MCP or the evaluation's headline is set up wrongly.
    """
    settings = settings or Settings()
    limit = RateLimit() if settings.public else None
    service = Service(assistant, admission=Admission(limit=limit, switch=settings.data_dir / CLOSED))
    app = create_app(service, documented=not settings.public)
    if settings.mcp:
        tools.mount(app, service, hosts=() if settings.public else _local(settings))
    feedback = Feedback(settings.data_dir, days=settings.retention_days)
    officers = Officers(settings)
    changing = False
    if officers.enabled and not settings.public:
        app.include_router(admin.routes(officers, feedback))
        if rebuild is not None and reopen is not None:
            changing = True
            workshop = Workshop(service, settings, rebuild, reopen)
            app.include_router(admin_documents.routes(officers, workshop, service))
    kept, follow_ups, offered = Kept(), FollowUps(service.plain_ask), Offered(service)
    for words in reversed(LANGUAGES):  # the root is mounted last: a mount takes everything below it
        app.include_router(pages(service, kept, feedback, words, settings))
        app.include_router(fragments(service, kept, offered, follow_ups, words))
        chat = page.build(service, words, offered, kept, changing=changing)
        _mount(app, chat, words, settings.root_path)
    return app


def _mount(app: FastAPI, chat: gr.Blocks, words: Words, root_path: str) -> None:
    """Put the chat of one language on the application, with everything of Gradio's switched off that it does not need."""
    place = f"/{words.prefix}".rstrip("/")
    gr.mount_gradio_app(
        app,
        chat,
        path=place or "/",
        root_path=root_path + place if root_path else None,
        theme=theme(),
        head=head(words),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        allowed_paths=[],
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
    )


def _local(settings: Settings) -> tuple[str, ...]:
    """The host names under which this computer itself reaches the service."""
    return tuple(f"{name}:*" for name in dict.fromkeys(("127.0.0.1", "localhost", "[::1]", settings.host)))
