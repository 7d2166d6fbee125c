"""Other people's software talks to the running program: OpenAI's client, an MCP client, schemathesis."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from openai import APIStatusError, OpenAI
from schemathesis.specs.openapi.checks import positive_data_acceptance
from small_assistant import SmallAssistant

from assistant.api import Service, create_app
from assistant.settings import Settings
from assistant.ui.server import gate


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole program over the small assistant, served by uvicorn on a free port."""
    app = gate(lambda _report: SmallAssistant(), Settings(mcp=True, data_dir=tmp_path_factory.mktemp("data")))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    found = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    while httpx.get(f"{found}/readyz").status_code != 200:
        time.sleep(0.05)
    yield found
    server.should_exit = True
    running.join()


def test_the_openai_client_gets_an_answer_with_its_sources(address: str) -> None:
    with OpenAI(base_url=f"{address}/v1", api_key="-", max_retries=0) as client:
        assert [model.id for model in client.models.list()] == ["policy-assistant"]
        made = client.chat.completions.create(
            model="policy-assistant",
            messages=[
                {"role": "system", "content": "無關"},
                {"role": "user", "content": "前一題"},
                {"role": "assistant", "content": "前一答"},
                {"role": "user", "content": [{"type": "text", "text": "目標？"}]},
            ],
        )
    text = made.choices[0].message.content or ""
    assert text.startswith("• **2030年**普及率達90% [1]")
    assert "[1] 《數位計畫》，2024-12-31，推動目標，第 3 頁，「" in text
    assert made.choices[0].finish_reason == "stop"
    assert made.choices[0].message.model_extra["citations"][0]["document_id"] == "plan"  # type: ignore[index]


def test_the_openai_client_streams(address: str) -> None:
    with OpenAI(base_url=f"{address}/v1", api_key="-", max_retries=0) as client:
        stream = client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": "目標？"}], stream=True
        )
        chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.startswith("• **2030年**普及率達90% [1]\n\n[1] 《數位計畫》")
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_the_openai_client_is_told_what_is_wrong(address: str) -> None:
    with OpenAI(base_url=f"{address}/v1", api_key="-", max_retries=0) as client:
        with pytest.raises(APIStatusError, match="問題是空的") as empty:
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": ""}])
        assert empty.value.status_code == 422
        with pytest.raises(APIStatusError, match="最後一則訊息不是使用者的問題"):
            client.chat.completions.create(model="m", messages=[{"role": "assistant", "content": "x"}])


def test_an_mcp_client_asks_searches_and_reads(address: str) -> None:
    from mcp import Client

    async def talk() -> dict[str, Any]:
        async with Client(f"{address}/mcp") as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            asked = await client.call_tool("ask", {"question": "目標？"})
            found = await client.call_tool("search", {"question": "目標", "top_k": 2})
            section = await client.call_tool("read_section", {"section_id": "plan#1"})
            wrong = await client.call_tool("ask", {"question": " "})
            return {"names": names, "asked": asked, "found": found, "section": section, "wrong": wrong}

    got = asyncio.run(talk())
    assert got["names"] == {"ask", "search", "read_section"}
    assert got["asked"].structured_content["citations"][0]["quote"] == "**2030年**普及率達90%"
    assert len(got["found"].structured_content["hits"]) == 2
    assert got["section"].structured_content["text"].startswith("推動目標")
    assert got["wrong"].is_error
    assert "問題是空的" in got["wrong"].content[0].text


def test_events_come_as_the_html_standard_writes_them(address: str) -> None:
    body = {"question": "目標？", "stream": True}
    with httpx.stream("POST", f"{address}/api/ask", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        blocks = answer.read().decode().strip().split("\n\n")
    events = [(name, json.loads(data)) for name, data in (_parts(block) for block in blocks)]
    assert [name for name, _ in events] == ["stage", "text", "done"]
    assert events[1][1]["text"] == events[2][1]["answer"]["text"]
    with httpx.stream("POST", f"{address}/api/ask", json=body | {"question": ""}) as answer:
        blocks = answer.read().decode().strip().split("\n\n")
    name, data = _parts(blocks[-1])
    assert (name, json.loads(data)["error"]["code"]) == ("error", "question")


def _parts(block: str) -> tuple[str, str]:
    name, data = block.split("\n")
    return name.removeprefix("event: "), data.removeprefix("data: ")


def test_prometheus_reads_what_was_counted(address: str) -> None:
    httpx.post(f"{address}/api/ask", json={"question": "天氣？"})
    text = httpx.get(f"{address}/metrics").text
    assert 'policy_assistant_answers_total{channel="api",outcome="refused_not_found"}' in text
    assert 'policy_assistant_documents{index_id="i1"} 1.0' in text
    assert "policy_assistant_answer_seconds_bucket" in text
    assert "天氣" not in text


def test_requests_made_of_the_description_find_no_server_error_and_no_undescribed_answer(assistant: Any) -> None:
    described = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(Service(assistant)))
    for operation in described.get_all_operations():

        @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(excluded_checks=[positive_data_acceptance])  # an empty question is refused

        ask()
