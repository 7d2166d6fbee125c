"""A folder (or a JSONL file) of documents → the documents that can be read, and a problem for each that cannot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError, DocumentError
from corpus.manifest import NAME, Entry, read_manifest
from corpus.readers import SUFFIXES, Parsed
from corpus.sandbox import Sandbox
from corpus.slides import missing_titles
from corpus.types import Document

SHIPPED = Path(__file__).parent / "documents"
"""The folder of the documents that come with the program."""

_KNOWN_FIELDS = ("title", "agency", "edition", "family", "source", "licence")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or row that was left out: where, why, and what to do."""

    path: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of a corpus, in file-name order, and what could not be read."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()


def open_library(path: Path) -> Library:
    """Read a corpus.

    Args:
        path: a folder of files with an optional ``manifest.toml``, or a ``.jsonl`` file with one document a line
            (``{"id", "title", "text"}``, further fields kept where ``Document`` has them).

    Returns:
        Every readable document; each unreadable file or row becomes a problem and the others are still read.

    Raises:
        CorpusError: the path does not exist, its manifest is wrong, or it holds no readable document at all.
    """
    if not path.exists():
        raise CorpusError(f"找不到文件資料夾：{path}", hint="請用 --corpus 指定存在的資料夾或 .jsonl 檔")
    found = list(_jsonl(path) if path.is_file() else _folder(path))
    documents = [d for d in found if isinstance(d, Document)]
    problems = [p for p in found if isinstance(p, Problem)]
    seen: dict[str, Document] = {}
    for document in documents:
        if document.document_id in seen:
            other = seen[document.document_id].source_path
            problems.append(
                Problem(
                    document.source_path,
                    f"文件代號 {document.document_id} 與 {other} 重複",
                    "請更名，或在 manifest.toml 指定 id",
                )
            )
        else:
            seen[document.document_id] = document
    if not seen:
        told = "；".join(f"{p.path}：{p.message}" for p in problems[:3])
        raise CorpusError(
            f"{path} 沒有可讀的文件{'（' + told + '）' if told else ''}",
            hint=f"可讀的格式：{' '.join(sorted(SUFFIXES))} 或 .jsonl",
        )
    return Library(tuple(seen.values()), tuple(problems))


def _folder(folder: Path) -> Iterator[Document | Problem]:
    entries = {entry.file: entry for entry in read_manifest(folder)}
    with Sandbox() as sandbox:
        yield from _files(folder, entries, sandbox)


def _files(folder: Path, entries: Mapping[str, Entry], sandbox: Sandbox) -> Iterator[Document | Problem]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name == NAME or any(part.startswith(".") for part in Path(name).parts):
            continue
        if path.suffix.lower() == ".jsonl":
            yield from _jsonl(path)
            continue
        try:
            yield document_from(path, entries.get(name), sandbox.read(path), name)
        except DocumentError as error:
            yield Problem(name, error.message, error.hint)


def document_from(path: Path, entry: Entry | None, parsed: Parsed, name: str) -> Document:
    """Join what a file says with what the manifest says; the manifest wins.

    Args:
        path: the file, for its checksum and its name.
        entry: its manifest entry, if any.
        parsed: what the reader gave.
        name: the file's path inside its folder.

    Raises:
        DocumentError: the file has no text.
    """
    if not parsed.text.strip():
        raise DocumentError(f"{name} 沒有文字", hint="請確認檔案內容")
    meta = entry or Entry(id=path.stem, file=name)
    missing = missing_titles(parsed.text, meta.slides)
    told = (f"{NAME} 指定的投影片標題在 {name} 中找不到：{'、'.join(missing)}",) if missing else ()
    return Document(
        document_id=meta.id,
        title=meta.title or parsed.title or path.stem,
        text=parsed.text,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        agency=meta.agency,
        edition=meta.edition,
        family=meta.family,
        source_path=name,
        source=meta.source,
        licence=meta.licence,
        aliases=meta.aliases,
        page_starts=parsed.page_starts,
        marks=parsed.marks,
        slide_titles=meta.slides,
        warnings=(*parsed.warnings, *told),
    )


def _jsonl(path: Path) -> Iterator[Document | Problem]:
    with path.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, start=1):
            where = f"{path.name}:{number}"
            if not row.strip():
                continue
            try:
                yield _document_from_row(json.loads(row), where)
            except (json.JSONDecodeError, ValueError) as error:
                yield Problem(where, f"這一行不是文件：{error}", '每行須為 {"id", "title", "text"}')


def _document_from_row(data: object, where: str) -> Document:
    if not isinstance(data, Mapping) or not isinstance(data.get("id"), str) or not isinstance(data.get("text"), str):
        raise ValueError("缺少 id 或 text")
    text = data["text"].replace("\r\n", "\n")
    values = {"document_id": data["id"], "title": data["id"], "text": text, "source_path": where}
    values |= {key: str(data[key]) for key in _KNOWN_FIELDS if data.get(key)}
    return Document.from_dict({**values, "sha256": hashlib.sha256(text.encode()).hexdigest()})
