import gzip
import json
import lzma
from pathlib import Path

import pytest

from corpus.errors import ModelError
from index.models.train.sources import PAIRS, cloze_pairs, held_out, pairs, texts


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Twenty rows in every file of pairs, one law of four articles, one gazette text."""
    for listed in PAIRS:
        path = tmp_path / listed.file
        path.parent.mkdir(exist_ok=True)
        rows = [{"q": f"{path.stem} 問 {i}", "p": f"{path.stem} 答 {i}，" + "很長的說明" * 4} for i in range(20)]
        rows[1]["p"] = "金正恩" + rows[1]["p"]
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "laws").mkdir()
    law = {"content": [{"heading": "第一章"}, *({"text": f"第{i}條" + "應依規定辦理。" * 4} for i in range(4))]}
    with gzip.open(tmp_path / "laws" / "laws.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(law) + "\n")
    (tmp_path / "pretrain").mkdir()
    with lzma.open(tmp_path / "pretrain" / "gazette_text.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "公報本文。" * 10}) + "\n")
    return tmp_path


def test_training_and_held_out_rows_share_nothing(data: Path) -> None:
    kept = set(held_out(data, "train/jyi.jsonl.gz"))
    assert {question for question, _ in kept} == {"jyi.jsonl 問 0", "jyi.jsonl 問 10"}
    used = [pair for pair in pairs(data) if pair[0].startswith("jyi")]
    assert len(used) == 17
    assert not kept & set(used)
    assert not any(passage.startswith("金正恩") for _, passage in pairs(data))


def test_texts_come_from_pairs_laws_and_gazettes(data: Path) -> None:
    found = texts(data)
    assert [t for t in found if t.startswith("第")] == ["第0條" + "應依規定辦理。" * 4, "第3條" + "應依規定辦理。" * 4]
    assert "公報本文。" * 10 in found
    assert len(found) == len(set(found))


def test_a_cloze_pair_is_a_sentence_and_its_surroundings() -> None:
    sentences = [f"第{i}句說了一些話。" for i in range(4)]
    ((question, passage),) = cloze_pairs(["".join(sentences), "too short.", "English. " * 9], seed=1)
    assert question in sentences
    assert passage in ("".join(sentences), "".join(s for s in sentences if s != question))


def test_missing_data_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cmrc2018_train") as caught:
        pairs(tmp_path)
    assert caught.value.hint
