import faiss
import numpy as np
import pytest

from corpus.errors import IndexCorrupt
from index import dense
from index.dense import FlatStore, crowding

VECTORS = np.array([[0, 1], [1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)


def test_nearest_first_and_equal_ones_by_row() -> None:
    scores, rows = FlatStore(VECTORS).search(np.array([0, 1], dtype=np.float32), 3)
    assert rows.tolist() == [0, 2, 3]
    assert scores.tolist() == pytest.approx([1, 1, 0.8])


def test_more_asked_than_there_are() -> None:
    assert FlatStore(VECTORS).search(VECTORS[0], 9)[1].tolist() == [0, 2, 3, 1]
    assert FlatStore(VECTORS[:0]).search(VECTORS[0], 9)[1].tolist() == []


def test_vectors_by_row_survive_the_bytes() -> None:
    store = FlatStore.from_bytes(FlatStore(VECTORS).to_bytes(), "v")
    assert (len(store), store.dimension) == (4, 2)
    assert store.vectors(np.array([3, 0])).tolist() == VECTORS[[3, 0]].tolist()
    assert store.to_bytes() == FlatStore(VECTORS).to_bytes()


def test_bytes_of_something_else_are_refused() -> None:
    other = faiss.IndexFlatL2(2)
    for data in (b"no index at all", faiss.serialize_index(other).tobytes()):
        with pytest.raises(IndexCorrupt, match=r"v\.faiss"):
            FlatStore.from_bytes(data, "v.faiss")


def test_crowding_is_the_mean_cosine_of_the_nearest_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "NEIGHBOURS", 2)
    assert crowding(VECTORS).tolist() == pytest.approx([0.9, 0.3, 0.9, 0.8])
    monkeypatch.setattr(dense, "_BLOCK", 3)
    assert crowding(VECTORS).tolist() == pytest.approx([0.9, 0.3, 0.9, 0.8])


def test_crowding_looks_at_a_sample_of_many_and_a_lone_vector_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert crowding(VECTORS[:1]).tolist() == [0]
    monkeypatch.setattr(dense, "_REFERENCE", 2)
    assert crowding(VECTORS).tolist() == pytest.approx([1, 0, 1, 0.8])
