"""What the answerer can go without, for the ablation: each part left out is really out."""

from __future__ import annotations

import pytest

from assistant.answer import PARTS, Assistant

ROLE = "獎助要點的主管機關是哪個機關？"


def without(assistant: Assistant, part: str) -> Assistant:
    assert part in PARTS
    return Assistant(assistant.retriever, assistant.settings, without=frozenset({part}))


@pytest.mark.parametrize("part", PARTS)
def test_it_answers_without_any_one_part(assistant: Assistant, part: str) -> None:
    assert "教育部" in without(assistant, part).ask(ROLE).text


def test_without_declining_nothing_is_declined(assistant: Assistant) -> None:
    question = "獎助要點規定的罰金上限是多少美元？"
    assert assistant.ask(question).refused
    assert not without(assistant, "declining").ask(question).refused


def test_without_follow_ups_earlier_questions_are_not_heard(assistant: Assistant) -> None:
    assert assistant.ask("那它的上限呢？", (ROLE,)).completed_question
    assert not without(assistant, "follow_ups").ask("那它的上限呢？", (ROLE,)).completed_question


def test_without_runners_up_there_is_one_statement(assistant: Assistant) -> None:
    for question in (ROLE, "培育網路人才是哪個部會的工作？", "每案獎助金額上限是多少？"):
        assert "\n\n" not in without(assistant, "runners_up").ask(question).text


def test_the_first_pass_orders_by_its_own_scores(assistant: Assistant) -> None:
    bare = without(assistant, "ranking")
    understood = bare.reader.read(ROLE)
    hits = bare.search(understood)
    first = [c.statement for c in bare.ranker.candidates(understood, hits)]
    assert [r.statement for r in bare.ranker.rank(understood, hits)] == first
