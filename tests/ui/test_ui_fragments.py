"""What the chat's script fetches: the notice and examples as they are now, and what to ask after an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answer import Assistant
from assistant.api import Service
from assistant.ui import render
from assistant.ui.examples import Offered
from assistant.ui.follow_ups import FollowUps
from assistant.ui.fragments import fragments, notice
from assistant.ui.kept import Kept
from assistant.ui.turns import Turn
from assistant.ui.words import EN, ZH
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

PLAN = """# 數位學習推動計畫

## 整體推動目標

為普及數位學習，每年補助一百所學校，並培訓教師一千人次，逐步縮小城鄉差距，並使偏鄉學生人人有載具可用。

## 數位學習重點工作

建置雲端教材平臺，辦理教師研習，提供偏鄉學生載具，並定期公布執行成果與檢討報告，供各校參考辦理。

## 主管機關分工

教育部負責整體規劃與經費，數位發展部協助基礎建設，地方政府辦理校園網路與設備維護，並由學校自行管理載具。
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder, index_dir = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    (folder / "plan.md").write_text(PLAN, "utf-8")
    build(open_library(folder), index_dir)
    return Service(Assistant(Retriever.open(index_dir)))


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(service: Service, kept: Kept) -> Iterator[TestClient]:
    app = FastAPI()
    for words in (ZH, EN):
        app.include_router(fragments(service, kept, Offered(service), FollowUps(service.plain_ask), words))
    with TestClient(app) as opened:
        yield opened


def test_notice_and_examples_are_those_of_the_documents_in_service(client: TestClient, service: Service) -> None:
    assert client.get("/now/notice").text == notice(service, ZH)
    assert client.get("/en/now/notice").text == notice(service, EN) != notice(service, ZH)
    examples = client.get("/now/examples").text
    assert 'class="example"' in examples
    assert "主管機關分工為何？" in examples


def test_an_answered_turn_is_followed_by_questions_that_have_answers(
    client: TestClient, service: Service, kept: Kept
) -> None:
    question = "數位學習重點工作有哪些？"
    turn = kept.keep(Turn(question, "2026-01-02 03:04", answer=service.plain_ask(question)))
    page = client.get(f"/follow-ups/{turn.key}").text
    assert 'class="follow"' in page
    assert question not in page
    unanswered = kept.keep(Turn(question, "2026-01-02 03:04"))
    assert client.get(f"/follow-ups/{unanswered.key}").text == client.get("/follow-ups/gone").text == ""


def test_a_part_is_fetched_anew_only_where_documents_may_change() -> None:
    assert 'class="now fresh" id="now-notice"' in render.now("notice", "<p>x</p>", fresh=True)
    assert "fresh" not in render.now("notice", "<p>x</p>", fresh=False)
