"""One case of several: the figure of another case is not told beside the right one."""

from __future__ import annotations

import pytest

from assistant.answer import Assistant
from assistant.compose.cases import other_case
from assistant.statement import Statement
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

RULE = """健康學校評選獎助要點
一、獎助金額如下：
(一) 評選成績達九十分以上者，獎助新臺幣三十萬元。
(二) 評選成績八十五分以上未達九十分者，獎助新臺幣二十萬元。
(三) 評選成績八十分以上未達八十五分者，獎助新臺幣十萬元。
二、專任輔導員每人每月最高新臺幣一萬八千元，兼任輔導員之聘期為一年。
兼任輔導員每人每月最高新臺幣六千元，兼任輔導員之交通費另計。
獲獎學校應於次年三月底前提出成果報告。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("cases")
    (folder / "rule.txt").write_text(RULE, encoding="utf-8")
    index_dir = tmp_path_factory.mktemp("index")
    build(open_library(folder), index_dir)
    return Assistant(Retriever.open(index_dir))


def _statements(assistant: Assistant) -> list[Statement]:
    release = assistant.release
    return [
        s
        for d in release.documents
        for section in release.sections_of(d.document_id)
        for s in assistant.evidence.of(section)
    ]


def _saying(assistant: Assistant, words: str) -> Statement:
    return next(s for s in _statements(assistant) if words in s.text and not s.items)


@pytest.mark.parametrize(
    ("asked", "right", "other", "told"),
    [
        ("評選成績八十七分，獎助多少元？", "未達九十分者", "九十分以上者", True),  # its stretch holds the value
        ("評選成績八十七分，獎助多少元？", "九十分以上者", "未達九十分者", False),
        ("各級的獎助金額有哪些？", "未達九十分者", "九十分以上者", False),  # all cases are asked for
        ("兼任輔導員每月最高多少元？", "六千元", "一萬八千元", False),  # the other statement speaks of 兼任 too
        ("評選成績八十七分，何時提出成果報告？", "未達九十分者", "成果報告", False),  # not worded alike
    ],
)
def test_another_case_is_told_from_what_adds_something(
    assistant: Assistant, asked: str, right: str, other: str, told: bool
) -> None:
    question = assistant.reader.read(asked)
    assert other_case(question, _saying(assistant, right), _saying(assistant, other)) is told


def test_the_answer_states_the_figure_of_the_case_asked_about_only(assistant: Assistant) -> None:
    answer = assistant.ask("評選成績八十七分的學校，獎助多少元？")
    assert "二十萬元" in answer.text
    assert "三十萬元" not in answer.text
    assert "十萬元" not in answer.text.replace("二十萬元", "")
