"""Scores, records, comparison and bounds over four hand-made rows."""

import re
from pathlib import Path

import pytest
from eval_rows import FAILED, HEADER, cite, found, make

from corpus.errors import EvaluationError
from evals.check import load_expectations
from evals.compare import Change, compare
from evals.metrics import figure_support
from evals.record import Row, Run, read_run, write_run
from evals.score import score
from evals.table import comparison_table, score_table


@pytest.fixture(autouse=True)
def _no_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_support, "_agencies", lambda text: {})


RIGHT = make("90%。[1]", cite("2020年 90%"), searched=(found("a", 1),), relevant=("a",))
WRONG = make("80%。[1]", cite("無關"), question={"id": "q2"}, latency_ms=30.0)
LISTED = make("90%", cite("2020年 90%"), question={"id": "q3", "category": "list_enumeration"})
DECLINED = make("查無。", question={"id": "q4", "category": "unanswerable"}, answer={"refused": True})


def run(*rows: Row) -> Run:
    return Run(HEADER, rows)


def test_macro_is_the_mean_of_categories_and_overall_of_questions() -> None:
    scores = score(run(RIGHT, WRONG, LISTED, DECLINED))
    assert list(scores.categories) == ["list_enumeration", "number_kpi", "unanswerable"]
    assert [scores.categories[name]["full"] for name in scores.categories] == [1.0, 0.5, None]
    assert (scores.macro["full"], scores.overall["full"]) == (0.75, 2 / 3)
    assert (scores.macro["refusal"], scores.overall["false_refusal"]) == (1.0, 0.0)
    assert (scores.overall["latency_p50"], scores.overall["latency_p95"]) == (10.0, 30.0)
    assert scores.count("number_kpi") == 2


def test_figure_support_is_pooled_over_claims() -> None:
    rows = (make("1、2、3。", cite("1 2 3")), make("4。", cite("5"), question={"id": "q2"}))
    assert score(run(*rows)).overall["figure_support"] == 3 / 4


def test_a_stored_run_scores_the_same(tmp_path: Path) -> None:
    stored = run(RIGHT, WRONG, FAILED, DECLINED)
    write_run(stored, tmp_path / "runs" / "r.jsonl")
    read = read_run(tmp_path / "runs" / "r.jsonl")
    assert read == stored
    assert score(read) == score(stored)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["r.jsonl"]


@pytest.mark.parametrize("content", ["", "{}", '{"id": "row"}\n', "not json"])
def test_what_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.jsonl").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match="不是評測紀錄"):
        read_run(tmp_path / "r.jsonl")


def test_compare_with_itself_finds_nothing() -> None:
    scores = score(run(RIGHT, WRONG))
    comparison = compare(scores, scores)
    assert comparison.changes == ()
    assert comparison.differences
    assert all((item.low, item.high) == (0.0, 0.0) for item in comparison.differences)
    assert "沒有任何題目改變。" in comparison_table(comparison)


def test_compare_names_every_question_that_changed() -> None:
    better = make("90%。[1]", cite("2020年 90%"), question={"id": "q2"})
    comparison = compare(score(run(RIGHT, WRONG)), score(run(RIGHT, better)))
    assert Change("q2", "number_kpi", "full", 0.0, 1.0) in comparison.changes
    (full,) = [item for item in comparison.differences if item.metric == "full"]
    assert (full.before, full.after) == (0.5, 1.0)
    assert full.low <= 0.5 <= full.high
    assert full.low == 0.0  # both draws may be the unchanged question
    assert comparison == compare(score(run(RIGHT, WRONG)), score(run(RIGHT, better)))


def test_compare_refuses_other_questions() -> None:
    with pytest.raises(EvaluationError, match="題目不同"):
        compare(score(run(RIGHT)), score(run(WRONG)))


def test_check_names_each_metric_outside_its_bound(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(
        "[toy.macro]\nfull = { at_least = 0.8 }\ncorrect = { at_least = 0.5 }\nrefusal = { at_least = 1.0 }\n"
        '[toy.overall]\nfalse_refusal = { at_most = 0.0 }\n[other]\ncorpus = "docs"\nmacro.full = { at_least = 1.0 }\n',
        "utf-8",
    )
    declined = make("查無。", question={"id": "q5"}, answer={"refused": True})
    toy, other = load_expectations(tmp_path / "e.toml")
    assert toy.faults(score(run(RIGHT, declined))) == (
        "toy macro full：0.5000，低於門檻 0.8",
        "toy macro refusal：沒有數值",
        "toy overall false_refusal：0.5000，高於門檻 0",
    )
    assert (toy.questions, toy.corpus) == (tmp_path / "questions" / "toy.jsonl", None)
    assert (other.name, other.corpus, len(other.bounds)) == ("other", tmp_path / "docs", 1)


def test_a_registered_score_has_a_tolerance_in_the_direction_that_is_worse(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(
        "[toy.macro]\nfull = { score = 0.6, tolerance = 0.02 }\n"
        "[toy.overall]\nfalse_refusal = { score = 0.0, tolerance = 0.1 }\nstability = { at_least = 0.9 }\n",
        "utf-8",
    )
    (toy,) = load_expectations(tmp_path / "e.toml")
    assert toy.variants
    declined = make("查無。", question={"id": "q5"}, answer={"refused": True})
    assert toy.faults(score(run(RIGHT, declined))) == (
        "toy macro full：0.5000，低於門檻 0.58",
        "toy overall false_refusal：0.5000，高於門檻 0.1",
        "toy overall stability：沒有數值",
    )
    assert toy.gains(score(run(RIGHT, declined))) == ()
    assert toy.gains(score(run(RIGHT))) == ("toy macro full：1.0000，優於登錄的 0.6",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[a.macro]\nfull = {score = 1}", "[a] macro full 的「score」不是可用的門檻"),
        ("[a.macro]\nfull = {atleast = 1}", "[a] macro full 的「atleast」不是可用的門檻"),
        ("[a.mean]\nfull = {at_least = 1}", "[a] 的「mean」不是可用的門檻"),
        ("[a.macro]\nx = {at_most = 1}", "[a] macro 的「x」不是可用的門檻"),
        ("[a", "讀不到評測門檻"),
    ],
)
def test_bounds_with_unknown_words_are_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "e.toml").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match=re.escape(message)):
        load_expectations(tmp_path / "e.toml")


def test_the_shipped_bounds_are_usable() -> None:
    (dev, *_) = load_expectations()
    assert dev.questions.is_file()
    assert {bound.metric for bound in dev.bounds} >= {"full", "false_refusal", "refusal", "figure_support"}


def test_the_table_has_a_line_per_category_and_both_averages() -> None:
    lines = score_table(score(run(RIGHT, WRONG, DECLINED))).splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["category", "n", "correct"],
        ["number_kpi", "2", "0.500"],
        ["unanswerable", "1", "-"],
        ["macro", "3", "0.500"],
        ["overall", "3", "0.500"],
    ]
    assert len({len(line) for line in lines}) == 1
