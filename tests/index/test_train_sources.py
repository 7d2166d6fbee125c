from pathlib import Path

import pytest
from tiny_training import write_training_data

from corpus.errors import ModelError
from index.models.train.sources import chunks, cloze_pairs, groups, held_out, laws_left_out, texts


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_training_data(tmp_path, 20)


def test_training_and_held_out_rows_share_nothing(data: Path) -> None:
    kept = set(held_out(data, "train/jyi.jsonl.gz"))
    assert [question[-3:] for question, _ in sorted(kept)] == ["第0件", "10件"]
    used = groups(data, 1)["holdings"]
    assert len(used) == 17
    assert not kept & set(used)
    assert not any(passage.startswith("金正恩") for pairs in groups(data, 1).values() for _, passage in pairs)


def test_laws_are_held_out_whole_and_in_both_languages(data: Path) -> None:
    left_out = laws_left_out(data)
    assert len(left_out) == 2
    kept = held_out(data, "train/laws_zh_en.jsonl.gz")
    made = groups(data, 1)
    assert len(kept) + len(made["laws"]) == 19
    assert not left_out & {title.split(" ")[0] for title, _ in made["chapters"]}


def test_gazettes_with_held_out_titles_are_not_read(data: Path) -> None:
    titles = [title for title, _ in held_out(data, "train/ey_gazette_titles.jsonl.gz")]
    topics = [title.split("問")[1][:2] for title in titles]
    made = groups(data, 1)
    assert len(made["headings"]) == 18
    assert not any(topic in heading for topic in topics for heading, _ in made["headings"])
    assert not any(text.startswith("一、") and topic in text for topic in topics for text in texts(data))


def test_groups_are_drawn_alike_with_the_same_seed(data: Path) -> None:
    assert groups(data, 1) == groups(data, 1)
    assert {"chapters", "headings", "cloze", "reading"} < set(groups(data, 1))
    heading, body = groups(data, 1)["headings"][0]
    assert heading.endswith("之辦理")
    assert "公報本文" in body


def test_texts_come_from_pairs_laws_and_gazettes(data: Path) -> None:
    found = texts(data)
    assert any("應依規定辦理。" in text for text in found)
    assert any("公報本文" in text for text in found)
    assert any(text.startswith("The ") for text in found)
    assert len(found) == len(set(found))


def test_chunks_end_with_sentences() -> None:
    text = "這一句有十個字左右吧。" * 100
    parts = list(chunks(text))
    assert "".join(parts) == text
    assert len(parts) == 4
    assert all(part.endswith("。") for part in parts)


def test_a_cloze_pair_is_a_sentence_and_its_surroundings() -> None:
    sentences = [f"第{i}句說了一些話。" for i in range(4)]
    ((question, passage),) = cloze_pairs(["".join(sentences), "too short.", "English. " * 9], seed=1)
    assert question in sentences
    assert passage in ("".join(sentences), "".join(s for s in sentences if s != question))


def test_missing_data_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cmrc2018_train") as caught:
        groups(tmp_path, 1)
    assert caught.value.hint
