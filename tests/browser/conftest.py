"""Programs to look at in a real Chromium, each started once; and a watch over every request they and it make."""

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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.ui.officers import hashed
from corpus.library import SHIPPED

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


@pytest.fixture(scope="session")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program on a copy of the shipped documents, with an empty data folder: the first start builds the index."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(SHIPPED, folder / "documents")
    headline = folder / "headline.json"
    row = {
        "question_set": "dev",
        "full": 0.7,
        "full_low": 0.6,
        "full_high": 0.8,
        "reproduce": ["policy-assistant eval"],
    }
    headline.write_text(json.dumps({"headlines": [row]}), "utf-8")
    environment = {
        "POLICY_ASSISTANT_OFFICER": "chen",
        "POLICY_ASSISTANT_OFFICER_PASSWORD": hashed(PASSWORD),
        "POLICY_ASSISTANT_HEADLINE": str(headline),
    }
    arguments = ["-m", "assistant", "chat", "--corpus", str(folder / "documents")]
    with running(arguments, folder, environment) as program:
        yield program.address


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program whose assistant says what the tests want, hostile things among it; see ``scripted.py``."""
    with running([str(HERE / "scripted.py")], tmp_path_factory.mktemp("scripted")) as program:
        yield program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("沒有 Chromium：apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Make contexts in which a request to any other host fails the test, also one that the policy stopped."""
    made: list[BrowserContext] = []
    foreign: list[str] = []

    def new(width: int = 1280, height: int = 860, scheme: str = "light", **options: object) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-TW",
            timezone_id="Asia/Taipei",
            color_scheme=scheme,  # type: ignore[arg-type]
            **options,  # type: ignore[arg-type]
        )
        context.on(
            "request",
            lambda request: (
                foreign.append(request.url)
                if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
                else None
            ),
        )
        made.append(context)
        return context

    yield new
    for context in made:
        context.close()
    assert foreign == []


@pytest.fixture(params=[(1280, 860, "light"), (390, 844, "dark")], ids=["desktop", "phone"])
def context(new_context: NewContext, request: pytest.FixtureRequest) -> BrowserContext:
    return new_context(*request.param)


@pytest.fixture
def page(context: BrowserContext, chat: str) -> Page:
    return opened(context, chat)


def opened(context: BrowserContext, address: str) -> Page:
    """Open the chat; return once a question can be asked."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
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
