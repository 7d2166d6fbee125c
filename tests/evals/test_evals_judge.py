"""A judge over a stored run: what it says is counted, what it does not say is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_rows import HEADER, cite, make
from scripted_server import Reply, Scripted, says

from assistant.cli import main
from assistant.llm.providers import connect
from assistant.settings import Settings
from evals.judge import gold_points, judge, sentences
from evals.record import Run, write_run

ROWS = (
    make(
        "目標為90%。[1]\n• 由甲機關辦理 [1]", cite("目標為90%"), question={"id": "q1", "answer": "90%，由甲機關辦理。"}
    ),
    make("不知道", answer={"refused": True}, question={"id": "q2"}),
    make("目標為90%。[1]", cite("目標為90%"), question={"id": "q3"}),
)


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted().running() as running:
        yield running


def settings(server: Scripted) -> Settings:
    return Settings(llm_url=server.url, llm_model="gemma-test")


def verdicts(request: dict[str, Any]) -> Reply:
    """A judge that finds the first sentence stated and the second not, and one of two points covered."""
    asked = request["messages"][-1]["content"]
    return says("A1：是\nA2：否\nB1：是\nB2：否" if "A2" in asked else "我認為很好。")


def test_sentences_and_points_are_numbered() -> None:
    assert sentences("目標為90%。[1]\n• 由甲機關辦理 [1]") == ("目標為90%。", "由甲機關辦理")
    assert gold_points("甲、乙，以及1,250個丙。") == ("甲", "乙", "以及1,250個丙")


def test_shares_are_of_what_the_judge_said_and_what_it_left_out_is_counted(server: Scripted) -> None:
    server.script = verdicts
    judged = judge(Run(HEADER, ROWS), connect(settings(server)))
    first, last = judged.judgements
    assert (first.faithfulness, first.completeness, first.problem) == (0.5, 0.5, "")
    assert first.full is not None
    assert (last.faithfulness, last.completeness, last.problem) == (None, None, "broken")
    assert (judged.faithfulness, judged.completeness, judged.unjudged, judged.calls) == (0.5, 0.5, 1, 2)
    assert (judged.prompt_tokens, judged.completion_tokens) == (200, 14)
    shown = server.requests[0]["messages"][-1]["content"]
    assert "A1：目標為90%。" in shown
    assert "B2：由甲機關辦理" in shown
    assert "目標為90%" in shown.split("【問題】")[0]


def test_a_judge_that_fails_leaves_the_other_answers_alone(server: Scripted) -> None:
    replies = iter([Reply([b""], 500), says("A1：是\nB1：是")])
    server.script = lambda _: next(replies)
    judged = judge(Run(HEADER, (ROWS[0], replace(ROWS[2]))), connect(settings(server)))
    assert [j.problem for j in judged.judgements] == ["unavailable", ""]
    assert judged.faithfulness == 1.0


def test_the_command_prints_the_opinion_beside_the_metrics(
    server: Scripted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = verdicts
    write_run(Run(HEADER, ROWS), tmp_path / "run.jsonl")
    common = ["eval", "judge", str(tmp_path / "run.jsonl"), "--llm-url", server.url, "--llm-model", "gemma-test"]
    assert main([*common, "--output", str(tmp_path / "judged.json")]) == 0
    told = capsys.readouterr()
    assert "忠於引文（模型評量）：0.500" in told.out
    assert "full（不用模型）" in told.out
    assert "未能評量 q3" in told.err
    assert json.loads((tmp_path / "judged.json").read_text("utf-8"))["judge"] == "gemma-test"
    assert main(["eval", "judge", str(tmp_path / "run.jsonl")]) == 2
