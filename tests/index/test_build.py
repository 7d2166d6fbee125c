import hashlib
from pathlib import Path

import numpy as np
import pytest
from tiny_index import TinyEmbedder

from corpus.errors import CorpusError, ReleaseError
from corpus.library import Library, Problem
from corpus.types import Document
from index import generations
from index.build import build
from index.release import open_release


def library(*texts: str, problems: tuple[Problem, ...] = ()) -> Library:
    documents = tuple(
        Document(f"文件{i}", f"文件{i}", text, hashlib.sha256(text.encode()).hexdigest())
        for i, text in enumerate(texts)
    )
    return Library(documents, problems)


WATER = "一、水資源\n\n水庫的水要省著用。\n\n二、火災\n\n火要小心。\n"


def test_documents_become_the_current_release(tmp_path: Path, tiny: TinyEmbedder) -> None:
    told: list[tuple[str, int, int]] = []
    problem = Problem("壞檔.pdf", "讀不出來")
    release = build(library(WATER, problems=(problem,)), tmp_path, embedder=tiny, progress=lambda *a: told.append(a))
    opened = open_release(tmp_path)
    assert opened.index_id == release.index_id
    assert opened.generation == release.generation == "gen-000001"
    assert opened.manifest.problems == ("壞檔.pdf：讀不出來",)
    assert opened.manifest.counts["documents"] == 1
    assert "".join(s.span.slice(WATER) for s in opened.sections) == WATER
    assert any("水庫" in p.text for p in opened.passages)
    assert {stage for stage, _, _ in told} == {"sections", "terms", "vectors", "write"}
    assert all(0 <= done <= total for _, done, total in told)


def test_vectors_stand_in_the_rows_of_their_passages(tmp_path: Path, tiny: TinyEmbedder) -> None:
    release = build(library(WATER, "火的文件。"), tmp_path, embedder=tiny)
    rows = np.arange(len(release.passages))
    again = TinyEmbedder().encode_passages(["\n".join((*p.path, p.text)) for p in release.passages])
    assert release.vectors.vectors(rows).tolist() == again.tolist()


def test_only_new_passages_are_embedded_again(tmp_path: Path) -> None:
    build(library(WATER, "火的文件。"), tmp_path, embedder=TinyEmbedder())
    second = TinyEmbedder()
    release = build(library(WATER, "土的文件。"), tmp_path, embedder=second)
    assert len(second.encoded) == 1
    assert "土的文件。" in second.encoded[0]
    whole = build(library(WATER, "土的文件。"), tmp_path / "other", embedder=TinyEmbedder())
    rows = np.arange(len(whole.passages))
    assert release.vectors.vectors(rows).tolist() == whole.vectors.vectors(rows).tolist()
    assert release.index_id == whole.index_id


def test_nothing_changed_writes_nothing(tmp_path: Path, tiny: TinyEmbedder) -> None:
    first = build(library(WATER), tmp_path, embedder=tiny)
    again = build(library(WATER), tmp_path, embedder=tiny)
    assert again.index_id == first.index_id
    assert generations.names(tmp_path) == ["gen-000001"]


def test_another_model_is_another_release(tmp_path: Path, tiny: TinyEmbedder) -> None:
    first = build(library(WATER), tmp_path, embedder=tiny)
    other = TinyEmbedder("木金", "tiny@2")
    second = build(library(WATER), tmp_path, embedder=other)
    assert second.index_id != first.index_id
    assert len(other.encoded) == len(second.passages)


def test_a_damaged_index_is_built_anew(tmp_path: Path, tiny: TinyEmbedder) -> None:
    build(library(WATER), tmp_path, embedder=tiny)
    (tmp_path / "gen-000001" / "passages.jsonl").unlink()
    build(library(WATER), tmp_path, embedder=tiny)
    assert open_release(tmp_path).generation == "gen-000002"


def test_nothing_to_index_is_said_so(tmp_path: Path, tiny: TinyEmbedder) -> None:
    with pytest.raises(CorpusError, match="沒有可以建立索引的文件"):
        build(library(), tmp_path, embedder=tiny)


def test_a_second_builder_is_told_to_wait(tmp_path: Path, tiny: TinyEmbedder) -> None:
    with generations.single_writer(tmp_path), pytest.raises(ReleaseError, match="正在寫入"):
        build(library(WATER), tmp_path, embedder=tiny)
