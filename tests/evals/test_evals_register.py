"""Registering measured scores, and the tables that published figures are written into."""

from dataclasses import replace
from pathlib import Path

import pytest
from eval_rows import HEADER, cite, make

from assistant.answer import PARTS
from assistant.settings import Settings
from corpus.errors import EvaluationError
from evals.check import load_expectations
from evals.metrics import figure_support
from evals.publish import ROOT, TRUSTED, ask_all, write_all
from evals.record import Run, write_run
from evals.register import register
from evals.report import blocks, words
from evals.report.chapter import Chapter, gather
from evals.score import score


@pytest.fixture(autouse=True)
def _no_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_support, "_agencies", lambda text: {})


RIGHT = make("90%。[1]", cite("2020年 90%"))
WRONG = make("80%。[1]", cite("無關"), question={"id": "q2"})
BOUNDS = """# kept
[toy.macro]
full = { score = 0.9, tolerance = 0.01 } # and this
correct = { at_least = 0.1 }
refusal = { score = 0.3, tolerance = 0.1 }

[other.overall]
full = { score = 0.7, tolerance = 0.02 }
"""


def chapters(*names: str) -> tuple[Chapter, ...]:
    return gather([Run(replace(HEADER, question_set=name), (RIGHT, WRONG)) for name in names])


def test_only_registered_scores_that_were_measured_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text(BOUNDS, "utf-8")
    measured = {"toy": score(Run(HEADER, (RIGHT, RIGHT, WRONG))), "unknown": score(Run(HEADER, (RIGHT,)))}
    assert register(measured, path) == ("toy macro full：0.9 → 0.6667",)
    assert path.read_text("utf-8") == BOUNDS.replace("0.9", "0.6667")
    toy, _ = load_expectations(path)
    assert toy.faults(measured["toy"]) == ("toy macro refusal：沒有數值",)
    assert register(measured, path) == ()


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="無法登錄分數"):
        register({}, tmp_path / "none" / "e.toml")


def test_a_table_replaces_what_stood_in_its_place_and_nothing_else() -> None:
    before = "甲\n<!-- eval:a -->\n舊\n<!-- /eval -->\n乙\n<!-- eval:b -->\n<!-- /eval -->\n"
    after = blocks.filled(before, {"a": "新", "b": "加 \\1"}, "d.md")
    assert after == "甲\n<!-- eval:a -->\n新\n<!-- /eval -->\n乙\n<!-- eval:b -->\n加 \\1\n<!-- /eval -->\n"
    with pytest.raises(EvaluationError, match=r"d\.md 應有一處 <!-- eval:c -->"):
        blocks.filled(before, {"c": ""}, "d.md")


def test_the_tables_hold_the_scores() -> None:
    made = chapters("dev", "unseen")
    assert "| number_kpi | 2 | 0.500 | 0.500 | 0.500 | 0.500 |" in blocks.categories(made, "dev")
    first, second = blocks.sets(made).splitlines()[2:]
    assert first.startswith("| **`unseen.jsonl`**（")
    assert second.startswith("| `dev.jsonl`（")
    peer = Run(replace(HEADER, question_set="dev", system="BM25 passage"), (WRONG, WRONG))
    (told,) = gather([*(chapter.main.run for chapter in made[:1]), peer])
    shown = blocks.peers([told], "dev")
    assert shown.startswith("dev 的 2 題，索引 `i`，2026-01-01：")
    assert shown.splitlines()[-2].split()[:3] == ["BM25", "passage", "0.000"]
    with pytest.raises(EvaluationError, match="沒有題目集「rules」"):
        blocks.categories(made, "rules")


def test_published_figures_are_of_one_time(tmp_path: Path) -> None:
    (tmp_path / "dev.jsonl").write_text("", "utf-8")
    with pytest.raises(EvaluationError, match="資料夾不是空的"):
        ask_all(Settings(), tmp_path)


def test_nothing_is_published_while_a_set_is_missing(tmp_path: Path) -> None:
    write_run(Run(replace(HEADER, question_set="dev"), (RIGHT,)), tmp_path / "dev.jsonl")
    with pytest.raises(EvaluationError, match=r"尚未評測的題目集：.*unseen"):
        list(write_all(tmp_path))


def test_what_is_published_exists_and_every_part_has_a_name_in_the_report() -> None:
    sets = {item.name: item for item in load_expectations()}
    assert set(TRUSTED) <= set(sets)
    assert all(item.questions.is_file() and all(item.about) for item in sets.values())
    assert {path.stem for path in (ROOT / "evals" / "questions").glob("*.jsonl")} == set(sets)
    assert set(words.PARTS) == set(PARTS)
