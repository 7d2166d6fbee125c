"""Documents → a release, made current. Vectors of passages that did not change are taken from the release before."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corpus.errors import CorpusError, IndexCorrupt, IndexMissing
from corpus.passages import split
from corpus.sections import outline
from corpus.types import Document, Passage, Section
from index import generations
from index.dense import FlatStore, FloatArray, crowding
from index.embed import Embedder, load_embedder
from index.release import (
    Manifest,
    Release,
    documents_bytes,
    open_release,
    passages_bytes,
    sections_bytes,
    write_release,
)
from index.sparse import Field, Postings, PostingsBuilder
from index.tokenize import TOKENIZER_ID, terms

Progress = Callable[[str, int, int], None]
"""Told ``(stage, done, total)``; the stages are ``sections``, ``terms``, ``vectors`` and ``write``."""

_BATCH = 256


class Library(Protocol):
    """The documents to index and what could not be read."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every readable document."""

    @property
    def problems(self) -> Sequence[Any]:
        """One entry for each file left out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How passages are scored lexically; decided when the index is made.

    ``k1`` is BM25's; a passage has the fields text, heading path and names of its document. ``*_b`` is a field's length
    normalisation (0 none, 1 full), ``*_weight`` what it counts beside the text.
    """

    k1: float = 0.4
    text_b: float = 0.4
    path_weight: float = 2.0
    path_b: float = 0.3
    title_weight: float = 0.5
    title_b: float = 0.3

    @property
    def settings_id(self) -> str:
        """Names the values."""
        told = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


DEFAULTS = Settings()


def build(
    library: Library,
    index_dir: Path,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    settings: Settings = DEFAULTS,
) -> Release:
    """Index a library and make the release current; where nothing changed, the current release stays.

    Args:
        library: the documents and the problems met in reading them.
        index_dir: folder of the releases, made where it does not exist.
        embedder: None for the shipped model.
        progress: told of every step.
        settings: lexical scoring.

    Returns:
        The release that is now current.

    Raises:
        CorpusError: there is no document, or no text in any.
        ModelError: the embedding model cannot be loaded.
        ReleaseError: another process is writing, or the disk refused.
    """
    told = progress or _silent
    if not library.documents:
        raise CorpusError("沒有可以建立索引的文件", hint="檢查文件資料夾，或看看讀取時的問題清單。")
    embedder = embedder or load_embedder()
    with generations.single_writer(index_dir):
        before = _release_before(index_dir)
        sections: list[Section] = []
        passages: list[Passage] = []
        for done, document in enumerate(library.documents, 1):
            own = outline(document)
            sections.extend(own)
            passages.extend(split(document, own))
            told("sections", done, len(library.documents))
        release = assemble(
            library.documents, sections, passages, embedder, settings=settings, before=before, progress=told,
            problems=tuple(f"{p.path}：{p.message}" for p in library.problems),
        )  # fmt: skip
        if before is not None and not before.warnings and before.index_id == release.index_id:
            return before
        told("write", 0, 1)
        name = write_release(index_dir, release)
        told("write", 1, 1)
    return dataclasses.replace(release, generation=name)


def assemble(
    documents: Sequence[Document],
    sections: Sequence[Section],
    passages: Sequence[Passage],
    embedder: Embedder,
    *,
    settings: Settings = DEFAULTS,
    before: Release | None = None,
    progress: Progress | None = None,
    problems: tuple[str, ...] = (),
) -> Release:
    """Make a release in memory; nothing is written.

    Args:
        documents: the documents.
        sections: their sections.
        passages: their passages; row *i* of every index is passage *i*.
        embedder: gives the vectors.
        settings: lexical scoring.
        before: a release whose vectors are reused where model, text and path are the same.
        progress: told of every step.
        problems: what of the corpus could not be read.

    Raises:
        CorpusError: there is no passage.
    """
    told = progress or _silent
    if not passages:
        raise CorpusError("文件裡沒有任何段落可以建立索引", hint="檢查文件是否有文字內容（掃描檔需先辨識文字）。")
    lexical = _lexical(documents, passages, settings, told)
    vectors = _vectors(passages, embedder, before, told)
    corpus = (documents_bytes(documents), sections_bytes(sections), passages_bytes(passages))
    manifest = Manifest(
        corpus_id=generations.digest("".join(generations.digest(part) for part in corpus).encode())[:16],
        settings_id=settings.settings_id,
        tokenizer_id=TOKENIZER_ID,
        model_id=embedder.model_id,
        model_name=embedder.name,
        dimension=embedder.dimension,
        counts={
            "documents": len(documents),
            "sections": len(sections),
            "passages": len(passages),
        },
        sources={d.document_id: d.sha256 for d in documents},
        problems=problems,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return Release(
        manifest, tuple(documents), tuple(sections), tuple(passages), lexical, FlatStore(vectors), crowding(vectors)
    )


def embedded_text(passage: Passage) -> str:
    """Return what of a passage is embedded: its heading path and its text."""
    return "\n".join((*passage.path, passage.text))


def _vectors(passages: Sequence[Passage], embedder: Embedder, before: Release | None, told: Progress) -> FloatArray:
    """Return one vector per passage; only texts that the release before does not hold are computed."""
    known: dict[str, int] = {}
    if before is not None and before.manifest.model_id == embedder.model_id:
        known = {embedded_text(p): row for row, p in enumerate(before.passages)}
    texts = [embedded_text(p) for p in passages]
    new = list(dict.fromkeys(text for text in texts if text not in known))
    vectors = np.zeros((len(known) + len(new), embedder.dimension), dtype=np.float32)
    if before is not None and known:
        vectors[: len(known)] = before.vectors.vectors(np.fromiter(known.values(), dtype=np.int64))
    for done in range(0, len(new), _BATCH):
        batch = new[done : done + _BATCH]
        vectors[len(known) + done : len(known) + done + len(batch)] = embedder.encode_passages(batch)
        told("vectors", done + len(batch), len(new))
    number = {text: row for row, text in enumerate((*known, *new))}
    return vectors[[number[text] for text in texts]]


def _lexical(
    documents: Sequence[Document], passages: Sequence[Passage], settings: Settings, told: Progress
) -> Postings:
    """Count the terms of the passages."""
    text, path = Field(1.0, settings.text_b), Field(settings.path_weight, settings.path_b)
    builder = PostingsBuilder([text, path, Field(settings.title_weight, settings.title_b)], settings.k1)
    titles = {document.document_id: terms(_names(document)) for document in documents}
    path_terms = lru_cache(maxsize=1024)(lambda path: terms("\n".join(path)))
    for done, passage in enumerate(passages, 1):
        builder.add(terms(passage.text), path_terms(passage.path), titles[passage.document_id])
        if done % _BATCH == 0 or done == len(passages):
            told("terms", done, len(passages))
    return builder.build()


def _names(document: Document) -> str:
    """Return the title and the other names of a document; a title that is only its id says nothing."""
    title = document.title if document.title != document.document_id else ""
    return "\n".join((title, *document.aliases))


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def _release_before(index_dir: Path) -> Release | None:
    try:
        return open_release(index_dir)
    except (IndexMissing, IndexCorrupt):
        return None
