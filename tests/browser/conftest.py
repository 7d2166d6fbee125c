"""Programs to look at in a real Chromium, each started once; and a watch over every request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from browsing import CHROMIUM, FLAGS, HERE, PASSWORD, NewContext, Program, opened, running
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.ui.officers import hashed
from corpus.library import SHIPPED


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
    """A program whose assistant says what the tests want, hostile things among it; see ``scripted_chat.py``."""
    with running([str(HERE / "scripted_chat.py")], tmp_path_factory.mktemp("scripted")) as program:
        yield program


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file of tests: while it lives, no other event loop can run in this thread."""
    if CHROMIUM is None:
        pytest.skip("沒有 Chromium：apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


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
