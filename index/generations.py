"""Generations of a folder's content: written aside, made current by one pointer swap, never changed afterwards.

    index/
      .lock            held by the one writer
      CURRENT          name of the current generation and the checksum of its manifest
      gen-000001/      files, and manifest.json with the size and SHA-256 of each

A reader sees the old generation or the new one whole, whatever the moment the writer is killed at. The order is what makes
it so: files and folder reach the disk before the folder gets its name, the name before the pointer. Two generations stay:
the current one and the one before it, for ``roll_back``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import IndexCorrupt, IndexMissing, ReleaseError

POINTER = "CURRENT"
MANIFEST = "manifest.json"

_NAME = re.compile(r"gen-(\d{6,})")
_BUILD_HINT = "policy-assistant index build"


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def single_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; it is made where it does not exist.

    Raises:
        ReleaseError: another process is writing, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise ReleaseError(
            f"索引資料夾無法寫入：{folder}（{error.strerror}）", hint="檢查資料夾權限與磁碟空間。"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReleaseError(f"另一個程式正在寫入索引：{folder}", hint="等它完成後再試。", retryable=True) from error
        yield


def commit(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> str:
    """Write a new generation and make it current. The caller holds ``single_writer``.

    Args:
        folder: of the generations.
        files: content by file name.
        manifest: what else the manifest says; ``files`` with sizes and checksums is added.

    Returns:
        The generation's name.

    Raises:
        ReleaseError: the disk refused; the generation that was current still is.
    """
    try:
        for leftover in folder.glob("*.tmp"):
            _remove(leftover)
        kept = _kept(folder)
        name = f"gen-{max(map(_number, names(folder)), default=0) + 1:06d}"
        aside = folder / f"{name}.tmp"
        aside.mkdir()
        entries = {file: {"size": len(data), "sha256": digest(data)} for file, data in sorted(files.items())}
        written = json.dumps({**manifest, "files": entries}, ensure_ascii=False, indent=1, sort_keys=True).encode()
        for file, data in {**files, MANIFEST: written}.items():
            _write(aside / file, data)
        _sync(aside)
        aside.rename(folder / name)
        _sync(folder)
        _point(folder, name, digest(written))
        for old in names(folder):
            if old not in (name, kept):
                _remove(folder / old)
    except OSError as error:
        raise ReleaseError(
            f"索引寫入失敗：{folder}（{error.strerror}）", hint="檢查磁碟空間與權限；原有索引仍可使用。", retryable=True
        ) from error
    return name


def names(folder: Path) -> list[str]:
    """Return the names of the complete generations, oldest first."""
    return sorted((p.name for p in folder.glob("gen-*") if _NAME.fullmatch(p.name)), key=_number)


def before(folder: Path, name: str) -> list[str]:
    """Return the names of the complete generations older than ``name``, oldest first."""
    return [other for other in names(folder) if _number(other) < _number(name)]


def current(folder: Path) -> str:
    """Return the name of the current generation.

    Raises:
        IndexMissing: nothing was ever made current here.
        IndexCorrupt: the pointer is not one.
    """
    name = _pointed(folder)
    if name is None:
        raise IndexMissing(f"這裡還沒有索引：{folder}", hint=_BUILD_HINT)
    return name


def read(folder: Path, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest and the files of a generation, each proved by its checksum.

    Raises:
        IndexCorrupt: a file is missing, changed, or not in the manifest.
    """
    home = folder / name
    written = _read(home / MANIFEST)
    pointed = (folder / POINTER).read_text().split()
    if pointed[0] == name and digest(written) != pointed[1]:
        raise IndexCorrupt(f"{name}/{MANIFEST} 與指標記錄的檢查碼不符", hint=_BUILD_HINT)
    try:
        manifest = json.loads(written)
        entries = {str(file): (int(e["size"]), str(e["sha256"])) for file, e in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"{name}/{MANIFEST} 無法讀取：{error}", hint=_BUILD_HINT) from error
    files = {}
    for file, (size, checksum) in entries.items():
        if Path(file).name != file:
            raise IndexCorrupt(f"{name}/{MANIFEST} 列了資料夾以外的檔案：{file}", hint=_BUILD_HINT)
        files[file] = _read(home / file)
        if len(files[file]) != size or digest(files[file]) != checksum:
            raise IndexCorrupt(f"{name}/{file} 與清單記錄的檢查碼不符", hint=_BUILD_HINT)
    return manifest, files


def roll_back(folder: Path) -> str:
    """Make the newest generation before the current one current again. The caller holds ``single_writer``.

    Returns:
        Its name.

    Raises:
        IndexMissing: there is no earlier generation.
        IndexCorrupt: the earlier one is damaged.
    """
    now = current(folder)
    earlier = before(folder, now)
    if not earlier:
        raise IndexMissing(f"沒有更早的索引可以回復：{folder}", hint=_BUILD_HINT)
    read(folder, earlier[-1])
    _point(folder, earlier[-1], digest(_read(folder / earlier[-1] / MANIFEST)))
    return earlier[-1]


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _pointed(folder: Path) -> str | None:
    try:
        words = (folder / POINTER).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorrupt(f"索引指標無法讀取：{folder / POINTER}（{error}）", hint=_BUILD_HINT) from error
    if len(words) != 2 or not _NAME.fullmatch(words[0]):
        raise IndexCorrupt(f"索引指標已損壞：{folder / POINTER}", hint=_BUILD_HINT)
    return words[0]


def _kept(folder: Path) -> str | None:
    """Return the generation to keep beside a new one: the current one, or the newest where the pointer is damaged."""
    try:
        return _pointed(folder)
    except IndexCorrupt:
        return next(reversed(names(folder)), None)


def _point(folder: Path, name: str, checksum: str) -> None:
    aside = folder / f"{POINTER}.tmp"
    _write(aside, f"{name} {checksum}\n".encode())
    aside.replace(folder / POINTER)
    _sync(folder)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexCorrupt(f"索引檔案無法讀取：{path}（{error.strerror}）", hint=_BUILD_HINT) from error


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
