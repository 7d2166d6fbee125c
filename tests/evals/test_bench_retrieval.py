import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.bench.learn_weights import Scored, learn, objective, written
from evals.bench.retrieval import figures, main, measured, retriever, searching
from evals.bench.stock import bm25s_of_words, faiss_alone
from evals.bench.tasks import citizens, documents, of_pairs, read_tasks
from index.embed import load_embedder
from index.fuse import Weights

PAIRS = (
    ("圖書館幾點開門？", "圖書館的開放時間是上午九點。"),
    ("體育館租金多少？", "體育館的租借費用是五百元。"),
    ("可以借幾本書？", "每人借書以二十冊為限。"),
    ("開放時間是何時？", "圖書館的開放時間是上午九點。"),
)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_figures_count_what_is_not_found_as_zero() -> None:
    of = figures(np.array([1, 2, 0, 4]), (1.0, 3.0))
    assert (of.hit1, of.hit5, of.p50) == (25, 75, 2)
    assert of.mrr == pytest.approx((1 + 1 / 2 + 0 + 1 / 4) / 4)


def test_equal_passages_are_one_and_every_question_names_its_own() -> None:
    task = of_pairs("甲", PAIRS)
    assert [p.text for p in task.passages] == [PAIRS[0][1], PAIRS[1][1], PAIRS[2][1]]
    assert [asked.right for asked in task.questions] == [{0}, {1}, {2}, {0}]


def test_ours_and_stock_tools_are_asked_the_same() -> None:
    task, embedder = of_pairs("甲", PAIRS), load_embedder()
    ranks, taken = measured(task, searching(task, retriever(task)))
    assert ranks.tolist() == [1, 1, 1, 1]
    assert len(taken) == 4
    assert len(measured(task, lambda question: [], most=2)[0]) == 2
    assert faiss_alone(task.plain(), embedder)("開放時間")[0] == 0


def test_stock_bm25_fed_our_words_finds_them() -> None:
    pytest.importorskip("bm25s", reason="needs pip install -e '.[bench]'")
    task = of_pairs("甲", PAIRS)
    assert measured(task, bm25s_of_words(task.plain(), load_embedder()))[0][3] == 1


def test_every_citizen_s_question_has_an_article(tmp_path: Path) -> None:
    law = {"id": "L", "title": "戶籍法", "kind": "法律", "repealed": False, "content": []}
    law["content"] = [{"no": "第1條", "text": "出生登記至遲應於六十日內為之，逾期另行催告。"}, {"heading": "第二章"}]
    _write(tmp_path / "laws" / "laws.jsonl.gz", [law])
    task = citizens(tmp_path)
    assert [(asked.text, asked.right) for asked in task.questions] == [("小孩出生以後多久之內要去報戶口？", {0})]


def test_the_project_s_own_questions_all_have_a_passage() -> None:
    tasks = list(documents(Path()))
    learned = ("dev", "shipped", "rules", "laws", "plans", "mixed", "acts", "services")
    assert [task.name for task in tasks] == [f"documents: {name}" for name in learned]
    assert all(asked.right for task in tasks for asked in task.questions)


def test_missing_data_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, file in {"dev": "drcd_dev_contexts.jsonl.gz", "gazette": "ey_gazette_titles", "chapters": "laws"}.items():
        assert main(["--data", str(tmp_path), "--task", name]) == 2
        assert file in capsys.readouterr().out


def test_a_set_is_read(tmp_path: Path) -> None:
    _write(tmp_path / "train" / "xquad_zh.jsonl.gz", [{"q": "甲？", "p": "一"}, {"q": "乙？", "p": "二"}])
    (task,) = read_tasks(tmp_path, "xquad")
    assert [p.text for p in task.passages] == ["一", "二"]


def test_a_channel_that_only_misleads_learns_to_count_nothing() -> None:
    right = np.eye(2, dtype=np.bool_)
    lexical, wrong = right.astype(np.float32), (~right).astype(np.float32)
    own = Scored("甲", {"bm25": lexical, "dense": 9 * wrong}, right, 1.0)
    assert own.figures(Weights(dense=1)) == (1.0, 0.5)
    weights = learn([own], Weights(bm25=1, dense=0.3))
    assert (weights.dense, weights.crowding) == (0, 0)  # and nothing is weighted that adds nothing
    assert objective([own], weights) == 2
    assert 'set = "甲"' in written(weights, [own])
