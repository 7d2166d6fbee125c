"""Learning: what is grown can be read back and says the same as LightGBM; folds keep documents together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Assistant
from assistant.forest import parse_forest
from corpus.library import open_library
from evals.learn.__main__ import folds
from evals.learn.declining import Case, threshold_for, unseen
from evals.learn.parts import parts
from evals.learn.ranking import Example, examples, first_right, learned, without
from evals.question import Evidence, Question
from index.build import build
from index.retriever import Retriever


def _examples(count: int) -> list[Example]:
    """Questions whose right statement is the one with the larger first feature; the second is noise."""
    chance = np.random.default_rng(7)
    found = []
    for number in range(count):
        rows = chance.random((20, 2)).astype(np.float32)
        labels = (np.arange(20) == rows[:, 0].argmax()).astype(np.int64)
        found.append(Example(f"q{number}", f"d{number % 6}", ("told", "noise"), rows, labels))
    return found


def test_folds_are_disjoint_and_whole() -> None:
    split = folds(["a", "b", "c", "d", "a"], 3)
    assert sorted(name for part in split for name in part) == ["a", "b", "c", "d"]
    assert split == folds(["d", "c", "b", "a"], 3)


def test_the_order_is_learned_and_holds_on_documents_left_out() -> None:
    pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    found = _examples(240)
    split = folds([e.document for e in found], 3)
    before, after = first_right(found, split, without(found, split))
    assert before < 0.2
    assert after > 0.8
    assert learned(found) == learned(found)


def test_the_file_says_what_lightgbm_says() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    from evals.learn.trees import ALWAYS, grow

    chance = np.random.default_rng(3)
    rows = chance.normal(size=(500, 4)).astype(np.float32)
    labels = (rows[:, 0] + rows[:, 1] ** 2 > 0.5).astype(np.int64)
    growing = {"objective": "binary", "num_leaves": 7, "learning_rate": 0.1}
    forest = parse_forest(grow(("a", "b", "c", "d"), rows, labels, 30, growing).encode())
    model = lightgbm.train({**ALWAYS, **growing}, lightgbm.Dataset(rows, labels), 30)
    table = dict(zip(forest.names, rows.T, strict=True))
    assert np.allclose(forest.scores(table), model.predict(rows, raw_score=True), atol=1e-3)


def test_a_part_must_say_what_is_quoted_for_it(tmp_path: Path) -> None:
    (tmp_path / "market.txt").write_text(
        "夜市管理要點\n一、攤位租金每月三千元。\n二、清潔費每月五百元。\n", encoding="utf-8"
    )
    build(open_library(tmp_path), tmp_path / "index")
    assistant = Assistant(Retriever.open(tmp_path / "index"))
    question = Question(
        id="q1",
        category="cross_doc_compare",
        question="攤位租金和清潔費各是多少？",
        answer="攤位租金每月三千元；清潔費每月五百元。",
        must_include=(("三千元",), ("五百元", "500元")),
        evidence=(Evidence("market", "", "攤位租金每月三千元"), Evidence("market", "", "清潔費每月五百元")),
    )
    found = list(parts(assistant.reader.read(question.question), question))
    assert [part.side.name for part, _ in found] == ["攤位租金", "清潔費"]
    assert [labelled.must_include for _, labelled in found] == [(("三千元",),), (("五百元", "500元"),)]
    learned_from = list(examples(assistant, [question]))
    assert [example.whole for example in learned_from] == [False, False]
    assert all(0 < example.labels.sum() < len(example.labels) for example in learned_from)


def test_parts_are_left_out_where_something_that_must_be_said_is_no_part_s(tmp_path: Path) -> None:
    for name in ("fair", "park"):
        (tmp_path / f"{name}.txt").write_text(
            f"{name}要點\n一、租金每月三千元。\n二、清潔費每月五百元。\n", encoding="utf-8"
        )
    (tmp_path / "manifest.toml").write_text(
        "".join(
            f'[[document]]\nid = "{n}"\nfile = "{n}.txt"\ntitle = "{t}"\n'
            for n, t in (("fair", "市集管理要點"), ("park", "公園管理要點"))
        ),
        encoding="utf-8",
    )
    build(open_library(tmp_path), tmp_path / "index")
    reader = Assistant(Retriever.open(tmp_path / "index")).reader
    question = Question(
        id="q1",
        category="cross_doc_compare",
        question="市集管理要點的租金和公園管理要點的清潔費各是多少？",
        answer="三千元；五百元；兩者相差。",
        must_include=(("三千元",), ("五百元",)),
        evidence=(Evidence("park", "", "清潔費每月五百元"), Evidence("fair", "", "租金每月三千元")),
    )
    found = list(parts(reader.read(question.question), question))
    assert [labelled.evidence[0].doc for _, labelled in found] == ["fair", "park"]
    assert [labelled.must_include for _, labelled in found] == [(("三千元",),), (("五百元",),)]
    more = replace(question, must_include=(*question.must_include, ("相差",)))
    assert not list(parts(reader.read(question.question), more))


def test_the_threshold_refuses_at_most_the_share_given() -> None:
    doubt = np.linspace(0, 1, 101)
    for share in (0.0, 0.02, 0.05, 0.5):
        assert np.mean(doubt >= threshold_for(doubt, share)) <= share + 1e-9


def test_doubt_is_of_trees_that_have_not_seen_the_document() -> None:
    pytest.importorskip("lightgbm", reason="needs pip install -e '.[train]'")
    chance = np.random.default_rng(5)
    cases = [
        Case({"lacking": float(missing) + chance.normal(0, 0.2), "noise": chance.random()}, not missing, f"d{i % 5}")
        for i, missing in enumerate(chance.random(300) < 0.3)
    ]
    doubt = unseen(cases, folds([c.document for c in cases], 5))
    answerable = np.array([c.answerable for c in cases])
    assert doubt[~answerable].mean() > doubt[answerable].mean() + 0.3
