"""``policy-assistant chat``: the web chat and the HTTP interface."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, settings_of
from assistant.commands.opening import build_index, open_for
from assistant.settings import DEFAULT_ORIGIN

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.commands.parser import Commands
    from assistant.commands.progress import Progress

PUBLIC_LENGTH = 300
"""Characters of a question in the public profile, where nothing else is set."""

LANGUAGE_MODEL = ("llm_url", "llm_model", "llm_provider")


def register(commands: Commands) -> None:
    """Add ``chat`` to the program."""
    parser = commands.add_parser("chat", help="開啟網頁問答", description="開啟網頁問答；首次啟動會先建立索引。")
    add_settings(parser, "host", "port", "public", "root_path", "mcp", "index", "corpus", *LANGUAGE_MODEL)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises:
        ReleaseError: the named index does not exist or its manifest cannot be read.
        SettingsError: the address cannot be listened on.
    """
    from assistant.ui.server import serve
    from index.release import status

    settings = settings_of(args)
    if settings.public and settings.origin("max_question_length") == DEFAULT_ORIGIN:
        settings = dataclasses.replace(settings, max_question_length=PUBLIC_LENGTH)
    if settings.index is not None:
        status(settings.index)  # a named index that is not there is said here, not on a page

    def open_assistant(progress: Progress | None) -> Assistant:
        return open_for(settings, progress)

    def rebuild() -> Assistant:
        if settings.index is not None:
            build_index(settings)  # a named index is built on demand only
        return open_for(settings)

    serve(
        open_assistant,
        settings,
        rebuild=rebuild,
        announce=lambda address: note(f"開啟瀏覽器：{address}（按 Ctrl-C 結束）"),
    )
    return 0
