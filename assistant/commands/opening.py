"""The index behind a command, built or brought up to date first where it is one that this program keeps itself.

A named ``--index`` is opened as it is. Without one, the index of the document folder (or of the shipped documents) lives
under the data folder and follows the documents and the program: a stamp beside it tells when either changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import note
from corpus.errors import ReleaseError

if TYPE_CHECKING:
    from assistant.answer import Assistant, Writer
    from assistant.commands.progress import Progress
    from assistant.settings import Settings
    from index.retriever import Retriever


def open_for(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the assistant that the settings name.

    Raises:
        PolicyAssistantError: the index, the documents or the model cannot be used.
    """
    from assistant.answer import Assistant

    writer = open_writer(settings)  # first: a wrong setting is said before an index is built
    return Assistant(open_retriever(settings, progress), settings, writer)


def open_writer(settings: Settings) -> Writer | None:
    """Return what lets the language model of the settings word the answers, None where they name none.

    Raises:
        SettingsError: the model cannot be used as it is set.
    """
    if not settings.llm_url:
        return None
    from assistant.compose.generated import GeneratedWriter
    from assistant.llm.providers import connect

    model = connect(settings)
    return GeneratedWriter(model, evidence=settings.llm_evidence, max_tokens=settings.llm_max_tokens)


def open_retriever(settings: Settings, progress: Progress | None = None) -> Retriever:
    """Open the retriever alone, for searching without answering.

    Raises:
        PolicyAssistantError: the index, the documents or the model cannot be used.
    """
    from index.retriever import Retriever

    if settings.index is None:
        keep_fresh(settings, progress)
    return Retriever.open(settings.index_dir)


def keep_fresh(settings: Settings, progress: Progress | None = None) -> None:
    """Build our own index of the settings' documents where it is missing, damaged, or older than they or the program.

    Raises:
        CorpusError: the folder does not exist or holds no readable document.
        ModelError: the embedding model cannot be loaded.
        ReleaseError: the index cannot be written.
    """
    from corpus.library import SHIPPED

    index_dir = settings.index_dir
    stamp_file = index_dir.with_name(f"{index_dir.name}.stamp")
    stamp = _stamp(settings.corpus or SHIPPED, settings.embedding_model)
    if _usable(index_dir) and stamp_file.is_file() and stamp_file.read_text("utf-8") == stamp:
        return
    build_index(settings, progress)
    stamp_file.write_text(stamp, "utf-8")


def build_index(settings: Settings, progress: Progress | None = None) -> list[dict[str, str]]:
    """Build the index of the settings' documents; unreadable files are named on standard error, the others are indexed.

    Returns:
        path and message of every file that could not be read.

    Raises:
        PolicyAssistantError: there is nothing to index, no model, or nowhere to write.
    """
    from corpus.library import SHIPPED, open_library
    from index.build import build
    from index.embed import load_embedder

    library = open_library(settings.corpus or SHIPPED)
    for problem in library.problems:
        note(f"無法讀取 {problem.path}：{problem.message}" + (f"（{problem.hint}）" if problem.hint else ""))
    build(library, settings.index_dir, embedder=load_embedder(settings.embedding_model), progress=progress)
    return [{"path": problem.path, "message": problem.message} for problem in library.problems]


def _usable(index_dir: Path) -> bool:
    from index.release import status

    try:
        status(index_dir)
    except ReleaseError:
        return False
    return True


def _stamp(corpus: Path, embedding_model: str) -> str:
    """Return a digest of the names, sizes and times of the documents and of the program that reads and indexes them."""
    import corpus as corpus_room
    import index as index_room

    digest = hashlib.sha256(embedding_model.encode())
    for root in (corpus, *map(Path, (*corpus_room.__path__, *index_room.__path__))):
        for path in _files(root):
            known = path.stat()
            digest.update(f"{path}\0{known.st_size}\0{known.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
    yield from sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
