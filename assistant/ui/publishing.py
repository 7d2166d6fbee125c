"""Documents on their way into service: upload, look at how they are read, publish, withdraw, roll back.

The folder of documents (setting ``corpus``) stays what it is: files and a ``manifest.toml``. Publishing adds a file and its
entry and builds a new index release; if that fails, the folder is as before and the old release stays in service.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tomlkit

from assistant.api.admission import Busy
from assistant.api.service import Answering, Service
from assistant.settings import Settings
from corpus.errors import CorpusError, InputError
from corpus.library import document_from
from corpus.manifest import NAME, Entry
from corpus.quality import Quality, quality
from corpus.readers import SUFFIXES
from corpus.sandbox import read_safely
from corpus.sections import outline
from corpus.types import Document, Section
from index import release

WITHDRAWN = ".withdrawn"
"""Where withdrawn files go inside the folder; names with a dot are not read."""

FIELDS = ("id", "title", "agency", "edition", "family", "source", "licence")
_ID = re.compile(r"[\w.-]{1,80}")
_UNSAFE = re.compile(r"[^\w.()（）\- ]")
_MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded file, read but not published."""

    token: str
    path: Path
    document: Document
    sections: tuple[Section, ...]
    read: Quality


class Workshop:
    """Publishes documents of one service.

    Args:
        service: put on the new release.
        settings: folder of documents, index, data folder.
        rebuild: builds the index of the folder and opens it.
        reopen: opens the index as it stands.
    """

    def __init__(
        self,
        service: Service,
        settings: Settings,
        rebuild: Callable[[], Answering],
        reopen: Callable[[], Answering],
    ) -> None:
        self._service, self._settings = service, settings
        self._rebuild, self._reopen = rebuild, reopen
        self._drafts: dict[str, Draft] = {}
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path | None:
        """The folder that may be published into; None where the documents are the shipped ones or one file."""
        corpus = self._settings.corpus
        return corpus if corpus is not None and corpus.is_dir() else None

    def status(self) -> release.Status:
        """Return the generations of the index.

        Raises:
            ReleaseError: it cannot be read.
        """
        return release.status(self._settings.index_dir)

    def upload(self, name: str, data: bytes) -> Draft:
        """Read an uploaded file, in a process of its own.

        Args:
            name: the file's name as the browser sent it.
            data: its bytes.

        Raises:
            InputError: a name without a known suffix.
            DocumentError: it cannot be read.
        """
        safe = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(". ")[-120:]
        if Path(safe).suffix.lower() not in SUFFIXES:
            raise InputError(
                f"不支援的檔案格式：{safe or '（沒有檔名）'}", hint=f"可讀的格式：{' '.join(sorted(SUFFIXES))}"
            )
        token = secrets.token_urlsafe(12)
        path = self._settings.data_dir / "drafts" / token / safe
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_bytes(data)
        try:
            document = document_from(path, None, read_safely(path), safe)
            sections = outline(document)
        except Exception:
            shutil.rmtree(path.parent)
            raise
        draft = Draft(token, path, document, sections, quality(document, sections))
        with self._lock:
            self._drafts[token] = draft
            for old in list(self._drafts)[:-_MOST_DRAFTS]:
                shutil.rmtree(self._drafts.pop(old).path.parent, ignore_errors=True)
        return draft

    def draft(self, token: str) -> Draft:
        """Return an uploaded file.

        Raises:
            InputError: there is none of this token any more.
        """
        found = self._drafts.get(token)
        if found is None:
            raise InputError("找不到上傳的檔案", hint="可能已逾時或已發布，請重新上傳。")
        return found

    def publish(self, token: str, fields: Mapping[str, str]) -> str:
        """Publish an uploaded file as part of a new index release.

        Args:
            token: of the draft.
            fields: what the manifest says of it, by the names in ``FIELDS``.

        Returns:
            The new release's id.

        Raises:
            InputError: a field is wrong, or the id or file name is taken.
            PolicyAssistantError: the index cannot be built; nothing has changed.
        """
        draft, folder = self.draft(token), self._folder()
        entry = _entry(fields, draft.path.name)
        taken = {document.document_id for document in self._service.shelf.documents}
        if entry.id in taken or (folder / entry.file).exists():
            raise InputError(
                f"代號或檔名已存在：{entry.id}、{entry.file}", hint="新版本請用不同的代號與檔名，例如加上年度。"
            )
        with self._alone(), _restored(folder / NAME):
            target = folder / entry.file
            try:
                shutil.copyfile(draft.path, target)
                _write(folder / NAME, lambda rows: rows.append(_row(entry)))
                self._exchange(self._rebuild())
                if self._service.shelf.document(entry.id) is None:
                    raise CorpusError(f"索引中沒有這份文件：{entry.id}", hint="請查看執行視窗列出的問題。")
            except Exception:
                target.unlink(missing_ok=True)
                raise
        self._drafts.pop(token, None)
        shutil.rmtree(draft.path.parent, ignore_errors=True)
        return self._service.index_id

    def withdraw(self, document_id: str) -> str:
        """Take a document out of service; its file is kept aside.

        Returns:
            The new release's id.

        Raises:
            InputError: there is no such file, or it is the last document.
            PolicyAssistantError: the index cannot be built; nothing has changed.
        """
        folder = self._folder()
        document = self._service.shelf.document(document_id)
        path = folder / document.source_path if document else None
        if document is None or path is None or not path.is_file():
            raise InputError(
                f"文件資料夾中沒有這份文件的檔案：{document_id[:80]}", hint="逐列存放的 JSONL 文件請直接修改該檔。"
            )
        if len(self._service.shelf.documents) == 1:
            raise InputError("不能撤下唯一的文件", hint="請先發布另一份文件。")
        aside = folder / WITHDRAWN / path.name
        with self._alone(), _restored(folder / NAME):
            aside.parent.mkdir(exist_ok=True)
            path.replace(aside)
            try:
                _write(folder / NAME, lambda rows: _drop(rows, document.source_path))
                self._exchange(self._rebuild())
            except Exception:
                aside.replace(path)
                raise
        return self._service.index_id

    def roll_back(self) -> str:
        """Put the index release before the current one back into service.

        Returns:
            Its id.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        with self._alone():
            release.rollback(self._settings.index_dir)
            self._exchange(self._reopen())
        return self._service.index_id

    def _exchange(self, assistant: Answering) -> None:
        self._service.replace(assistant)

    def _folder(self) -> Path:
        if self.folder is None:
            raise InputError("目前的文件不是可寫入的資料夾", hint="請以 --corpus 指定文件資料夾後再發布。")
        return self.folder

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise Busy("另一項發布正在進行", hint="請稍候再試。", seconds=10)
        try:
            yield
        finally:
            self._lock.release()


def _entry(fields: Mapping[str, str], file: str) -> Entry:
    values = {name: " ".join(fields.get(name, "").split())[:300] for name in FIELDS}
    if not _ID.fullmatch(values["id"]):
        raise InputError(f"代號不可用：{values['id'] or '（空白）'}", hint="請用文字、數字、連字號與句點，80 字以內。")
    if values["edition"]:
        try:
            date.fromisoformat(values["edition"])
        except ValueError as error:
            raise InputError(
                f"版本日期不是日期：{values['edition']}", hint="請用西元日期，例如 2024-12-31。"
            ) from error
    return Entry(file=file, **values)  # type: ignore[arg-type]


def _row(entry: Entry) -> tomlkit.items.Table:
    row = tomlkit.table()
    for name in ("id", "file", *FIELDS[1:]):
        if value := getattr(entry, name):
            row[name] = value
    return row


def _drop(rows: tomlkit.items.AoT, file: str) -> None:
    for i in reversed(range(len(rows))):
        if rows[i].get("file") == file:
            del rows[i]


def _write(path: Path, change: Callable[[tomlkit.items.AoT], object]) -> None:
    """Change the entries of a manifest, its comments and order kept; it is replaced whole."""
    manifest = tomlkit.parse(path.read_text("utf-8")) if path.is_file() else tomlkit.document()
    if "document" not in manifest:
        manifest["document"] = tomlkit.aot()
    change(manifest["document"])  # type: ignore[arg-type]
    if not manifest["document"]:
        del manifest["document"]
    aside = path.with_suffix(".tmp")
    aside.write_text(tomlkit.dumps(manifest), "utf-8")
    aside.replace(path)


@contextmanager
def _restored(path: Path) -> Iterator[None]:
    """Put a file back as it was when the block fails."""
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    except Exception:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
        raise
