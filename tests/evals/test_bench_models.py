from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from evals.bench.models import Beside, beside, main, reads, report
from evals.bench.tasks import of_pairs
from index.embed import SHIPPED

PAIRS = (
    ("圖書館幾點開門？", "圖書館的開放時間是上午九點。"),
    ("體育館租金多少？", "體育館的租借費用是五百元。"),
    ("可以借幾本書？", "每人借書以二十冊為限。"),
)


def test_a_model_beside_itself_makes_no_difference() -> None:
    task = of_pairs("甲", PAIRS)
    task = replace(task, questions=tuple(replace(asked, category="fact") for asked in task.questions))
    read = reads([(task, 1.0)], None)
    (found,) = beside([(task, 1.0)], read, read)
    assert found.shipped.tolist() == [1.0, 1.0, 1.0]
    lines = list(report([found]))
    assert [line.split()[0] for line in lines[1:]] == ["甲", "own", "fact"]
    assert all("+0.000 [+0.000, +0.000]" in line for line in lines[1:])


def test_the_difference_is_of_the_same_questions_and_by_category() -> None:
    found = Beside("甲", np.array([1.0, 0.5, 0.0]), np.array([1.0, 1.0, 0.2]), ("fact", "fact", "synonym"))
    whole = str(found)
    assert " 66.7 / 0.500" in whole
    assert "100.0 / 0.733" in whole
    assert "+0.233 [" in whole
    assert str(found.of("synonym")).split()[1:3] == ["1", "0.0"]
    plain = replace(found, categories=("", "", ""))
    assert len(list(report([plain]))) == 2  # sets without categories are not taken apart


def test_the_other_model_is_the_one_that_is_asked(tmp_path: Path) -> None:
    folder = tmp_path / "turned"
    copytree(SHIPPED, folder)
    words = load_file(folder / "model.safetensors")
    save_file({name: np.roll(value, 1, axis=0) for name, value in words.items()}, folder / "model.safetensors")
    tasks = [(of_pairs("甲", PAIRS), 1.0)]
    of_shipped, of_other = (reads(tasks, model).sets[0].channels for model in (None, str(folder)))
    assert np.array_equal(of_shipped["bm25"], of_other["bm25"])
    assert not np.allclose(of_shipped["dense"], of_other["dense"])


def test_missing_data_and_models_are_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--model", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().out
    assert main(["--data", str(tmp_path / "nowhere"), "--model", str(SHIPPED)]) == 2
    assert "nowhere" in capsys.readouterr().out
