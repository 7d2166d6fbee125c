import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.bench.retrieval import figures, main, read_task


def test_figures_count_what_is_not_found_as_zero() -> None:
    hit, mrr = figures(np.array([1, 2, 0, 4]))
    assert hit == 75
    assert mrr == pytest.approx((1 + 1 / 2 + 0 + 1 / 4) / 4)


def test_a_set_is_read_and_every_question_names_its_passage(tmp_path: Path) -> None:
    rows = [{"q": "甲？", "p": "一"}, {"q": "乙？", "p": "二"}, {"q": "丙？", "p": "一"}]
    (tmp_path / "train").mkdir()
    with gzip.open(tmp_path / "train" / "xquad_zh.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    task = read_task(tmp_path, "xquad")
    assert task.passages == ("一", "二")
    assert task.questions == (("甲？", 0), ("乙？", 1), ("丙？", 0))


def test_missing_data_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--split", "dev"]) == 2
    assert "drcd_dev_contexts.jsonl.gz" in capsys.readouterr().out
