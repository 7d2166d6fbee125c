"""What tells that an answer is missing: over an act that sets some amounts and leaves others open."""

import pytest

from assistant.answer import Assistant
from assistant.signs import doubt
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

ACT = """夜市管理要點
一、本要點由市政府訂定。
二、攤位租金每月三千元。
三、清潔費以每小時為單位計收。保證金五千元。
四、攤位不得堵塞通道。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("market")
    (folder / "market.txt").write_text(ACT, encoding="utf-8")
    build(open_library(folder), folder / "index")
    return Assistant(Retriever.open(folder / "index"))


def signs(assistant: Assistant, asked: str) -> dict[str, float]:
    question = assistant.reader.read(asked)
    hits = assistant.search(question)
    return assistant.decliner.signs(question, assistant.ranker.rank(question, hits), hits)


def test_a_value_that_stands_there_is_not_missing(assistant: Assistant) -> None:
    found = signs(assistant, "攤位租金每月多少元？")
    assert found["value_missing"] == found["money_missing"] == 0.0
    assert found["value_gap"] < 0.2


def test_a_value_in_a_clause_about_something_else_is_apart(assistant: Assistant) -> None:
    found = signs(assistant, "清潔費每小時多少元？")
    assert found["value_apart"] > signs(assistant, "攤位租金每月多少元？")["value_apart"]
    assert found["value_without_focus"] == 1.0 or found["value_missing"] == 1.0


def test_what_the_documents_never_say_is_unknown(assistant: Assistant) -> None:
    found = signs(assistant, "攤位可以養鸚鵡嗎？")
    assert 0.0 < found["unknown_words"] < 1.0
    assert found["document_gap"] > signs(assistant, "攤位可以堵塞通道嗎？")["document_gap"]


def test_what_no_statement_says_by_name_or_meaning_is_off_topic(assistant: Assistant) -> None:
    found = signs(assistant, "攤位租金每月多少元？")
    probability = assistant.decliner.probability
    assert probability(found | {"nothing_said": 1.0, "best_meaning": 0.1}) == 1.0
    assert probability(found | {"nothing_said": 1.0, "best_meaning": 0.2}) < 1.0
    related = {"nothing_said": 0.0, "unsaid_by_name": 1.0, "best_meaning": 0.1}  # an official word for an everyday one
    assert probability(found | related) < 1.0


def test_what_is_lacking_can_only_raise_the_doubt() -> None:
    assert [doubt(sign) for sign in ("value_missing", "largest_gap", "best_meaning", "role", "best_depth")] == [
        1,
        1,
        -1,
        0,
        0,
    ]
