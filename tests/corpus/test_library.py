"""Corpus folders and their manifests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library import SHIPPED, open_library
from corpus.manifest import read_manifest


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_manifest_uses_file_names(tmp_path: Path) -> None:
    library = open_library(write(tmp_path, b__txt="乙", a__md="# 甲\n文"))
    assert [(d.document_id, d.text) for d in library.documents] == [("a", "# 甲\n文"), ("b", "乙")]
    assert library.problems == ()


def test_the_manifest_says_what_the_text_does_not(tmp_path: Path) -> None:
    rows = '[[document]]\nid = "plan"\nfile = "a.txt"\ntitle = "計畫"\nedition = 2024-12-31\naliases = ["別名"]\n'
    (document,) = open_library(write(tmp_path, a__txt="文", manifest__toml=rows)).documents
    assert (document.document_id, document.title, document.edition, document.aliases) == (
        "plan",
        "計畫",
        "2024-12-31",
        ("別名",),
    )
    assert document.sha256 == hashlib.sha256("文".encode()).hexdigest()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("[[document]]\nid = 'a'\nfile = 'a.txt'\ntittle = 'x'\n", "title"),
        ("[[document]]\nid = 'a'\nfile = 'gone.txt'\n", "gone.txt"),
        ("[[document]]\nid = 'a'\nfile = 'a.txt'\n[[document]]\nid = 'a'\nfile = 'b.txt'\n", "重複"),
        ("[[document]]\nid = 'a'\nfile = 'a.txt'\nedition = '去年'\n", "去年"),
        ("[[document]]\nid = 'a'\nfile = 'a.txt'\naliases = 'x'\n", "aliases"),
        ("[[document]]\nid = 'a'\n", "file"),
        ("[[documents]]\n", "documents"),
        ("[[document\n", "TOML"),
    ],
)
def test_a_wrong_manifest_is_refused_by_name(tmp_path: Path, rows: str, says: str) -> None:
    write(tmp_path, a__txt="甲", b__txt="乙", manifest__toml=rows)
    with pytest.raises(CorpusError) as caught:
        read_manifest(tmp_path)
    assert says in caught.value.message + caught.value.hint
    assert caught.value.hint


def test_an_unreadable_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    library = open_library(write(tmp_path, good__txt="好", strange__xyz="?"))
    assert [d.document_id for d in library.documents] == ["good"]
    assert {p.path for p in library.problems} == {"bad.txt", "strange.xyz"}
    assert all(p.message and p.hint for p in library.problems)


def test_jsonl_has_one_document_a_line_and_a_bad_line_is_a_problem(tmp_path: Path) -> None:
    good = json.dumps(
        {"id": "x", "title": "甲法", "text": "第 1 條\r\n文", "agency": "內政部", "extra": 1}, ensure_ascii=False
    )
    write(tmp_path, laws__jsonl=f'{good}\n\n{{"id": "y"}}\nnot json\n{good}\n')
    library = open_library(tmp_path / "laws.jsonl")
    assert [(d.document_id, d.title, d.agency, d.text) for d in library.documents] == [
        ("x", "甲法", "內政部", "第 1 條\n文")
    ]
    assert [p.path for p in library.problems] == ["laws.jsonl:3", "laws.jsonl:4", "laws.jsonl:5"]


def test_nothing_to_read_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="沒有可讀的文件"):
        open_library(tmp_path)
    with pytest.raises(CorpusError, match="找不到"):
        open_library(tmp_path / "none")


def test_the_shipped_documents_are_there_with_their_editions() -> None:
    assert [(d.document_id, d.edition) for d in open_library(SHIPPED).documents] == [
        ("digi-plus-2020", "2020-11-30"),
        ("smart-nation-2.0", "2024-12-31"),
    ]
