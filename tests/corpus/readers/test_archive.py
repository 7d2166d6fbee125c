"""Zip containers are looked into before they are opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpus import archive
from corpus.archive import check_archive
from corpus.errors import DocumentError


def container(tmp_path: Path, entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "計畫.odt"
    path.write_bytes(zipped(entries, compression))
    return path


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        check_archive(path)
    assert caught.value.message.startswith("計畫.odt")
    assert caught.value.hint
    return caught.value.message


def test_an_ordinary_container_passes(tmp_path: Path) -> None:
    check_archive(
        container(tmp_path, {"content.xml": b"<a/>", "Pictures/a.png": b"\x89PNG", "b/c.xml": b"<!DOCTYPE a><a/>"})
    )


def test_a_bomb_is_refused_by_ratio(tmp_path: Path) -> None:
    assert "壓縮比超過 100:1" in refusal(container(tmp_path, {"content.xml": b" " * 20_000_000}))


def test_a_bomb_is_refused_by_total_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1_000)
    assert "解壓縮後達 1,200 位元組" in refusal(container(tmp_path, {"a": b"x" * 600, "b": b"y" * 600}))


def test_what_an_inner_archive_unpacks_to_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 100_000)
    inner = zipped({"a": b"x" * 90_000})
    assert "解壓縮後達" in refusal(container(tmp_path, {"1.zip": inner, "2.zip": inner}))


def test_archives_inside_archives_end_somewhere(tmp_path: Path) -> None:
    data = b"x"
    for _ in range(5):
        data = zipped({"inner.zip": data})
    assert "層層相套超過 2 層" in refusal(container(tmp_path, {"inner.zip": data}))


def test_too_many_entries(tmp_path: Path) -> None:
    assert "內含 2,001 個檔案" in refusal(container(tmp_path, {f"{n}": b"" for n in range(2_001)}))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a/../../b", "..\\evil", "C:\\evil", "C:/evil"])
def test_names_that_point_outside(tmp_path: Path, name: str) -> None:
    assert "指向外部的路徑" in refusal(container(tmp_path, {name: b""}))


def test_a_symbolic_link(tmp_path: Path) -> None:
    path = tmp_path / "計畫.odt"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("content.xml")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert "符號連結" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_billion_laughs(tmp_path: Path, encoding: str) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
    assert "宣告了 XML 實體" in refusal(container(tmp_path, {"content.xml": laughs.encode(encoding)}))


def test_encrypted_entries(tmp_path: Path) -> None:
    path = container(tmp_path, {"content.xml": b"<a/>"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flags in the entry's own header
    data[data.index(b"PK\1\2") + 8] |= 1  # and in the directory
    path.write_bytes(data)
    assert "已加密" in refusal(path)


def test_an_encrypted_office_file_is_an_ole_container(tmp_path: Path) -> None:
    path = tmp_path / "計畫.odt"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert "已加密，或實為舊版 Office 格式" in refusal(path)


@pytest.mark.parametrize("cut", [10, 60, -10])
def test_damaged_containers(tmp_path: Path, cut: int) -> None:
    path = container(tmp_path, {"content.xml": b"<a>text</a>"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes()[:cut])
    assert "損毀或不完整" in refusal(path)


def test_a_wrong_checksum(tmp_path: Path) -> None:
    path = container(tmp_path, {"content.xml": b"<a>text</a>"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"<a>text", b"<a>TEXT"))
    assert "損毀或不完整" in refusal(path)
