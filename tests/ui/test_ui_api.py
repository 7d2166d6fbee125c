from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api import Service, create_app
from assistant.api.admission import Admission
from assistant.api.limit import RateLimit


@pytest.fixture
def client(assistant: Any) -> Iterator[TestClient]:
    with TestClient(create_app(Service(assistant))) as opened:
        yield opened


def test_ask_returns_the_answer_with_its_citations(client: TestClient, assistant: Any) -> None:
    answer = client.post("/api/ask", json={"question": "目標？", "history": ["前一題"]})
    assert answer.status_code == 200
    body = answer.json()
    assert body["text"] == "• **2030年**普及率達90% [1]"
    assert body["citations"][0]["span"] == {"start": 7, "end": 23}
    assert assistant.asked == [("目標？", ("前一題",))]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"question": " "}, "問題是空的"),
        ({}, "請求的內容不符格式：body.question"),
        ({"question": 3}, "請求的內容不符格式：body.question"),
        ({"question": "x", "history": ["y"] * 51}, "請求的內容不符格式：body.history"),
    ],
)
def test_a_bad_question_is_said_in_one_shape(client: TestClient, body: dict[str, object], message: str) -> None:
    answer = client.post("/api/ask", json=body)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint", "retryable"}
    assert error["message"] == message
    assert error["hint"]


def test_search_documents_and_sections(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "目標", "top_k": 2}).json()["hits"]
    assert [(hit["rank"], hit["passage"]["section_id"]) for hit in hits] == [(1, "plan#1"), (2, "plan#1")]
    assert client.get("/api/search", params={"q": "目標", "top_k": 0}).status_code == 422
    listed = client.get("/api/documents").json()
    assert listed["index_id"] == "i1"
    assert [(one["document_id"], one["sections"]) for one in listed["documents"]] == [("plan", 2)]
    section = client.get("/api/sections/plan%231").json()
    assert section["text"].startswith("推動目標\n")
    assert (section["previous_id"], section["next_id"]) == (None, "plan#2")
    missing = client.get("/api/sections/nowhere")
    assert missing.status_code == 404
    assert missing.json()["error"]["message"] == "找不到章節：nowhere"


def test_pages_of_the_framework_that_load_foreign_scripts_are_off(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert "/api/ask" in client.get("/api/openapi.json").json()["paths"]


def test_one_client_may_ask_so_often_and_no_more(assistant: Any) -> None:
    now = [0.0]
    limit = RateLimit(2, 60, clock=lambda: now[0])
    with TestClient(create_app(Service(assistant, admission=Admission(limit=limit)), documented=False)) as client:
        assert client.get("/api/openapi.json").status_code == 404
        codes = [client.post("/api/ask", json={"question": "目標"}).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        now[0] = 30.0
        refused = client.post("/api/ask", json={"question": "目標"})
        assert refused.headers["Retry-After"] == "30"
        assert refused.json()["error"]["retryable"] is True
        now[0] = 61.0
        assert client.post("/api/ask", json={"question": "目標"}).status_code == 200


def test_the_limit_remembers_only_recent_clients() -> None:
    limit = RateLimit(1, 60, clients=2, clock=lambda: 0.0)
    assert [limit.wait(name) for name in ("a", "b", "c", "a", "a")] == [0, 0, 0, 0, 60]
