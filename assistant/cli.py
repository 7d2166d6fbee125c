"""The program ``policy-assistant``: its commands, its exit codes, and how known errors reach people.

Exit codes: 0 done (a declined answer is an answer), 2 a known error (message and hint on standard error), 130 stopped
with Ctrl-C, 141 the reader of our output went away. Start-up imports nothing that a command does not need.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, entry_points, version
from io import TextIOWrapper

from assistant.commands.common import note
from assistant.commands.parser import Parser
from corpus.errors import InputError, PolicyAssistantError

COMMAND_MODULES = ("chat", "ask", "search", "index", "outline", "settings", "doctor", "password")
ENTRY_POINT_GROUP = "policy_assistant.commands"
NOT_INSTALLED = "尚未安裝"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        argv: the arguments after the program's name; None takes the process's own.

    Returns:
        the exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = build_parser().parse_args(sys.argv[1:] if argv is None else argv)
        code: int = args.run(args)
        sys.stdout.flush()
    except PolicyAssistantError as error:
        note(f"錯誤：{error.message}" + (f"\n提示：{error.hint}" if error.hint else ""))
        return 2
    except KeyboardInterrupt:
        note("已中斷。")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter's own last flush stays quiet
        return 141
    return code


def build_parser() -> Parser:
    """Return the parser of the whole program, the commands of later rooms included where they are installed."""
    parser = Parser(prog="policy-assistant", description="政策問答助理：以政策文件回答問題，每句附出處。")
    parser.add_argument("--version", action="version", version=f"policy-assistant {program_version()}", help="顯示版本")
    commands = parser.add_subparsers(dest="command", metavar="指令", required=True, title="指令")
    for name in COMMAND_MODULES:
        importlib.import_module(f"assistant.commands.{name}").register(commands)
    for point in entry_points(group=ENTRY_POINT_GROUP):
        point.load()(commands)
    if "eval" not in commands.choices:  # run from a source folder: entry points exist only once installed
        missing = commands.add_parser("eval", help="（需先安裝）評測")
        missing.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
        missing.set_defaults(run=_not_installed)
    return parser


def program_version() -> str:
    """Return the installed version, or words that say it is not installed."""
    try:
        return version("policy-assistant")
    except PackageNotFoundError:
        return NOT_INSTALLED


def _not_installed(_args: object) -> int:
    raise InputError("eval 指令要安裝之後才能使用", hint='請在專案資料夾執行：pip install -e "."')


if __name__ == "__main__":
    sys.exit(main())
