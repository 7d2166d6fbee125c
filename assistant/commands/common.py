"""What several commands share: options that are settings, opening an assistant, JSON on standard output."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings, load, options
from corpus.errors import ReleaseError

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.commands.progress import Progress


def add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """Give ``parser`` an option for each named setting, and ``--config``; ``settings_of`` reads them back."""
    for name in names:
        setting, flag = options()[name], f"--{name.replace('_', '-')}"
        if isinstance(setting.default, bool):
            parser.add_argument(flag, dest=name, action="store_true", default=None, help=setting.metadata["help"])
        else:
            metavar = "N" if isinstance(setting.default, int) else "DIR" if name in ("index", "corpus") else "TEXT"
            parser.add_argument(flag, dest=name, metavar=metavar, help=setting.metadata["help"])
    parser.add_argument("--config", type=Path, metavar="FILE", help="設定檔；預設為目前資料夾的 policy-assistant.toml")


def settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings of this command line.

    Raises:
        SettingsError: see ``assistant.settings.load``.
    """
    return load({name: getattr(args, name, None) for name in options()}, config=getattr(args, "config", None))


def open_for(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the assistant that the settings name.

    A named index is opened as it is. A document folder without a named index gets an index of its own under the data
    folder, built when missing and brought up to date when the documents changed.

    Raises:
        PolicyAssistantError: the index, the documents or the model cannot be used.
    """
    from assistant.answer import open_assistant

    if settings.corpus is not None and settings.index is None:
        refresh(settings, settings.corpus, progress)
        settings = dataclasses.replace(settings, index=settings.index_dir)
    return open_assistant(settings, progress)


def refresh(settings: Settings, corpus: Path, progress: Progress | None = None) -> None:
    """Bring the index of a document folder up to date; unreadable files are named on standard error.

    Raises:
        CorpusError: the folder does not exist or holds no readable document.
        ModelError: the embedding model cannot be loaded.
    """
    from corpus.library import open_library
    from index.build import build
    from index.embed import load_embedder
    from index.release import status

    library = open_library(corpus)
    for problem in library.problems:
        note(f"無法讀取 {problem.path}：{problem.message}")
    try:
        indexed = status(settings.index_dir).manifest.sources
    except ReleaseError:  # missing or damaged: it is ours to make again
        indexed = {}
    if indexed != {document.document_id: document.sha256 for document in library.documents}:
        build(library, settings.index_dir, embedder=load_embedder(settings.embedding_model), progress=progress)


def print_json(value: Any) -> None:
    """Print a value as indented JSON on standard output, Chinese characters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def say(text: str = "") -> None:
    """Print a line for people on standard output."""
    print(text)  # noqa: T201


def note(text: str) -> None:
    """Print a line about the run (progress, problems, summary) on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201
