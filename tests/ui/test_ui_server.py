"""The HTTP side: interface, pages, headers, what is refused, and the start page until the assistant is ready."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Assistant
from assistant.api import Service
from assistant.api.admission import Admission, Busy
from assistant.api.limit import RateLimit
from assistant.settings import Secret, Settings
from assistant.ui.hardening import CONTENT_SECURITY_POLICY, HEADERS
from assistant.ui.officers import hashed
from assistant.ui.routes import original
from assistant.ui.server import address, gate, serve
from assistant.ui.turns import Turn
from assistant.ui.words import ZH
from corpus.errors import CorpusError, SettingsError
from corpus.library import open_library
from corpus.types import Document
from index.build import build
from index.retriever import Retriever


@pytest.fixture(autouse=True)
def prepared() -> Iterator[None]:
    """No test leaves a thread behind that the next one would be blamed for."""
    yield
    for thread in threading.enumerate():
        if thread.name == "prepare":
            thread.join()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder, index_dir = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    (folder / "rule.txt").write_text(
        "獎助要點\n一、為鼓勵數位學習，特訂定本要點。\n二、本要點之主管機關為教育部。\n三、每案獎助金額以新臺幣五十萬元為上限。\n",
        encoding="utf-8",
    )
    build(open_library(folder), index_dir)
    return Assistant(Retriever.open(index_dir))


@pytest.fixture(scope="module")
def client(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("gradio")))
        with TestClient(gate(lambda _report: assistant)) as opened:
            while opened.get("/readyz").status_code != 200:
                pass
            yield opened


def test_asking_gives_the_whole_answer(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "獎助要點的主管機關是哪個機關？"}).json()
    assert "教育部" in answer["text"]
    assert answer["citations"][0]["quote"].startswith("本要點之主管機關")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 422, "question"),
        ({"question": "長" * 3000}, 422, "question"),
        ({"question": "有\x07鈴聲"}, 422, "question"),
        ({}, 422, "input"),
        ({"question": 5}, 422, "input"),
        ({"question": "目標？", "history": "不是清單"}, 422, "input"),
    ],
)
def test_bad_requests_say_what_to_do(client: TestClient, body: object, status: int, code: str) -> None:
    answer = client.post("/api/ask", json=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["hint"]


def test_search_documents_and_sections(client: TestClient) -> None:
    hit = client.get("/api/search", params={"q": "獎助金額", "top_k": 1}).json()["hits"][0]
    assert "五十萬元" in hit["passage"]["text"]
    (row,) = client.get("/api/documents").json()["documents"]
    assert (row["document_id"], row["sections"]) == ("rule", 4)
    section = client.get(f"/api/sections/{hit['passage']['section_id']}").json()
    assert section["text"].startswith("三、")
    assert section["next_id"] is None
    assert client.get("/api/sections/none").status_code == 404
    assert client.get("/api/search", params={"q": "x", "top_k": 0}).status_code == 422


def test_health_readiness_and_pages(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"
    assert "rule" in client.get("/documents").text
    page = client.get("/d/rule", params={"start": 0, "end": 4}).text
    assert "<mark" in page
    assert "<script" not in page
    assert client.get("/d/none").status_code == 404
    assert client.get("/en/documents").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/documents", "/api/documents", "/d/none"])
def test_every_answer_carries_the_protecting_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == dict(HEADERS)


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/monitoring", "/monitoring/summary", "/gradio_api/file=/etc/passwd"]
)
def test_what_no_page_needs_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403
    assert client.post(path, files={"files": b"x"}).status_code == 403


def test_a_body_beyond_the_bound_is_refused(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"x" * 300_000).status_code == 413


def test_until_it_is_ready_pages_show_progress_and_the_interface_says_when_to_come_again(assistant: Assistant) -> None:
    go = threading.Event()

    def slowly(report: object) -> Assistant:
        report("建立索引", 3, 10)  # type: ignore[operator]
        go.wait(10)
        return assistant

    with TestClient(gate(slowly)) as opened:
        ready = opened.get("/readyz")
        while not ready.json()["total"]:
            ready = opened.get("/readyz")
        assert (ready.status_code, ready.json()["done"]) == (503, 3)
        assert "建立索引" in opened.get("/").text
        assert "<progress" in opened.get("/").text
        early = opened.post("/api/ask", json={"question": "目標？"})
        assert (early.status_code, early.json()["error"]["retryable"]) == (503, True)
        go.set()


def test_the_start_page_has_its_style_under_a_proxy_path_too(assistant: Assistant) -> None:
    go = threading.Event()

    def slowly(_report: object) -> Assistant:
        go.wait(10)
        return assistant

    with TestClient(
        gate(slowly, Settings(root_path="/qa")), root_path="/qa", base_url="http://testserver/qa"
    ) as opened:
        assert opened.get("/").status_code == 200
        assert opened.get("/ui/chat.css").headers["Content-Type"].startswith("text/css")
        go.set()


def test_a_failed_start_is_told_in_plain_words() -> None:
    def fails(_report: object) -> Assistant:
        raise CorpusError("找不到文件資料夾", hint="請用 --corpus 指定")

    with TestClient(gate(fails)) as opened:
        while opened.get("/readyz").json()["status"] != "failed":
            pass
        page = opened.get("/").text
        assert "找不到文件資料夾" in page
        assert "請用 --corpus 指定" in page


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # raised on, as it should be
def test_an_unexpected_failure_does_not_leave_the_page_waiting() -> None:
    def fails(_report: object) -> Assistant:
        raise ZeroDivisionError

    with TestClient(gate(fails)) as opened:
        while opened.get("/readyz").json()["status"] != "failed":
            pass
        assert "未預期的錯誤" in opened.get("/").text


def test_the_policy_names_no_other_host_and_allows_no_evaluation() -> None:
    for part in ("unsafe-eval", "http:", "https:", "*"):
        assert part not in CONTENT_SECURITY_POLICY


def test_pages_exist_in_both_languages_and_show_the_quote(client: TestClient) -> None:
    quote = {"start": 0, "end": 4, "n": 1}
    for prefix, lang in (("", "zh-Hant-TW"), ("/en", "en")):
        assert f'<html lang="{lang}">' in client.get(f"{prefix}/d/rule").text
        assert '<mark id="quote">獎助要點</mark>' in client.get(f"{prefix}/d/rule", params=quote).text
        assert '<mark id="quote">獎助要點</mark>' in client.get(f"{prefix}/source/rule", params=quote).text
        assert client.get(f"{prefix}/ui/chat.css").headers["Content-Type"].startswith("text/css")
        assert client.post(f"{prefix}/gradio_api/upload", files={"files": b"x"}).status_code == 403
    for path in ("/source/none", "/source/rule?section=none"):
        assert client.get(path).status_code == 404
    assert client.get("/d/rule", params={"start": -1}).status_code == 422


@pytest.mark.parametrize("path", ["/ui/server.py", "/ui/..%2fserver.py", "/ui/%2e%2e/server.py"])
def test_only_our_static_files_are_served(client: TestClient, path: str) -> None:
    assert "uvicorn" not in client.get(path).text


def test_what_goes_wrong_becomes_a_message_and_only_answered_questions_are_history(assistant: Assistant) -> None:
    from assistant.ui.page import history, reply

    service = Service(assistant)
    *_, first = reply(service, Turn("獎助要點的主管機關是哪個機關？", ""), ZH)
    *_, empty = reply(service, Turn("", ""), ZH)
    assert first.answer is not None
    assert empty.problem is not None
    assert empty.problem.message
    assert history((first, empty)) == ("獎助要點的主管機關是哪個機關？",)


def test_a_public_service_has_a_limit_and_keeps_its_description_to_itself(assistant: Assistant) -> None:
    with TestClient(gate(lambda _report: assistant, Settings(public=True))) as opened:
        while opened.get("/readyz").status_code != 200:
            pass
        assert opened.get("/api/openapi.json").status_code == 404
        codes = [opened.post("/api/ask", json={"question": "主管機關？"}).status_code for _ in range(16)]
        assert codes == [200] * 15 + [429]


def test_a_taken_port_is_an_error_with_a_hint(assistant: Assistant) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = taken.getsockname()
        assert address(taken) == f"http://127.0.0.1:{port}/"
        with pytest.raises(SettingsError, match=f"無法在 127.0.0.1:{port} 提供服務") as error:
            serve(lambda _report: assistant, Settings(host=host, port=port))
    assert "--port" in error.value.hint


def test_the_public_profile_closes_what_citizens_do_not_need(assistant: Assistant, tmp_path: Path) -> None:
    settings = Settings(
        public=True, officer="chen", officer_password=Secret(hashed("a long password")), data_dir=tmp_path
    )
    with TestClient(gate(lambda _report: assistant, settings, lambda: assistant)) as opened:
        while opened.get("/readyz").status_code != 200:
            pass
        for path in ("/admin/sign-in", "/admin/documents", "/metrics", "/api", "/mcp"):
            assert opened.get(path).status_code in (404, 405), path
        assert opened.post("/admin/documents-upload", content=b"x" * 300_000).status_code == 413
        headers = opened.get("/").headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        (tmp_path / "closed").write_text("維護中\n", "utf-8")
        shut = opened.post("/api/ask", json={"question": "主管機關？"})
        assert (shut.status_code, shut.json()["error"]["message"]) == (503, "維護中")
        assert opened.get("/d/rule").status_code == 200
        (tmp_path / "closed").unlink()
        assert opened.post("/api/ask", json={"question": "主管機關？"}).status_code == 200


def test_more_questions_at_once_than_there_is_room_for_are_told_so() -> None:
    admission = Admission(at_once=1, patience=0.01)
    with admission.admit(), pytest.raises(Busy) as busy, admission.admit():
        pass
    assert busy.value.hint
    with admission.admit():
        pass


def test_asking_too_often_is_said_in_the_conversation(assistant: Assistant) -> None:
    from assistant.ui.page import reply

    service = Service(assistant, admission=Admission(limit=RateLimit(1, 60)))
    *_, first = reply(service, Turn("主管機關？", ""), ZH, "a")
    *_, second = reply(service, Turn("主管機關？", ""), ZH, "a")
    assert first.problem is None
    assert second.problem is not None
    assert "過於頻繁" in second.problem.message
    assert "秒後再試" in second.problem.hint


def test_the_original_file_is_given_while_it_is_the_one_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a" / "計畫.txt"
    path.parent.mkdir()
    path.write_text("計畫", "utf-8")
    digest = hashlib.sha256("計畫".encode()).hexdigest()
    document = Document("d", "計畫", "計畫", digest, source_path="a/計畫.txt")
    assert original(tmp_path, document) == path
    assert original(tmp_path / "a", replace(document, source_path="../a/計畫.txt")) == path
    assert original(tmp_path / "a", replace(document, source_path="../../etc/passwd")) is None
    path.write_text("改過", "utf-8")
    assert original(tmp_path, document) is None
    assert original(tmp_path / "none", document) is None
