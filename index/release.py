"""A release: one immutable generation of everything that answering needs, proved whole before it is used.

Row *i* of the postings, of the vectors and of ``passages.jsonl`` is passage *i*.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexCorrupt
from corpus.types import Document, Passage, Section, Span
from index import generations
from index.dense import FlatStore, FloatArray, VectorStore
from index.sparse import Postings

SCHEMA = 2
"""Version of the file layout; another one is refused."""

_REBUILD = "重建索引：policy-assistant index build"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release was made of.

    ``index_id`` is a hash of all other fields but ``created`` (UTC, ISO): the same documents, settings, tokenizer and
    model give the same id. ``model_name`` is what ``load_embedder`` loads, empty for the shipped default; ``counts`` is
    the number of documents, sections and passages; ``sources`` the SHA-256 by document id; ``problems`` what of
    the corpus could not be read.
    """

    corpus_id: str
    settings_id: str
    tokenizer_id: str
    model_id: str
    model_name: str
    dimension: int
    counts: dict[str, int]
    sources: dict[str, str]
    problems: tuple[str, ...] = ()
    schema: int = SCHEMA
    created: str = ""

    @property
    def index_id(self) -> str:
        """Sixteen hexadecimal digits that name the content."""
        told = {**self.to_dict(), "created": ""}
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"problems": list(self.problems)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Manifest:
        """Build from what ``to_dict`` gave; other keys (``files``) are the generation's own.

        Raises:
            IndexCorrupt: a field is missing, or the layout is of another version.
        """
        if data.get("schema") != SCHEMA:
            raise IndexCorrupt(f"索引格式版本是 {data.get('schema')!r}，本程式讀取版本 {SCHEMA}", hint=_REBUILD)
        try:
            fields = {name: data[name] for name in cls.__slots__}
        except KeyError as error:
            raise IndexCorrupt(f"索引清單缺少欄位 {error}", hint=_REBUILD) from error
        return cls(**fields | {"problems": tuple(fields["problems"])})


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """A proved release in memory; it needs its files no longer.

    ``lexical`` holds the terms of the passages, ``crowding`` [passages] what ``index.dense.crowding`` says of their vectors.
    ``warnings`` says what the user must know of how it was opened; ``generation`` is the folder's name.
    """

    manifest: Manifest
    documents: tuple[Document, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    lexical: Postings
    vectors: VectorStore
    crowding: FloatArray
    warnings: tuple[str, ...] = ()
    generation: str = ""
    _documents: dict[str, Document] = field(init=False, repr=False)
    _sections: dict[str, Section] = field(init=False, repr=False)
    _by_document: dict[str, list[Section]] = field(init=False, repr=False)
    _by_section: dict[str, list[Passage]] = field(init=False, repr=False)
    _row: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_document, by_section = defaultdict(list), defaultdict(list)
        for section in self.sections:
            by_document[section.document_id].append(section)
        for passage in self.passages:
            by_section[passage.section_id].append(passage)
        object.__setattr__(self, "_documents", {d.document_id: d for d in self.documents})
        object.__setattr__(self, "_sections", {s.section_id: s for s in self.sections})
        object.__setattr__(self, "_by_document", dict(by_document))
        object.__setattr__(self, "_by_section", dict(by_section))
        object.__setattr__(self, "_row", {p.passage_id: row for row, p in enumerate(self.passages)})

    @property
    def index_id(self) -> str:
        """The manifest's id, named by every answer."""
        return self.manifest.index_id

    def document(self, document_id: str) -> Document:
        """Return a document by its id.

        Raises:
            KeyError: the release has no such document.
        """
        return self._documents[document_id]

    def section(self, section_id: str) -> Section:
        """Return a section by its id.

        Raises:
            KeyError: the release has no such section.
        """
        return self._sections[section_id]

    def sections_of(self, document_id: str) -> tuple[Section, ...]:
        """Return a document's sections in reading order; none for an unknown document."""
        return tuple(self._by_document.get(document_id, ()))

    def passages_of(self, section_id: str) -> tuple[Passage, ...]:
        """Return a section's own passages in reading order, without those of its subsections."""
        return tuple(self._by_section.get(section_id, ()))

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """Return the passages before and after one in its document, None at either end.

        Raises:
            KeyError: the release has no such passage.
        """
        row = self._row[passage_id]
        document_id = self.passages[row].document_id
        before = self.passages[row - 1] if row else None
        after = self.passages[row + 1] if row + 1 < len(self.passages) else None
        beside = [p if p is not None and p.document_id == document_id else None for p in (before, after)]
        return beside[0], beside[1]

    def parents(self, section_id: str) -> tuple[Section, ...]:
        """Return the sections that a section stands in, the nearest first; none at the top.

        Raises:
            KeyError: the release has no such section.
        """
        above, section = [], self._sections[section_id]
        while section.parent_id is not None and section.parent_id in self._sections:
            section = self._sections[section.parent_id]
            above.append(section)
        return tuple(above)


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in an index folder: the current generation, its manifest, and all generations, oldest first."""

    generation: str
    manifest: Manifest
    generations: tuple[str, ...]


def documents_bytes(documents: Iterable[Document]) -> bytes:
    """Return the documents as JSON Lines."""
    return _lines(d.to_dict() for d in documents)


def sections_bytes(sections: Iterable[Section]) -> bytes:
    """Return the sections as JSON Lines."""
    return _lines(s.to_dict() for s in sections)


def passages_bytes(passages: Iterable[Passage]) -> bytes:
    """Return the passages as JSON Lines, without their text: it is the document's slice."""
    return _lines({k: v for k, v in p.to_dict().items() if k != "text"} for p in passages)


def write_release(index_dir: Path, release: Release) -> str:
    """Write a release as a new generation and make it current. The caller holds ``generations.single_writer``.

    Returns:
        The generation's name.

    Raises:
        ReleaseError: the disk refused; what was current still is.
    """
    files = {
        "documents.jsonl": documents_bytes(release.documents),
        "sections.jsonl": sections_bytes(release.sections),
        "passages.jsonl": passages_bytes(release.passages),
        "passages.safetensors": release.lexical.to_bytes(),
        "vectors.faiss": FlatStore(release.vectors.vectors(np.arange(len(release.vectors)))).to_bytes(),
        "crowding.bin": release.crowding.astype("<f4").tobytes(),
    }
    return generations.commit(index_dir, files, {**release.manifest.to_dict(), "index_id": release.index_id})


def open_release(index_dir: Path) -> Release:
    """Open the current release, or the one before it with a warning where the current one is damaged.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexCorrupt: no generation can prove that it is whole.
    """
    for _ in range(3):
        name = generations.current(index_dir)
        try:
            return _open(index_dir, name, ())
        except IndexCorrupt as error:
            damage = error
        if generations.current(index_dir) == name:
            break
    for earlier in reversed(generations.before(index_dir, name)):
        warning = f"目前的索引（{name}）已損壞，改用前一版（{earlier}）：{damage.message}"
        try:
            return _open(index_dir, earlier, (warning,))
        except IndexCorrupt:
            continue
    raise damage


def verify(index_dir: Path) -> Status:
    """Read every file of the current generation and prove it, without falling back.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexCorrupt: something does not match; the message names it.
    """
    _open(index_dir, generations.current(index_dir), ())
    return status(index_dir)


def status(index_dir: Path) -> Status:
    """Return what stands in the folder.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexCorrupt: the current manifest cannot be read.
    """
    name = generations.current(index_dir)
    written, _ = generations.read(index_dir, name)
    return Status(name, Manifest.from_dict(written), tuple(generations.names(index_dir)))


def rollback(index_dir: Path) -> Status:
    """Make the release before the current one current again.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: it is damaged.
        ReleaseError: another process is writing.
    """
    with generations.single_writer(index_dir):
        generations.roll_back(index_dir)
    return status(index_dir)


def _open(index_dir: Path, name: str, warnings: tuple[str, ...]) -> Release:
    written, files = generations.read(index_dir, name)
    manifest = Manifest.from_dict(written)
    if written.get("index_id") != manifest.index_id:
        raise IndexCorrupt(f"{name} 的索引代號與內容不符", hint=_REBUILD)
    try:
        documents = tuple(Document.from_dict(row) for row in _rows(files["documents.jsonl"]))
        texts = {d.document_id: d.text for d in documents}
        sections = tuple(_section(row) for row in _rows(files["sections.jsonl"]))
        passages = tuple(_passage(row, texts) for row in _rows(files["passages.jsonl"]))
        release = Release(
            manifest,
            documents,
            sections,
            passages,
            Postings.from_bytes(files["passages.safetensors"], "passages.safetensors"),
            FlatStore.from_bytes(files["vectors.faiss"], "vectors.faiss"),
            np.frombuffer(files["crowding.bin"], dtype="<f4").astype(np.float32),
            warnings,
            name,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise IndexCorrupt(f"{name} 的內容無法讀取：{error!r}", hint=_REBUILD) from error
    _prove(release)
    return release


def _prove(release: Release) -> None:
    """Refuse a release whose parts do not speak of the same rows.

    Raises:
        IndexCorrupt: they do not.
    """
    rows = len(release.passages)
    sound = {
        "counts": release.manifest.counts == counts(release),
        "postings": release.lexical.n_rows == rows,
        "vectors": len(release.vectors) == rows and release.vectors.dimension == release.manifest.dimension,
        "crowding": len(release.crowding) == rows,
        "sections": all(p.section_id in release._sections for p in release.passages),
    }
    wrong = [part for part, good in sound.items() if not good]
    if wrong:
        raise IndexCorrupt(f"{release.generation} 各部分的列數不一致：{', '.join(wrong)}", hint=_REBUILD)


def counts(release: Release) -> dict[str, int]:
    """Return how many of everything a release holds, as its manifest must say."""
    return {
        "documents": len(release.documents),
        "sections": len(release.sections),
        "passages": len(release.passages),
    }


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


def _rows(data: bytes) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in data.splitlines())


def _section(row: dict[str, Any]) -> Section:
    placed = {"path": tuple(row["path"]), "span": Span(**row["span"]), "heading": Span(**row["heading"])}
    return Section(**row | placed)


def _passage(row: dict[str, Any], texts: Mapping[str, str]) -> Passage:
    span = Span(**row["span"])
    text = span.slice(texts[row["document_id"]])
    if len(text) != len(span):
        raise IndexCorrupt(f"段落 {row['passage_id']} 的位置超出文件", hint=_REBUILD)
    return Passage(**row | {"path": tuple(row["path"]), "span": span, "text": text})
