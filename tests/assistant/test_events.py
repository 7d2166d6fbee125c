"""A stream of events tells the same answer as ``ask``, piece by piece."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Assistant
from assistant.events import Done, Stage, Text, Withdrawn, finished, plain
from corpus.errors import QuestionError

QUESTIONS = ("第二期報告有哪三項重點工作？", "第一期報告和第二期報告的召集部會各是誰？", "明天會不會下雨？要帶傘嗎？")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_pieces_make_up_the_answer_and_bring_each_citation_once(assistant: Assistant, question: str) -> None:
    *events, done = assistant.stream(question)
    assert isinstance(done, Done)
    assert [e.name for e in events if isinstance(e, Stage)] == ["reading", "searching", "composing"]
    pieces = [e for e in events if isinstance(e, Text)]
    assert "".join(p.text for p in pieces) == done.answer.text
    assert tuple(c for p in pieces for c in p.citations) == done.answer.citations


@pytest.mark.parametrize("question", QUESTIONS)
def test_asking_gives_what_the_stream_ends_with(assistant: Assistant, question: str) -> None:
    asked, streamed = assistant.ask(question), finished(assistant.stream(question))
    assert replace(asked, timings={}) == replace(streamed, timings={})
    assert asked.timings.keys() == {"retrieve", "total"}


def test_what_is_no_question_is_refused_before_the_first_event(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        assistant.stream("")


def test_events_are_plain_for_json() -> None:
    assert plain(Stage("reading")) == {"event": "stage", "name": "reading"}
    assert plain(Text("一", ())) == {"event": "text", "text": "一", "citations": []}
    assert plain(Withdrawn("收回")) == {"event": "withdrawn", "message": "收回"}


def test_a_stream_without_an_end_is_a_fault() -> None:
    with pytest.raises(ValueError, match="Done"):
        finished([Stage("reading")])
