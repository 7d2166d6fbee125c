"""The wire against software that is not ours: ``transformers serve`` with a tiny model, randomly initialised here."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant.answer import Assistant
from assistant.commands.opening import open_writer
from assistant.events import Done
from assistant.llm.providers import connect
from assistant.settings import Settings
from index.retriever import Retriever

pytestmark = pytest.mark.slow

START_SECONDS = 120
QUESTION = "數位學習獎助每案的上限是多少錢？"


def random_model(folder: Path) -> Path:
    """Write a Llama of 32 dimensions and 2 layers that has learned nothing, with a tokenizer of bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    letters = Tokenizer(models.BPE())
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    letters.train_from_iterator(
        [], trainers.BpeTrainer(vocab_size=300, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet)
    )
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=letters, bos_token="<s>", eos_token="</s>")
    tokenizer.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    shape = LlamaConfig(
        vocab_size=tokenizer.vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16_384,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(shape).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    pytest.importorskip(
        "openai", reason="transformers serve needs the openai package, which the extra openai-like brings"
    )
    folder = random_model(tmp_path_factory.mktemp("tiny"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(folder)]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"], stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers(url):
            assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.5)
        yield Settings(
            llm_url=f"{url}/v1",
            llm_model=str(folder),
            llm_allowed=f"{folder}=本機測試",
            llm_max_tokens=48,
            llm_evidence=400,
        )
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("provider", ["openai-compatible", "openai-like"])
def test_tokens_come_one_by_one_and_are_counted(served: Settings, provider: str) -> None:
    model = connect(replace(served, llm_provider=provider))
    meter = model.meter()
    arrived = [(piece, time.perf_counter()) for piece in model.stream([("user", "請說明計畫")], meter, 24)]
    assert 5 < len(arrived) <= 24
    assert arrived[-1][1] > arrived[0][1]
    assert meter.first_token is not None
    assert (meter.calls, meter.completion_tokens) == (1, 24)
    assert (meter.prompt_tokens or 0) > 0


def test_the_server_lists_its_model(served: Settings) -> None:
    assert served.llm_model in connect(served).llm.models()


def test_what_a_model_without_sense_says_does_not_reach_the_reader(served: Settings, retriever: Retriever) -> None:
    assistant = Assistant(retriever, served, open_writer(served))
    *_, done = assistant.stream(QUESTION)
    assert isinstance(done, Done)
    made = done.answer.generation
    assert made is not None
    assert (done.answer.mode, done.answer.text) == ("fallback", Assistant(retriever).ask(QUESTION).text)
    assert made.problem in ("no_citation", "language", "refuted")
    assert (made.calls, made.completion_tokens, made.origin) == (1, 48, "本機測試（依設定 llm_allowed）")
    assert made.first_token_ms is not None
