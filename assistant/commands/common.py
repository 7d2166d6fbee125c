"""What several commands share: options that are settings, JSON and lines of output."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assistant.settings import Settings, load, options


def add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """Give ``parser`` an option for each named setting, and ``--config``; ``settings_of`` reads them back."""
    for name in names:
        setting, flag = options()[name], f"--{name.replace('_', '-')}"
        if isinstance(setting.default, bool):
            parser.add_argument(flag, dest=name, action="store_true", default=None, help=setting.metadata["help"])
        else:
            metavar = (
                "N" if isinstance(setting.default, int | float) else "DIR" if name in ("index", "corpus") else "TEXT"
            )
            parser.add_argument(flag, dest=name, metavar=metavar, help=setting.metadata["help"])
    parser.add_argument("--config", type=Path, metavar="FILE", help="設定檔；預設為目前資料夾的 policy-assistant.toml")


def settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings of this command line.

    Raises:
        SettingsError: see ``assistant.settings.load``.
    """
    return load({name: getattr(args, name, None) for name in options()}, config=getattr(args, "config", None))


def print_json(value: Any) -> None:
    """Print a value as indented JSON on standard output, Chinese characters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def say(text: str = "") -> None:
    """Print a line for people on standard output."""
    print(text)  # noqa: T201


def note(text: str) -> None:
    """Print a line about the run (progress, problems, summary) on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201
