from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.ui.hardening import CONTENT_SECURITY_POLICY, GRADIO_ENVIRONMENT, MAX_BODY
from assistant.ui.server import address, application, gate, serve
from corpus.errors import IndexCorrupt, SettingsError


@pytest.fixture
def quiet_gradio(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GRADIO_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def client(assistant: Any, quiet_gradio: None) -> Iterator[TestClient]:
    with TestClient(gate(lambda _report: assistant)) as opened:
        until(lambda: opened.get("/readyz").status_code == 200)
        yield opened


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_until_ready_the_page_shows_progress_and_the_interface_asks_to_come_back(
    assistant: Any, quiet_gradio: None
) -> None:
    go = threading.Event()

    def open_slowly(report: Callable[[str, int, int], None]) -> Any:
        report("計算向量", 3, 10)
        go.wait(30)
        return assistant

    with TestClient(gate(open_slowly)) as client:
        until(lambda: client.get("/readyz").json()["stage"] == "計算向量")
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").json() == {"status": "ok"}
        assert "計算向量（3／10）" in client.get("/").text
        early = client.post("/api/ask", json={"question": "目標"})
        assert (early.status_code, early.json()["error"]["code"]) == (503, "starting")
        assert client.get("/ui/start.js").status_code == 200
        go.set()
        until(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/api/ask", json={"question": "目標"}).status_code == 200
        assert "gradio" in client.get("/").text


def test_a_failed_start_is_told_in_plain_words() -> None:
    def fail(_report: object) -> Any:
        raise IndexCorrupt("索引檔案 vectors.bin 與清單不符", hint="請執行 policy-assistant index build。")

    with TestClient(gate(fail)) as client:
        until(lambda: client.get("/readyz").json()["status"] == "failed")
        page = client.get("/").text
        assert "索引檔案 vectors.bin 與清單不符" in page
        assert "請執行 policy-assistant index build。" in page


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unexpected_failure_does_not_leave_the_page_waiting() -> None:
    def fail(_report: object) -> Any:
        raise ZeroDivisionError

    with TestClient(gate(fail)) as client:
        until(lambda: client.get("/readyz").json()["status"] == "failed")
        assert "未預期的錯誤" in client.get("/").text


def test_every_answer_carries_the_headers_and_nothing_names_another_host(client: TestClient) -> None:
    for path in ("/", "/en/", "/documents", "/d/plan", "/source/plan", "/api/documents", "/ui/chat.css", "/nowhere"):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    for part in ("unsafe-eval", "http:", "https:", "*"):
        assert part not in CONTENT_SECURITY_POLICY


def test_what_no_page_needs_is_refused(client: TestClient) -> None:
    for path in ("/gradio_api/upload", "/en/gradio_api/upload"):
        assert client.post(path, files={"files": b"x"}).status_code == 403
    assert client.get("/monitoring/summary").status_code == 403
    assert client.get("/gradio_api/file=/etc/passwd").status_code == 403
    assert client.post("/api/ask", content=b"x" * (MAX_BODY + 1)).status_code == 413
    for path in ("/ui/server.py", "/ui/..%2fserver.py", "/ui/"):
        assert "uvicorn" not in client.get(path).text


def test_pages_beside_the_chat_exist_in_both_languages(client: TestClient) -> None:
    assert "2030年" in client.get("/d/plan", params={"start": 7, "end": 21}).text
    assert '<html lang="en">' in client.get("/en/d/plan").text
    assert '<mark id="quote">' in client.get("/source/plan", params={"start": 7, "end": 21, "n": 1}).text
    for path in ("/d/nowhere", "/source/nowhere", "/source/plan?section=nowhere"):
        answer = client.get(path)
        assert (answer.status_code, "找不到" in answer.text) == (404, True)
    assert client.get("/d/plan", params={"start": -1}).status_code == 422


def test_the_chat_answers_through_gradio_with_history(assistant: Any) -> None:
    from assistant.ui.page import history, reply

    first = reply(assistant, "目標？", (), "t")
    empty = reply(assistant, "", (first,), "t")
    assert empty.problem is not None
    assert empty.problem.message == "問題是空的"
    reply(assistant, "那機關呢？", (first, empty), "t")
    assert history((first, empty)) == ("目標？",)
    assert assistant.asked[-1] == ("那機關呢？", ("目標？",))


def test_a_public_service_keeps_its_description_to_itself(assistant: Any, quiet_gradio: None) -> None:
    with TestClient(application(assistant, public=True)) as client:
        assert client.get("/api/openapi.json").status_code == 404
        assert {client.post("/api/ask", json={"question": "目標"}).status_code for _ in range(16)} == {200, 429}


def test_a_taken_port_is_an_error_with_a_hint(assistant: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = taken.getsockname()
        assert address(taken) == f"http://127.0.0.1:{port}/"
        with pytest.raises(SettingsError, match=f"無法在 127.0.0.1:{port} 提供服務") as error:
            serve(lambda _report: assistant, host=host, port=port, public=False)
    assert "--port" in error.value.hint
