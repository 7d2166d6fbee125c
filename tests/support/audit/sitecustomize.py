"""Loaded by the programs that the browser tests start: writes down every address that a program connects to."""

import os
import sys
from pathlib import Path

_FILE = os.environ.get("CONNECTIONS", "")


def _note(event: str, args: tuple) -> None:
    if event in ("socket.connect", "socket.getaddrinfo") and _FILE:
        address = args[1] if event == "socket.connect" else args[0]
        with Path(_FILE).open("a", encoding="utf-8") as file:
            file.write(f"{address[0] if isinstance(address, tuple) else address}\n")


if _FILE:
    sys.addaudithook(_note)
