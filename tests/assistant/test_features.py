"""Features of the candidates of one question."""

from __future__ import annotations

from assistant.answer import Assistant


def _column(assistant: Assistant, asked: str, name: str) -> dict[str, float]:
    question = assistant.reader.read(asked)
    hits = assistant.search(question)
    candidates = assistant.ranker.candidates(question, hits)
    values = assistant.ranker.table(question, hits, candidates)[name]
    return {c.statement.text: float(value) for c, value in zip(candidates, values, strict=True)}


def test_the_kind_of_value_that_is_wanted_is_held_or_not(assistant: Assistant) -> None:
    asked = "申請獎助到哪一天截止？"
    held, relative = (_column(assistant, asked, name) for name in ("holds_wanted", "rel_holds_wanted"))
    dated, undated = "申請期間自民國113年3月1日起至同年4月30日止。", "本要點之主管機關為教育部。"
    assert (held[dated], held[undated]) == (1.0, 0.0)
    assert (relative[dated], relative[undated]) == (0.0, -1.0)
    assert set(_column(assistant, asked, "wants_date").values()) == {1.0}


def test_where_no_kind_of_value_is_wanted_none_is_looked_for(assistant: Assistant) -> None:
    assert set(_column(assistant, "獎助的目的是什麼？", "holds_wanted").values()) == {0.5}
    assert set(_column(assistant, "獎助的目的是什麼？", "wants_date").values()) == {0.0}
