"""``ask`` with a language model: who wrote it is said, and why where it was not the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_server import Reply, Scripted, number_of, says

from assistant.cli import main
from corpus.library import Library
from corpus.types import Document
from index.build import build

TEXT = "一、目的\n為推動數位學習，特訂定本要點。\n二、經費\n每案獎助金額以新臺幣一百五十萬元為上限。\n三、附則\n本要點自公布日施行。\n"
QUESTION = "每案獎助金額的上限是多少？"


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted().running() as running:
        running.script = lambda r: says(f"上限為新臺幣一百五十萬元[{number_of(r, '一百五十萬元')}]。")
        yield running


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build(Library((Document("d", "數位學習獎助要點", TEXT, "0" * 64),)), folder)
    return folder


def test_a_generated_answer_is_marked_and_a_fallback_says_why(
    index: Path, server: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ask", QUESTION, "--index", str(index), "--llm-url", server.url, "--llm-model", "gemma-test"]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert told.startswith("上限為新臺幣一百五十萬元。 [1]")
    assert "AI 生成：由語言模型 gemma-test〔美國（Google）〕" in told
    server.script = lambda _: Reply([b""], 500)
    assert main(command) == 0
    told = capsys.readouterr()
    assert "AI 生成" not in told.out
    assert "一百五十萬元" in told.out
    assert "注意：語言模型目前無法使用" in told.err


def test_the_json_names_model_calls_and_tokens(
    index: Path, server: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["ask", QUESTION, "--json", "--index", str(index), "--llm-url", server.url, "--llm-model", "gemma-test"])
        == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert answer["mode"] == "generated"
    assert {
        k: answer["generation"][k] for k in ("model", "calls", "prompt_tokens", "completion_tokens", "withheld")
    } == {
        "model": "gemma-test",
        "calls": 1,
        "prompt_tokens": 100,
        "completion_tokens": 7,
        "withheld": 0,
    }


def test_a_model_that_is_not_allowed_is_refused_before_the_index_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["ask", QUESTION, "--index", str(tmp_path), "--llm-url", "http://127.0.0.1:9/v1", "--llm-model", "x"]) == 2
    )
    assert "不在准許的名單上" in capsys.readouterr().err
