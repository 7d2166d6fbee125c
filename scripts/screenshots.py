"""Take the pictures of the README from the running program: ``python scripts/screenshots.py``.

Starts the chat on a free port, asks a question in Chromium, and writes ``docs/images/{chat,phone,dark,compare}.png``.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
QUESTION = "智慧共融分組有哪三項重點工作？"
TOPIC = "寬頻"
VIEWS = {"chat": (1280, 800, "light"), "phone": (390, 844, "light"), "dark": (1280, 800, "dark")}


def main() -> int:
    """Write the pictures."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    with (
        subprocess.Popen([sys.executable, "-m", "assistant", "chat", "--port", str(port)]) as server,
        sync_playwright() as playwright,
    ):
        try:
            _wait(f"{address}readyz")
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, (width, height, scheme) in VIEWS.items():
                _picture(browser, address, IMAGES / f"{name}.png", width, height, scheme)
            _comparison(browser, address, IMAGES / "compare.png")
            browser.close()
        finally:
            server.terminate()
    return 0


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own server on loopback
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit("the chat did not become ready")


def _picture(browser: Browser, address: str, path: Path, width: int, height: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-TW",
        timezone_id="Asia/Taipei",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(address)
    box = page.get_by_label("請輸入政策問題")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator(".card.answer a.cite").first.wait_for()
    page.locator(".follow").first.wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    context.close()


def _comparison(browser: Browser, address: str, path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="zh-TW", color_scheme="light")
    page.goto(f"{address}compare?topic={TOPIC}")
    page.locator("table.compare").wait_for()
    page.screenshot(path=path)


if __name__ == "__main__":
    raise SystemExit(main())
