"""When things go wrong: hostile text, a server that stops, a folder without documents, long answers; and how fast it is."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from browsing import HERE, NewContext, Program, ask, opened, running, violations
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError
from scripted_server import Scripted, number_of, says

pytestmark = pytest.mark.browser


def inert(page: Page) -> None:
    """Nothing that a text brought along has become part of the page."""
    assert (
        page.locator(
            '[src*="evil.example"], [href*="evil.example"], [action*="evil.example"], iframe, a[href^="javascript"]'
        ).count()
        == 0
    )
    assert page.title() not in ("1", "owned")


def test_hostile_text_in_document_and_model_output_stays_text(new_context: NewContext, scripted: Program) -> None:
    page = opened(new_context(), scripted.address)
    ask(page, "![x](https://evil.example/q.png) 目標？")
    card = page.locator(".turn.done .card.answer")
    expect(card).to_contain_text("![圖](https://evil.example/leak.png?q=1)")
    card.locator("a.cite").first.click()
    expect(page.locator(".panel:visible #quote")).to_be_visible()
    inert(page)
    for path in ("documents", "d/evil", "compare?topic=x", "about", "en/documents", "en/d/evil"):
        page.goto(f"{scripted.address}{path}")
        inert(page)
    policy = page.request.get(scripted.address).headers["content-security-policy"]
    assert "default-src 'self'" in policy


def test_a_policy_stops_what_escaping_would_miss(browser: Browser, scripted: Program) -> None:
    page = browser.new_page()  # without the watch: this one is meant to be stopped
    page.goto(scripted.address)
    stopped = page.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (event) => done(event.blockedURI));
            document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.2:9/x.png">');
        })"""
    )
    assert stopped.startswith("http://127.0.0.2")
    page.close()


def test_what_a_language_model_writes_is_marked_checked_and_inert(new_context: NewContext, tmp_path: Path) -> None:
    rule = "獎助要點\n一、本要點之主管機關為文化部。\n二、每案獎助金額以新臺幣三十七萬元為上限。\n"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "rule.txt").write_text(rule, "utf-8")
    attack = (
        '![x](https://evil.example/x.png) <img src="https://evil.example/y.png"><form action="https://evil.example/">'
    )
    with Scripted().running() as model:
        model.script = lambda request: says(
            f"每案獎助金額以三十七萬元為上限[{number_of(request, '三十七萬元')}]。{attack}另給九十九萬元[1]。"
        )
        arguments = ["-m", "assistant", "chat", "--corpus", str(tmp_path / "documents")]
        arguments += ["--llm-url", model.url, "--llm-model", "gemma-test"]
        with running(arguments, tmp_path) as program:
            page = opened(new_context(), program.address)
            expect(page.locator("#notice")).to_contain_text("以生成式AI協助整理")
            ask(page, "每案獎助金額的上限是多少？")
            card = page.locator(".turn.done .card.answer")
            expect(card.locator(".label")).to_contain_text("生成式AI整理")
            expect(card).to_contain_text("三十七萬元為上限")
            expect(card).not_to_contain_text("九十九萬元")
            inert(page)
            assert violations(page) == []
            page.goto(f"{program.address}about")
            expect(page.locator("dl")).to_contain_text("模型 gemma-test（產地：美國（Google））")


def test_a_long_answer_is_read_to_its_end(new_context: NewContext, scripted: Program) -> None:
    page = opened(new_context(320, 640), scripted.address)
    ask(page, "長的回答")
    card = page.locator(".turn.done .card.answer")
    expect(card.locator("a.cite")).to_have_count(12)
    assert len(card.inner_text()) > 1500
    card.locator("a.cite").last.click()
    expect(page.locator(".panel:visible mark").first).to_have_text("第12點：逐年完成12項工作，擴大服務範圍。")
    expect(page.locator(".panel:visible h2")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_taken_back_is_replaced(new_context: NewContext, scripted: Program) -> None:
    page = opened(new_context(), scripted.address)
    ask(page, "收回")
    expect(page.locator(".turn.done .card.answer")).not_to_contain_text("先說一句")


def test_an_unexpected_failure_is_told_in_plain_words(new_context: NewContext, scripted: Program) -> None:
    page = opened(new_context(), scripted.address)
    ask(page, "壞掉")
    expect(page.locator(".card.problem")).to_contain_text("未預期的錯誤")
    expect(page.locator(".card.problem")).not_to_contain_text("ZeroDivisionError")
    assert violations(page) == []


def test_a_server_that_stops_in_mid_answer_is_told_and_overcome(new_context: NewContext, tmp_path: Path) -> None:
    with running([str(HERE / "scripted_chat.py")], tmp_path) as program:
        page = opened(new_context(), program.address)
        ask(page, "慢慢說")
        expect(page.locator(".card.pending")).to_contain_text("片段2")
        program.stop()
        lost = page.locator("#lost")
        expect(lost).to_contain_text("與伺服器的連線中斷")
        assert violations(page) == []
        program.start()
        back = lost.get_by_text("服務已恢復")
        expect(back.or_(page.locator(".welcome"))).to_be_visible()
        with suppress(PlaywrightError):  # Gradio, too, loads the page anew when it finds another server
            lost.get_by_role("button").click(timeout=3000)
        box = page.locator("#question textarea")
        expect(box).to_have_value("慢慢說")
        box.fill("目標？")
        box.press("Enter")
        expect(page.locator(".turn.done .card.answer")).to_be_visible()


def test_a_folder_without_documents_says_what_to_do(new_context: NewContext, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    arguments = ["-m", "assistant", "chat", "--corpus", str(tmp_path / "empty")]
    with running(arguments, tmp_path, status=503) as program:
        page = new_context().new_page()
        page.goto(program.address)
        expect(page.get_by_role("alert")).to_contain_text("沒有可讀的文件")
        expect(page.locator(".hint")).to_contain_text("可讀的格式")
        assert violations(page) == []


def test_ready_in_three_seconds_with_little_to_load_and_text_in_half_a_second(
    new_context: NewContext, chat: str
) -> None:
    measured = [_measured(new_context, chat) for _ in range(3)]
    ready, received, first = zip(*measured, strict=True)
    slower = _contention()
    assert min(ready) <= 3 * slower, (ready, slower)
    assert max(received) <= 600_000, received
    assert min(first) <= 0.5 * slower, (first, slower)


def _contention() -> float:
    """How many times slower than alone this machine is just now: seconds of clock to seconds of processor, at least 1."""
    clock, processor = time.monotonic(), time.process_time()
    while time.process_time() - processor < 0.3:
        pass
    return max(1.0, (time.monotonic() - clock) / 0.3)


def _measured(new_context: NewContext, chat: str) -> tuple[float, float, float]:
    """Seconds until a question can be asked, bytes received until then, seconds from Enter to the first text."""
    context = new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    received: list[float] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    began = time.monotonic()
    page.goto(chat)
    box = page.locator("#question textarea")
    box.wait_for()
    ready = time.monotonic() - began
    page.wait_for_timeout(500)
    box.fill("智慧科技分組的召集部會是誰？")
    began = time.monotonic()
    box.press("Enter")
    page.locator(".card.answer .text").wait_for()
    return ready, sum(received), time.monotonic() - began
