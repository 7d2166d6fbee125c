"""A language model behind the HTTP interface: events over the wire, whatever the model does a 200 with a finished answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from scripted_server import Reply, Scripted, number_of, says
from starlette.testclient import TestClient

from assistant.answer import Assistant
from assistant.api import Service, create_app
from assistant.commands.opening import open_writer
from assistant.settings import Settings
from index.retriever import Retriever

QUESTION = "數位學習獎助每案的上限是多少錢？"
TRUE = "每案獎助金額以新臺幣一百五十萬元為上限"


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted().running() as running:
        yield running


@pytest.fixture
def client(retriever: Retriever, server: Scripted) -> Iterator[TestClient]:
    settings = Settings(llm_url=server.url, llm_model="gemma-test")
    with TestClient(create_app(Service(Assistant(retriever, settings, open_writer(settings))))) as opened:
        yield opened


def told(client: TestClient) -> list[tuple[str, dict[str, Any]]]:
    response = client.post("/api/ask", json={"question": QUESTION, "stream": True})
    assert response.status_code == 200
    blocks = [block.splitlines() for block in response.text.strip().split("\n\n")]
    return [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in blocks]


def test_a_model_s_answer_comes_as_events(client: TestClient, server: Scripted) -> None:
    server.script = lambda request: says(f"{TRUE}[{number_of(request, TRUE)}]。")
    events = told(client)
    kinds = [kind for kind, _ in events]
    assert kinds[-1] == "done"
    assert kinds.index("typing") < kinds.index("text")
    answer = events[-1][1]["answer"]
    assert (answer["mode"], answer["generation"]["model"]) == ("generated", "gemma-test")
    assert "".join(data["text"] for kind, data in events if kind == "text") == answer["text"]


def test_a_model_that_breaks_off_is_taken_back(client: TestClient, server: Scripted) -> None:
    server.script = lambda request: Reply([f"{TRUE}[{number_of(request, TRUE)}]。\n", "另外"], ends=False)
    events = told(client)
    kinds = [kind for kind, _ in events if kind in ("text", "withdrawn", "done")]
    assert kinds == ["text", "withdrawn", "text", "done"]
    answer = events[-1][1]["answer"]
    assert (answer["mode"], answer["generation"]["problem"]) == ("fallback", "broken")
    assert "不完整" in answer["warnings"][0]
