"""Programs to look at in a real Chromium, a watch over what they connect to, and what every browser test does."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY_SECONDS = 120
"""Generous: the machine may be busy. The aim is 20."""

expect.set_options(timeout=30_000)  # milliseconds; a busy machine takes its time, an idle one does not wait
RULES: dict[str, Any] = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

PASSWORD = "correct horse battery"
LOCAL = {"127.0.0.1", "localhost", "::1", "", "None"}


class Program:
    """A running program: its address, and what it connected to."""

    def __init__(self, command: list[str], folder: Path, port: int, environment: dict[str, str]) -> None:
        self.command, self.folder, self.port = command, folder, port
        self.address = f"http://127.0.0.1:{port}/"
        self._environment = {
            **os.environ,
            "POLICY_ASSISTANT_DATA_DIR": str(folder / "data"),
            "PYTHONPATH": str(HERE / "audit"),
            "CONNECTIONS": str(folder / "connections"),
            **environment,
        }
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, status: int = 200) -> None:
        """Start it; return once ``/readyz`` answers with this status."""
        self._running = subprocess.Popen(
            self.command,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=HERE.parents[1],
        )
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self._running.poll() is None:
            if self._state() == ("ready" if status == 200 else "failed"):
                return
            time.sleep(0.1)
        pytest.fail("the program did not become ready")

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def connections(self) -> set[str]:
        """Return the hosts it connected to or looked up, other than this computer."""
        path = self.folder / "connections"
        return set(path.read_text("utf-8").split("\n")) - LOCAL if path.is_file() else set()

    def _state(self) -> str:
        try:
            with urllib.request.urlopen(f"{self.address}readyz", timeout=2) as answer:
                return str(json.load(answer)["status"])
        except urllib.error.HTTPError as error:
            return str(json.load(error)["status"])
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(
    arguments: list[str], folder: Path, environment: dict[str, str] | None = None, status: int = 200
) -> Iterator[Program]:
    """Run a program of the tests; at the end it must have connected to nobody."""
    if CHROMIUM is None:
        pytest.skip("沒有 Chromium：apt-get install chromium fonts-noto-cjk")
    port = free_port()
    program = Program([sys.executable, *arguments, "--port", str(port)], folder, port, environment or {})
    try:
        program.start(status)
        yield program
    finally:
        program.stop()
    assert program.connections() == set()


NewContext = Callable[..., BrowserContext]


def opened(context: BrowserContext, address: str) -> Page:
    """Open the chat; return once a question can be asked."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible()
    return page


def ask(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")


def violations(page: Page, scheme: str = "light") -> list[str]:
    """Return what axe finds wrong, as rule and place; in the dark, where only the colours differ, of the colours."""
    found = Axe().run(page, options=RULES if scheme == "light" else COLOURS).response["violations"]
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['target']} {one['nodes'][0].get('failureSummary', '')}"
        for one in found
    ]
