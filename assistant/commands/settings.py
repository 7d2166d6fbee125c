"""``policy-assistant settings``: every setting, its value and where the value came from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, print_json, say, settings_of
from assistant.settings import Secret, options

if TYPE_CHECKING:
    from assistant.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add ``settings`` to the program."""
    parser = commands.add_parser("settings", help="列出設定與來源", description="列出每項設定的值與來源。")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    add_settings(parser, *(name for name in options() if options()[name].type != "Secret"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the settings in force."""
    settings = settings_of(args)
    values = {name: getattr(settings, name) for name in options()}
    if args.json:
        rows = {
            name: {"value": value if isinstance(value, bool | int | float) or value is None else str(value or "")}
            | {"origin": settings.origin(name), "help": options()[name].metadata["help"]}
            for name, value in values.items()
        }
        print_json({"settings_id": settings.settings_id, "index_dir": str(settings.index_dir), "settings": rows})
        return 0
    for name, value in values.items():
        shown = "（未指定）" if value in (None, "", Secret("")) else value
        say(f"{name} = {shown}    # {settings.origin(name)}；{options()[name].metadata['help']}")
    say(f"\n使用的索引資料夾：{settings.index_dir}\n設定識別碼：{settings.settings_id}")
    return 0
