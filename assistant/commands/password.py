"""``policy-assistant password``: the hash of an officer's password, for the settings."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from assistant.commands.common import say
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands

SHORTEST = 12


def register(commands: Commands) -> None:
    """Add ``password`` to the program."""
    words = "產生承辦人員密碼的雜湊，供設定 officer_password 使用；密碼由標準輸入或鍵盤讀入。"
    parser = commands.add_parser("password", help="產生承辦人員密碼的雜湊", description=words)
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Read a password and print its hash.

    Raises:
        InputError: the password is too short.
    """
    from assistant.ui.officers import hashed

    password = getpass.getpass("密碼：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST:
        raise InputError(f"密碼少於 {SHORTEST} 個字元", hint="請用較長的密碼。")
    say(hashed(password))
    return 0
