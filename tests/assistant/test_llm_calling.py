"""Calls to a model: providers, limits, retries, the breaker, and who may be called at all."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from scripted_server import Reply, Scripted, number_of, says

from assistant.answer import Assistant
from assistant.commands.opening import open_writer
from assistant.events import Text, Typing
from assistant.llm.allowed import families, origin_of
from assistant.llm.breaker import Breaker
from assistant.llm.calling import Meter, Model
from assistant.llm.endpoint import Endpoint
from assistant.llm.failures import CallFailed
from assistant.llm.providers import PROVIDERS, connect
from assistant.llm.watch import Limits, watched
from assistant.settings import Secret, Settings
from corpus.errors import SettingsError
from index.retriever import Retriever


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted().running() as running:
        yield running


def settings(url: str, **changes: Any) -> Settings:
    return replace(Settings(llm_url=url, llm_model="gemma-test", llm_connect_seconds=0.5), **changes)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_brings_text_tokens_and_failures(server: Scripted, provider: str) -> None:
    if PROVIDERS[provider].extra:
        pytest.importorskip(f"llama_index.llms.{provider.replace('-', '_')}")
    server.script = lambda _: says("教育部主管。", step=2)
    model = connect(settings(server.url, llm_provider=provider, llm_key=Secret("k")))
    meter = model.meter()
    pieces = list(model.stream([("system", "規則"), ("user", "問題")], meter, 50))
    assert pieces == ["教育", "部主", "管。"]
    assert (meter.calls, meter.prompt_tokens, meter.completion_tokens) == (1, 100, 7)
    sent = server.requests[0]
    assert [(m["role"], m["content"]) for m in sent["messages"]] == [("system", "規則"), ("user", "問題")]
    assert (sent["model"], sent["stream"]) == ("gemma-test", True)
    assert server.headers[0]["authorization"] == "Bearer k"
    for status, problem, calls in ((503, "busy", 2), (500, "unavailable", 1)):
        server.script = lambda _, status=status: Reply([b"{}"], status, "application/json")
        meter = replace(model.meter(), most_calls=2)
        with pytest.raises(CallFailed) as caught:
            model.complete([("user", "問題")], meter, 50)
        assert (caught.value.problem, meter.calls) == (problem, calls)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_keeps_to_the_time_limits(server: Scripted, provider: str) -> None:
    if PROVIDERS[provider].extra:
        pytest.importorskip(f"llama_index.llms.{provider.replace('-', '_')}")
    server.script = lambda _: Reply(["早", 5.0])
    limits = {"llm_first_token_seconds": 1.0, "llm_idle_seconds": 0.2, "llm_total_seconds": 4.0}
    model = connect(settings(server.url, llm_provider=provider, **limits))
    started = time.monotonic()
    with pytest.raises(CallFailed) as caught:
        model.complete([("user", "問題")], model.meter(), 50)
    assert (caught.value.problem, caught.value.retryable) == ("timeout", False)
    assert time.monotonic() - started < 2.5


def test_a_missing_extra_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: Settings) -> Any:
        raise ImportError("no module")

    monkeypatch.setitem(PROVIDERS, "ollama", replace(PROVIDERS["ollama"], make=absent))
    with pytest.raises(SettingsError) as caught:
        connect(settings("http://127.0.0.1:1/v1", llm_provider="ollama"))
    assert "pip install 'policy-assistant[ollama]'" in caught.value.hint


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"llm_url": "file:///etc/passwd"}, "llm_url"),
        ({"llm_url": "http://user:pw@host/v1"}, "llm_url"),
        ({"llm_url": "ftp://host/v1"}, "llm_url"),
        ({"llm_model": ""}, "llm_model"),
        ({"llm_provider": "magic"}, "magic"),
        ({"llm_model": "unheard-of-7b"}, "unheard-of-7b"),
        ({"llm_model": "mine", "llm_allowed": "mine"}, "llm_allowed"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_sent(changes: dict[str, Any], names: str) -> None:
    with pytest.raises(SettingsError) as caught:
        connect(settings("http://127.0.0.1:1/v1", **changes))
    assert names in caught.value.message
    assert caught.value.hint
    assert "pw" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("model", "origin"),
    [
        ("gemma3:12b", "美國（Google）"),
        ("hf.co/taide/Gemma-3-TAIDE-12b-Chat", "臺灣（國家科學及技術委員會）"),
        ("TAIDE-LX-7B-Chat", "臺灣（國家科學及技術委員會）"),
        ("mistralai/Mistral-Small-3.2", "法國（Mistral AI）"),
        ("MINE:1", "臺灣（依設定 llm_allowed）"),
    ],
)
def test_the_origin_of_an_allowed_model_is_told(model: str, origin: str) -> None:
    assert origin_of(model, "other=美國, mine:1=臺灣") == origin


@pytest.mark.parametrize("model", ["deepseek-r1-distill-llama-8b", "qwen3:8b", "org/not-gemma", "mine", ""])
def test_a_model_is_allowed_by_the_beginning_of_its_name_only(model: str) -> None:
    with pytest.raises(SettingsError):
        origin_of(model, "mine:1=臺灣")


def test_the_list_names_a_maker_and_an_origin_for_every_family() -> None:
    assert all(f.maker and f.origin and f.starts for f in families())
    assert not any("中國" in f.origin for f in families())
    starts = [start for f in families() for start in f.starts]
    assert len(set(starts)) == len(starts)
    assert all(start == start.lower() for start in starts)


def test_the_breaker_opens_after_failures_in_a_row_and_lets_one_try_after_the_pause() -> None:
    now = [0.0]
    breaker = Breaker(2, 30.0, clock=lambda: now[0])
    breaker.failed()
    breaker.worked()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 30.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.worked()
    assert breaker.allows()


def test_retries_wait_longer_each_time_and_as_long_as_the_server_asks(server: Scripted) -> None:
    waits: list[float] = []
    endpoint = Endpoint(server.url, "gemma-test", key=Secret(""))
    model = Model(endpoint, name="m", origin="o", settings=settings(server.url), sleep=waits.append)
    told = iter([{"Retry-After": "7"}, {}, {"Retry-After": "soon"}])
    server.script = lambda _: Reply([b"{}"], 429, "application/json", next(told))
    with pytest.raises(CallFailed):
        model.complete([("user", "問")], model.meter(), 10)
    assert waits[0] == 7
    assert 0.5 <= waits[1] <= 1.0
    assert len(waits) == 2


def test_no_more_calls_run_at_once_than_are_allowed(server: Scripted) -> None:
    going, most, lock = [0], [0], threading.Lock()

    def slowly() -> Iterator[Any]:
        with lock:
            going[0] += 1
            most[0] = max(most[0], going[0])
        yield 0.15
        yield "好"
        with lock:
            going[0] -= 1

    server.script = lambda _: Reply(slowly())
    model = connect(settings(server.url, llm_concurrency=2, llm_connect_seconds=5.0))
    threads = [threading.Thread(target=model.complete, args=([("user", "問")], model.meter(), 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 6
    assert most[0] == 2


def test_who_cannot_get_a_place_in_time_is_told_that_it_is_busy(server: Scripted) -> None:
    server.script = lambda _: Reply([1.0, "好"])
    model = connect(settings(server.url, llm_concurrency=1, llm_connect_seconds=0.1))
    first = threading.Thread(target=model.complete, args=([("user", "問")], model.meter(), 10))
    first.start()
    time.sleep(0.2)
    with pytest.raises(CallFailed) as caught:
        model.complete([("user", "問")], model.meter(), 10)
    server.stopping.set()
    first.join()
    assert caught.value.problem == "busy"


@pytest.mark.parametrize(
    ("limits", "expected"), [(Limits(0.1, 9, 9), []), (Limits(9, 0.1, 9), [1]), (Limits(9, 9, 0.3), [1])]
)
def test_a_producer_that_hangs_is_left_behind(limits: Limits, expected: list[int]) -> None:
    free = threading.Event()

    def hangs() -> Iterator[int]:
        yield from expected
        free.wait(5)

    got: list[int] = []
    started = time.monotonic()
    with pytest.raises(CallFailed, match="秒"):
        got.extend(arrived.item for arrived in watched(hangs, limits))
    assert got == expected
    assert time.monotonic() - started < 1
    free.set()


def test_a_producer_is_stopped_when_nobody_listens_any_more() -> None:
    made = itertools.count()
    ended = threading.Event()

    def endless() -> Iterator[int]:
        try:
            yield from made
        finally:
            ended.set()

    items = watched(endless, Limits(1, 1, 5))
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert ended.wait(2)


def test_tokens_are_added_up_over_calls() -> None:
    meter = Meter(3, 0.0)
    meter.count({"usage": {"prompt_tokens": 5, "completion_tokens": 2}})
    meter.count({"prompt_eval_count": 1})
    meter.count(None)
    assert (meter.prompt_tokens, meter.completion_tokens) == (6, 2)


def test_the_first_token_is_shown_within_a_tenth_of_a_second_of_the_model_s_own(
    retriever: Retriever, server: Scripted
) -> None:
    """The model types slowly (20 tokens a second): what it has typed is seen at once, not when its sentence ends."""
    sentence = "每案獎助金額以新臺幣一百五十萬元為上限"
    delays = []
    for _ in range(5):
        chosen = settings(server.url)
        assistant = Assistant(retriever, chosen, open_writer(chosen))

        def slowly(request: dict[str, Any]) -> Reply:
            text = f"{sentence}[{number_of(request, sentence)}]。"
            return Reply(itertools.chain.from_iterable((text[i : i + 2], 0.05) for i in range(0, len(text), 2)))

        server.script = slowly
        shown: list[float] = []
        for event in assistant.stream("數位學習獎助每案的上限是多少錢？"):
            if isinstance(event, Text | Typing):
                shown.append(time.perf_counter())
            answer = getattr(event, "answer", None)
        assert answer is not None
        assert answer.mode == "generated"
        delays.append(answer.timings["shown_after_first_token"])
        assert shown[-1] - shown[0] > 0.3
    print(
        f"\nfirst shown after the model's first token: median {statistics.median(delays):.1f} ms, most {max(delays):.1f} ms"
    )
    assert statistics.median(delays) <= 100
