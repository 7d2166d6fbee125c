"""Plain text and Markdown: the decoded file exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.readers import SUFFIXES, Parsed, read
from corpus.types import Mark, Span

POLICY = "壹、計畫緣起\n為推動數位發展，特訂定本計畫。\n"


def write(tmp_path: Path, data: bytes, name: str = "計畫.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        POLICY.encode(),
        b"\xef\xbb\xbf" + POLICY.encode(),
        b"\xff\xfe" + POLICY.encode("utf-16-le"),
        b"\xfe\xff" + POLICY.encode("utf-16-be"),
        POLICY.replace("\n", "\r\n").encode(),
        POLICY.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "crlf", "cr"],
)
def test_every_unicode_form_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    assert read(write(tmp_path, data)) == Parsed(POLICY)


def test_big5_is_read_and_said(tmp_path: Path) -> None:
    parsed = read(write(tmp_path, POLICY.encode("cp950")))
    assert parsed == Parsed(POLICY, warnings=("計畫.txt 以 Big5（CP950）編碼讀取；建議另存為 UTF-8",))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("为推动数字发展，特制定本计划，请有关单位配合办理。".encode("gb18030"), "無法確定編碼"),
        (POLICY.encode() + b"\xe5\xa3", "無法確定編碼"),
        (b"\xff\xfe" + POLICY.encode("utf-16-le")[:-1], "標示為 UTF-16-LE"),
        (b"\x7fELF\0\0\1", "二進位檔案"),
        (b" \n\t\n", "沒有文字"),
        (b"", "沒有文字"),
    ],
    ids=["gb18030", "truncated utf-8", "truncated utf-16", "binary", "blank", "empty"],
)
def test_what_cannot_be_read_for_certain_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read(write(tmp_path, data))
    assert "計畫.txt" in caught.value.message
    assert caught.value.hint


def test_a_form_feed_starts_a_page_unless_nothing_follows(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"one\n\x0ctwo\n\x0c\n")).page_starts == (0, 5)


def test_a_form_feed_before_the_first_word_is_an_empty_page(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"\x0ctwo")).page_starts == (0, 1)


def test_unknown_suffix_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name, words in (
        ("a.xyz", r"不支援的檔案格式 \.xyz"),
        ("none.txt", "無法讀取檔案"),
        ("folder.txt", "無法讀取檔案"),
    ):
        with pytest.raises(DocumentError, match=f"{name}：{words}"):
            read(tmp_path / name)


def test_suffix_case_does_not_matter(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"# T", "A.MD")).title == "T"
    assert {".txt", ".md"} <= SUFFIXES


MARKDOWN = """\
# 計畫 #

前言
====

##  目標 #
```
# not a heading
```
####### seven is too many
內文
---
- item
---
| a |
---

次節
---
#
"""


def test_markdown_headings(tmp_path: Path) -> None:
    parsed = read(write(tmp_path, MARKDOWN.encode(), "a.md"))
    assert parsed.text == MARKDOWN
    assert parsed.title == "計畫"
    found = [(mark.kind, mark.span.slice(MARKDOWN), mark.level) for mark in parsed.marks]
    assert found == [("heading", "計畫", 1), ("heading", "前言", 1), ("heading", "目標", 2), ("heading", "次節", 2)]


def test_parsed_survives_json_shape() -> None:
    parsed = Parsed("# T", (0,), (Mark("heading", Span(2, 3), 1),), "T", ("w",))
    assert Parsed.from_dict(parsed.to_dict()) == parsed
