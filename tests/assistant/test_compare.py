"""Comparisons: where a question divides, which statements tell its sides, and the table they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.compose.claims import Claim, write
from assistant.parallel import alike
from assistant.routing import Router
from assistant.sides import sides
from assistant.verify import verify
from corpus.library import open_library


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("環境監測的季報和年報，各要在多久內提報？", "環境監測的季報", "年報"),
        ("甲案的補助對象和乙案的補助對象有什麼不同？", "甲案的補助對象", "乙案的補助對象"),
        ("涵蓋鄉鎮數，2016年與2019年各是幾個？", "2016年", "2019年"),
        ("申請獎助的學校，和自行辦理的，補助各是多少？", "申請獎助的學校", "自行辦理的"),
    ],
)
def test_two_sides_are_told_apart(assistant: Assistant, question: str, one: str, other: str) -> None:
    router = Router(assistant.release.documents)
    found = sides(question, router.route(question), router)
    assert [side.own.slice(question) for side in found] == [one, other]
    for side, absent in zip(found, (other, one), strict=True):
        assert absent not in side.text


def test_what_asks_after_the_last_side_belongs_to_both(assistant: Assistant) -> None:
    question = "第一期報告的分工和第二期報告的重點工作各有哪些？"
    router = Router(assistant.release.documents)
    one, other = sides(question, router.route(question), router)
    assert (one.documents, other.documents) == (("plan-1",), ("plan-2",))
    assert one.text.endswith("各有哪些？")
    assert "重點工作" not in one.text
    assert other.text == "第二期報告的重點工作各有哪些？"


def test_two_of_many_documents_are_told_apart_by_their_names_in_the_question(tmp_path: Path) -> None:
    for name in ("旅館", "民宿", "公園", "圖書館", "停車場"):
        (tmp_path / f"{name}.txt").write_text(f"{name}管理要點\n一、{name}由市政府管理。\n", encoding="utf-8")
    router = Router(open_library(tmp_path).documents)
    question = "公園和停車場，兩份要點各由誰管理？"
    assert [side.own.slice(question) for side in sides(question, router.route(question), router)] == ["公園", "停車場"]


def test_a_word_that_holds_a_conjunction_is_not_cut(assistant: Assistant) -> None:
    question = "公民參與由誰負責？"
    router = Router(assistant.release.documents)
    assert sides(question, router.route(question), router) == ()


def test_words_before_a_short_side_are_about_both(assistant: Assistant) -> None:
    one, other = assistant.reader.read("執行成果的2016和2019，涵蓋鄉鎮各是幾個？").parts
    assert [c.text for c in one.side.distinct] == ["2016"]
    assert [c.text for c in other.side.distinct] == ["2019"]
    assert "執行成果" in {c.text for c in other.concepts}


def test_the_sides_of_one_table_come_from_the_same_row(assistant: Assistant) -> None:
    answer = assistant.ask("日本和韓國的願景各是什麼？")
    lines = answer.text.splitlines()
    assert lines[:2] == ["| 比較對象 | 文件所載 |", "|---|---|"]
    assert lines[2].startswith("| 日本 |")
    assert "人人享有數位服務" in lines[2]
    assert lines[2].endswith("[1] |")
    assert lines[3].startswith("| 韓國 |")
    assert "全球領先的數位國家" in lines[3]
    assert lines[3].endswith("[2] |")


def test_cells_of_one_row_are_more_alike_than_cells_of_two(assistant: Assistant) -> None:
    section = next(s for s in assistant.release.sections if s.path and s.path[-1] == "各國比較")
    cells = {s.path[-2:]: s for s in assistant.evidence.of(section) if s.kind == "cell"}
    japan, korea, aims = cells["日本", "願景"], cells["韓國", "願景"], cells["韓國", "目標"]
    assert alike(japan, korea) > alike(japan, aims)
    assert alike(japan, japan) == 0.0


def test_rows_that_follow_one_another_are_one_table() -> None:
    text, citations = write(
        (Claim("前言", ()), Claim("一｜二", (), row="甲"), Claim("", (), ("子", "丑。"), row="乙|丙"))
    )
    assert text == "前言\n\n| 比較對象 | 文件所載 |\n|---|---|\n| 甲 | 一｜二 |\n| 乙｜丙 | 子；丑 |"
    assert citations == ()


def test_a_row_is_not_carried_by_what_another_row_cites(assistant: Assistant) -> None:
    answer = assistant.ask("第一期報告和第二期報告的召集部會各是誰？")
    swapped = answer.text.replace("交通部", "\0").replace("數發部", "交通部").replace("\0", "數發部")
    checked = verify(answer.text, answer.citations, assistant.documents, assistant.retriever.lexicon)
    assert checked.unsupported == ()
    refuted = verify(swapped, answer.citations, assistant.documents, assistant.retriever.lexicon)
    assert {"交通部", "數發部"} <= set(refuted.unsupported)


def test_no_row_is_named_what_its_statement_does_not_speak_of(assistant: Assistant) -> None:
    """日本 has a row in the documents, 泰國 has none: what is found instead stands under its own heading."""
    for line in assistant.ask("日本和泰國的願景各是什麼？").text.splitlines():
        assert not line.startswith("| 泰國 |") or "文件未載明" in line
