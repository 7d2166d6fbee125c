"""The report in a real Chromium: no outside request, no accessibility violation, filters and languages that work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eval_rows import HEADER, cite, found, make
from playwright.sync_api import Page, sync_playwright

from evals.record import Channel, Row, Run, Variant
from evals.report.chapter import gather
from evals.report.page import page as report_page

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def runs() -> list[Run]:
    """500 questions of ours, half of them right, with every figure of a report filled; and one peer."""
    rows: list[Row] = []
    for number in range(500):
        right, answerable = number % 2 == 0, number % 5 > 0
        question = {"id": f"q{number}"} | (
            {} if answerable else {"category": "unanswerable", "must_include": (), "evidence": ()}
        )
        row = make(
            f"{90 if right else 80}%。[1]",
            cite("2020年 90%" if right else "無關"),
            question=question,
            answer={"refused": not answerable and right},
            latency_ms=5.0 + number,
            searched=(found("a", 1),),
            relevant=("a",),
            channels=(Channel("bm25", ("a",)), Channel("dense", ("b", "a"))),
            doubt=number / 500,
        )
        rows.append(replace(row, variants=(Variant("polite", "您好，請問目標是多少？", row.answer),)))
    first = replace(HEADER, started="2025-12-01T00:00:00+00:00")
    less = replace(HEADER, without=("lexicon",))
    peer = replace(HEADER, system="BM25 passage")
    return [Run(header, tuple(rows)) for header in (first, HEADER, less, peer)]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(gather(runs())), "utf-8")
    return path


@pytest.fixture(params=[(1280, 900, "light"), (390, 844, "dark")], ids=["desktop", "phone"])
def opened(report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("沒有 Chromium：apt-get install chromium fonts-noto-cjk")
    width, height, scheme = request.param
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        asked: list[str] = []
        told: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(report.as_uri())
        yield page
        assert asked == [report.as_uri()]
        assert told == []
        browser.close()


def test_filters_count_what_they_leave(opened: Page) -> None:
    shown = opened.locator("#shown")
    assert shown.inner_text() == "500 / 500"
    opened.get_by_label("判定").select_option("right")
    assert shown.inner_text() == "200 / 500"
    assert opened.locator(".q:visible").count() == 200
    opened.get_by_label("搜尋題目與答案").fill("q498")
    assert shown.inner_text() == "1 / 500"


def test_filters_and_answers_are_reached_and_used_with_the_keyboard_alone(opened: Page) -> None:
    """From the top of the page by Tab to the search field, the verdicts and the first question left, which Enter opens."""
    focused = "document.activeElement.matches('input[type=search]')"
    for _ in range(80):
        opened.keyboard.press("Tab")
        if opened.evaluate(focused):
            break
    assert opened.evaluate(focused)
    opened.keyboard.type("q49")
    assert opened.locator("#shown").inner_text() == "11 / 500"
    opened.keyboard.press("Tab")
    for _ in range(4):  # all, right, unsourced, partial, wrong
        opened.keyboard.press("ArrowDown")
    assert opened.evaluate("document.activeElement.value") == "wrong"
    left = opened.locator(".q:visible")
    assert opened.locator("#shown").inner_text() == f"{left.count()} / 500"
    for _ in range(4):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.matches('.q>summary')"):
            break
    opened.keyboard.press("Enter")
    assert left.first.get_attribute("open") is not None


def test_both_languages_are_inside(opened: Page) -> None:
    assert opened.locator("h1").inner_text() == "政策問答助理評測報告"
    opened.get_by_role("button", name="English").click()
    assert opened.locator("h1").inner_text() == "Policy Assistant: evaluation report"
    assert opened.get_by_label("Verdict").locator("option").nth(1).inner_text() == "Right, rightly sourced"
    assert "類別" not in opened.locator("main").inner_text()


def test_nothing_is_wider_than_the_window(opened: Page) -> None:
    width = opened.evaluate("document.documentElement.clientWidth")
    assert opened.evaluate("document.documentElement.scrollWidth") == width


def test_axe_finds_no_violation_with_everything_open(opened: Page) -> None:
    """Light and dark, Chinese on a desktop and English on a phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install 'policy-assistant[bench]'")
    opened.get_by_label("搜尋題目與答案").fill("q49")  # eleven questions, opened, so that axe reads their bodies too
    opened.evaluate("document.querySelectorAll('.q[hidden]').forEach(item => item.remove())")  # axe would pass them by
    opened.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    if opened.evaluate("innerWidth") < 500:
        opened.get_by_role("button", name="English").click()
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(opened).response
        assert [(rule["id"], len(rule["nodes"])) for rule in found["violations"]] == []
        assert len(found["passes"]) > 30
