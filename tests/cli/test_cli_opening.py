"""An index of our own follows its documents and the program; a named one is left alone."""

from pathlib import Path

import pytest

from assistant.commands import opening
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "docs"
    corpus.mkdir()
    (corpus / "a.txt").write_text("壹、目標\n甲。\n", "utf-8")
    return Settings(data_dir=tmp_path / "data", corpus=corpus)


@pytest.fixture
def built(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    builds: list[Path] = []

    def build_index(settings: Settings, progress: object) -> list[dict[str, str]]:
        settings.index_dir.mkdir(parents=True, exist_ok=True)
        builds.append(settings.index_dir)
        return []

    monkeypatch.setattr(opening, "build_index", build_index)
    monkeypatch.setattr(opening, "_usable", lambda index_dir: index_dir.is_dir())
    return builds


def test_built_once_and_again_when_a_document_changes(settings: Settings, built: list[Path]) -> None:
    assert settings.corpus is not None
    for _ in range(2):
        opening.keep_fresh(settings)
    assert built == [settings.index_dir]
    (settings.corpus / "b.txt").write_text("乙。", "utf-8")
    opening.keep_fresh(settings)
    assert len(built) == 2


def test_built_again_when_the_index_is_gone(settings: Settings, built: list[Path]) -> None:
    opening.keep_fresh(settings)
    settings.index_dir.rmdir()
    opening.keep_fresh(settings)
    assert len(built) == 2


def test_built_again_for_another_model(settings: Settings, built: list[Path], tmp_path: Path) -> None:
    opening.keep_fresh(settings)
    opening.keep_fresh(Settings(data_dir=settings.data_dir, corpus=settings.corpus, embedding_model="other"))
    assert len(built) == 2


def test_a_failed_build_leaves_no_stamp(settings: Settings, built: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: Settings, progress: object) -> list[dict[str, str]]:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "build_index", fail)
    with pytest.raises(KeyboardInterrupt):
        opening.keep_fresh(settings)
    assert not list(settings.data_dir.rglob("*.stamp"))
