"""``doctor`` looks at everything the settings name, says what to do, and imports no more than it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_server import Reply, Scripted, says

from assistant.cli import main
from assistant.doctor import Check, examine
from assistant.settings import Secret, Settings
from corpus.library import Library
from corpus.types import Document
from index.build import build


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted().running() as running:
        running.script = lambda _: says("好")
        yield running


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build(Library((Document("d", "甲計畫", "一、目的\n推動數位學習。\n", "0" * 64),)), folder)
    return folder


def checks(**values: object) -> dict[str, Check]:
    return {check.name: check for check in examine(Settings(**values))}  # type: ignore[arg-type]


def test_an_index_that_is_whole_and_the_model_inside_are_well(index: Path) -> None:
    found = checks(index=index)
    assert (found["索引"].state, found["嵌入模型"].state, found["語言模型"].state) == ("ok", "ok", "skipped")
    assert "1 份文件" in found["索引"].found
    assert "docs/language-models.md" in found["語言模型"].hint


def test_what_is_missing_or_damaged_is_said_with_what_to_do(index: Path, tmp_path: Path) -> None:
    assert checks(data_dir=tmp_path)["索引"].state == "warning"
    missing = checks(index=tmp_path / "none", embedding_model="some/name")
    assert (missing["索引"].state, missing["嵌入模型"].state) == ("failed", "warning")
    assert missing["索引"].hint
    assert checks(index=index, embedding_model=str(tmp_path))["嵌入模型"].state == "failed"
    for path in sorted(index.rglob("*.npy")) + sorted(index.rglob("*.safetensors")):
        written = path.read_bytes()
        path.write_bytes(written[:-1] + bytes([written[-1] ^ 1]))
        assert checks(index=index)["索引"].state == "failed"
        path.write_bytes(written)
        break
    else:
        pytest.fail("the index has no file of vectors to damage")
    assert checks(index=index)["索引"].state == "ok"


def test_a_language_model_that_works_is_tried_and_its_origin_told(index: Path, server: Scripted) -> None:
    found = checks(index=index, llm_url=server.url, llm_model="gemma-test")
    assert "美國（Google）" in found["語言模型"].found
    assert (found["模型服務"].state, found["試答"].state) == ("ok", "ok")
    assert "秒" in found["試答"].found
    other = checks(index=index, llm_url=server.url, llm_model="gemma-other")
    assert (other["模型服務"].state, "gemma-test" in other["模型服務"].found) == ("warning", True)


@pytest.mark.parametrize(("status", "hint"), [(401, "llm_key"), (404, "/v1"), (503, "忙碌"), (500, "擷取式")])
def test_a_language_model_that_fails_comes_with_advice(index: Path, server: Scripted, status: int, hint: str) -> None:
    server.script = lambda _: Reply([b"sk-secret"], status)
    found = checks(index=index, llm_url=server.url, llm_model="gemma-test", llm_key=Secret("sk-secret"), llm_calls=1)
    assert (found["試答"].state, hint in found["試答"].hint) == ("failed", True)
    assert "sk-secret" not in json.dumps([c.to_dict() for c in found.values()], ensure_ascii=False)


def test_a_service_that_is_not_there_and_a_model_not_allowed(index: Path) -> None:
    away = checks(index=index, llm_url="http://127.0.0.1:9/v1", llm_model="gemma-test")["模型服務"]
    assert (away.state, "已啟動" in away.hint) == ("failed", True)
    assert checks(index=index, llm_url="http://127.0.0.1:9/v1", llm_model="unheard-of")["語言模型"].state == "failed"


def test_the_command_ends_with_1_when_something_failed(
    index: Path, server: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--index", str(index)]) == 0
    assert "✓ 索引" in capsys.readouterr().out
    assert main(["doctor", "--index", str(index), "--llm-url", server.url, "--llm-model", "unheard-of", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["checks"]
    assert {c["name"]: c["state"] for c in told}["語言模型"] == "failed"


def test_without_a_language_model_nothing_heavy_is_imported(index: Path) -> None:
    program = (
        "import sys; from assistant.cli import main; code = main(['doctor', '--index', sys.argv[1]]);"
        "print(sorted({'torch', 'gradio', 'llama_index', 'sentence_transformers', 'openai'} & set(sys.modules)), code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(index)], capture_output=True, text=True, timeout=120, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[] 0"
