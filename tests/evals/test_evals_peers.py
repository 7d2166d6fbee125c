"""Peers over one tiny plan: the same questions, the same scorer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Secret
from corpus.errors import ModelError
from corpus.library import Library
from corpus.types import Document
from evals.peers.endpoint import DECLINED, Endpoint
from evals.peers.llama import llama_bm25, llama_vector
from evals.peers.top_passage import LONGEST, TopPassage, bm25_passage
from evals.run import perform
from evals.score import score
from evals.system import System
from index.build import build
from index.embed import load_embedder
from index.retriever import Retriever

TEXT = "壹、目標\n民國113年涵蓋率達到90%。\n貳、經費\n五年合計編列12億元。\n參、附則\n" + "本計畫自核定日實施。" * 20
PLAN = Document("plan", "甲計畫", TEXT, "0" * 64, edition="2024-01-01")
OTHER = Document("law", "乙辦法", "第一條\n罰鍰五千元。\n第二條\n自公布日施行。\n", "1" * 64)
QUESTIONS = [
    {
        "id": "q1",
        "category": "number_kpi",
        "question": "五年合計編列多少經費？",
        "answer": "12億元。",
        "must_include": [["12億"]],
        "evidence": [{"doc": "plan", "section": "貳、經費", "quote": "五年合計編列12億元"}],
    },
    {"id": "q2", "category": "unanswerable", "question": "外星人何時來？", "answer": "文件中沒有提到"},
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("peers")
    return Retriever(build(Library((PLAN, OTHER)), folder))


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "toy.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in QUESTIONS), "utf-8")
    return path


def test_the_best_bm25_passage_is_the_answer(retriever: Retriever, questions: Path) -> None:
    run = perform(bm25_passage(retriever), questions)
    answer = run.rows[0].answer
    assert answer is not None
    assert answer.text == f"{answer.citations[0].quote[:LONGEST]} [1]"
    assert answer.citations[0].section == ("貳、經費",)
    assert run.header.system == "BM25 passage"
    assert score(run).overall["full"] == 1.0
    assert score(run).overall["refusal"] == 1.0  # no word of it stands anywhere, so nothing is found


@pytest.mark.parametrize("make", [llama_bm25, lambda documents: llama_vector(documents, load_embedder())])
def test_llama_index_runs_offline_and_quotes_the_document(make: Any, questions: Path) -> None:
    if make is llama_bm25:
        pytest.importorskip("llama_index.retrievers.bm25", reason="pip install 'policy-assistant[bench]'")
    peer: TopPassage = make((PLAN, OTHER))
    run = perform(peer, questions)
    assert [row.error for row in run.rows] == ["", ""]
    texts = {document.document_id: document.text for document in (PLAN, OTHER)}
    hits = [hit for row in run.rows for hit in row.searched]
    assert hits
    assert all(hit.passage.text == hit.passage.span.slice(texts[hit.passage.document_id]) for hit in hits)
    assert {passage.document_id for passage in peer.passages} == {"plan", "law"}


class Chat(BaseHTTPRequestHandler):
    """Declines aliens, answers the rest from passage 1, and remembers what it was sent."""

    seen: list[tuple[str, str, dict[str, Any]]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.path, self.headers["Authorization"] or "", body))
        asked = body["messages"][-1]["content"]
        text = f"{DECLINED}。" if "外星人" in asked else "五年合計編列12億元。[1][9]"
        reply = {"choices": [{"message": {"content": text}}]}
        status, data = 200, json.dumps(reply).encode()
        if body["model"] == "broken":
            status, data = 503, b"overloaded"
        elif body["model"] == "other":
            data = b"<html>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Chat.seen = []
    http = HTTPServer(("127.0.0.1", 0), Chat)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/v1"
    http.shutdown()
    http.server_close()
    thread.join()


def test_a_chat_endpoint_is_scored_like_anyone_else(retriever: Retriever, questions: Path, server: str) -> None:
    system: System = Endpoint(server, "toy", retriever, passages=2, key=Secret("k"))
    run = perform(system, questions)
    scores = score(run)
    assert (scores.overall["full"], scores.overall["refusal"], scores.overall["false_refusal"]) == (1.0, 1.0, 0.0)
    answer = run.rows[0].answer
    assert answer is not None
    assert [citation.marker for citation in answer.citations] == [1]
    path, authorization, body = Chat.seen[0]
    assert (path, authorization, body["model"], body["temperature"]) == ("/v1/chat/completions", "Bearer k", "toy", 0)
    assert "[1] 貳、經費\n" in body["messages"][0]["content"]


def test_without_passages_the_endpoint_answers_alone(retriever: Retriever, server: str) -> None:
    answer = Endpoint(server, "toy", retriever, passages=0).ask("經費？", ("先前的問題",))
    assert answer.citations == ()
    sent = Chat.seen[0][2]["messages"]
    assert [message["content"] for message in sent[1:]] == ["先前的問題", "經費？"]
    assert "段落" not in sent[0]["content"]


@pytest.mark.parametrize(
    ("model", "message", "retryable"),
    [("broken", "回應 503：overloaded", True), ("other", "不是 chat completions 格式", False)],
)
def test_what_an_endpoint_does_wrong_is_said(
    retriever: Retriever, server: str, model: str, message: str, retryable: bool
) -> None:
    with pytest.raises(ModelError) as caught:
        Endpoint(server, model, retriever).ask("經費？", ())
    assert message in caught.value.message
    assert caught.value.retryable is retryable


def test_an_endpoint_that_is_not_there(retriever: Retriever) -> None:
    with pytest.raises(ModelError, match=r"連不上 127\.0\.0\.1:9"):
        Endpoint("http://127.0.0.1:9/v1", "toy", retriever).ask("經費？", ())
    with pytest.raises(ModelError, match="不是網址：file:///etc"):
        Endpoint("file:///etc", "toy", retriever)
