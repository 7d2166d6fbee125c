import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import ModelError
from index.embed import SHIPPED, SentenceTransformerEmbedder, load_embedder

TEXTS = ["數位發展部推動資通安全。", "臺灣的Broadband涵蓋率87.9%", "。", "智慧國家方案（２０３０年）"]


def static_folder(folder: Path, rows: int = 3) -> Path:
    """A model of three tokens: [UNK] (0, 0), 水 (3, 4), 火 (1, 0)."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "水": 1, "火": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    (folder / "1_Normalize").mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    weights = np.array([[0, 0], [3, 4], [1, 0]], dtype=np.float16)[:rows]
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    kinds = ("a.StaticEmbedding", "b.Normalize")
    modules = [{"idx": i, "path": "1_Normalize" * i, "type": kind} for i, kind in enumerate(kinds)]
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder


def test_a_vector_is_the_mean_of_its_tokens_at_length_one(tmp_path: Path) -> None:
    embedder = load_embedder(str(static_folder(tmp_path / "m")))
    assert embedder.dimension == 2
    vectors = embedder.encode_passages(["水", "火", "木", "水火", ""])
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(np.array([[0.6, 0.8], [1, 0], [0, 0], [0.5**0.5, 0.5**0.5], [0, 0]]))
    assert embedder.encode_queries([]).shape == (0, 2)


def test_repeated_words_count_less_where_the_folder_says_so(tmp_path: Path) -> None:
    plain, folder = static_folder(tmp_path / "a" / "m"), static_folder(tmp_path / "b" / "m")
    (folder / "pooling.json").write_text('{"repeats": 0.5}')
    one, other = load_embedder(str(plain)), load_embedder(str(folder))
    assert one.model_id != other.model_id
    assert other.encode_passages(["水火"]) == pytest.approx(one.encode_passages(["水火"]))
    expected = np.array([3 + 2.0, 4.0])  # 火 four times counts twice
    assert other.encode_passages(["火火水火火"])[0] == pytest.approx(expected / np.linalg.norm(expected))
    (folder / "pooling.json").write_text("{}")
    with pytest.raises(ModelError):
        load_embedder(str(folder))


def test_the_id_changes_with_the_weights(tmp_path: Path) -> None:
    one = load_embedder(str(static_folder(tmp_path / "a" / "m"))).model_id
    folder = static_folder(tmp_path / "b" / "m")
    assert load_embedder(str(folder)).model_id == one
    save_file({"embedding.weight": np.ones((3, 2), dtype=np.float16)}, folder / "model.safetensors")
    assert load_embedder(str(folder)).model_id != one


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_broken_model_is_named(tmp_path: Path, name: str) -> None:
    folder = static_folder(tmp_path / "m")
    (folder / name).write_bytes(b"rubbish")
    with pytest.raises(ModelError, match=str(folder)):
        load_embedder(str(folder))


def test_weights_and_vocabulary_of_different_size_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="列數不同"):
        load_embedder(str(static_folder(tmp_path / "m", rows=2)))


def test_the_shipped_model_is_small_and_quick_to_read() -> None:
    embedder = load_embedder()
    assert embedder.name == ""
    assert embedder.dimension == 512
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 32_000_000
    assert all(path.suffix != ".bin" for path in SHIPPED.rglob("*"))
    lengths = np.linalg.norm(embedder.encode_queries(TEXTS), axis=1)
    assert lengths == pytest.approx([1, 1, 0, 1], abs=1e-5)


@pytest.mark.slow
def test_sentence_transformers_computes_the_same_from_the_shipped_folder(tmp_path: Path) -> None:
    ours, theirs = load_embedder(), SentenceTransformerEmbedder(str(SHIPPED))
    assert theirs.dimension == ours.dimension
    texts = [text for text in TEXTS if text != "。"]
    assert theirs.encode_queries(texts) == pytest.approx(ours.encode_queries(texts), abs=2e-3)
    assert theirs.encode_passages(texts) == pytest.approx(ours.encode_passages(texts), abs=2e-3)
    renamed = tmp_path / "renamed"
    shutil.copytree(SHIPPED, renamed)
    modules = json.loads((renamed / "modules.json").read_text())
    (renamed / "modules.json").write_text(json.dumps(modules[:1]))
    unnormalised = load_embedder(str(renamed))
    assert isinstance(unnormalised, SentenceTransformerEmbedder)
    assert np.linalg.norm(unnormalised.encode_queries(texts), axis=1) == pytest.approx([1, 1, 1], abs=1e-3)


@pytest.mark.slow
def test_a_model_that_is_not_here_is_not_fetched() -> None:
    with pytest.raises(ModelError, match="no-such-org/no-such-model"):
        load_embedder("no-such-org/no-such-model")
