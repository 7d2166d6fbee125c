"""``policy-assistant doctor``: whether what the settings name is there and works, and what to do where it does not."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, print_json, say, settings_of

if TYPE_CHECKING:
    from assistant.commands.parser import Commands

_SIGNS = {"ok": "✓", "warning": "！", "failed": "✗", "skipped": "－"}


def register(commands: Commands) -> None:
    """Add ``doctor`` to the program."""
    parser = commands.add_parser(
        "doctor",
        help="檢查索引、模型與字型",
        description="檢查索引、嵌入模型、字型與語言模型服務；有不通過的項目時以 1 結束。",
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    add_settings(parser, "index", "corpus", "embedding_model", "llm_url", "llm_model", "llm_provider")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the checks as they are made; 1 when one failed."""
    from assistant.doctor import examine

    checks = []
    for check in examine(settings_of(args)):
        checks.append(check)
        if not args.json:
            say(f"{_SIGNS[check.state]} {check.name}：{check.found}" + (f"\n    → {check.hint}" if check.hint else ""))
    if args.json:
        print_json({"checks": [check.to_dict() for check in checks]})
    return int(any(check.state == "failed" for check in checks))
