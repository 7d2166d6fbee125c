"""``policy-assistant outline``: the section tree found in a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import note, print_json, say
from corpus.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.commands.parser import Commands
    from corpus.quality import Quality
    from corpus.types import Document


_REASONS = {"furniture": "頁首、頁尾、頁碼或自動目錄", "contents": "目錄的項目", "rule": "表格的框線"}


def register(commands: Commands) -> None:
    """Add ``outline`` to the program."""
    parser = commands.add_parser(
        "outline", help="列出文件的章節", description="列出在文件中辨認出的章節樹，以及辨認的結果。"
    )
    parser.add_argument("file", type=Path, metavar="檔案", help="要辨認章節的文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the sections of one file, indented by depth, and how well it was read.

    Raises:
        DocumentError: the file cannot be read.
    """
    from corpus.quality import quality
    from corpus.sections import outline

    document = read_document(args.file)
    for warning in document.warnings:
        note(f"注意：{warning}")
    sections = outline(document)
    summary = quality(document, sections)
    if args.json:
        print_json({"sections": [section.to_dict() for section in sections], "summary": summary.to_dict()})
        return 0
    for section in sections:
        page = f"  （第{section.page}頁）" if section.page is not None else ""
        say(f"{'  ' * max(section.level - 1, 0)}{section.title or '（首個標題之前）'}{page}")
    say()
    for line in summary_lines(summary):
        say(line)
    return 0


def summary_lines(summary: Quality) -> Iterator[str]:
    """Write the summary for people, one line for each thing there is something to say about."""
    pages = f"{summary.pages:,} 頁，" if summary.pages else ""
    yield f"文字：{pages}{summary.characters:,} 字，{summary.passages:,} 個段落"
    levels = "、".join(f"第{level}層 {count}" for level, count in enumerate(summary.headings, start=1) if count)
    yield f"標題：{levels or '沒有辨認出標題'}"
    if summary.tables:
        yield f"表格：{summary.tables} 個，共 {summary.rows} 列"
    for aside in summary.left_out:
        examples = "、".join(aside.examples) + ("…" if aside.count > len(aside.examples) else "")
        yield f"不列入段落：{_REASONS[aside.reason]} {aside.count} 處，{aside.characters:,} 字（{examples}）"
    if summary.recognised:
        yield f"文字辨識：第 {'、'.join(map(str, summary.recognised))} 頁由影像辨識，可能有誤"
    if summary.given:
        found = len(summary.given) - len(summary.given_missing)
        missing = f"；文字中找不到：{'、'.join(summary.given_missing)}" if summary.given_missing else ""
        yield f"人工指定：manifest.toml 給定 {len(summary.given)} 個投影片標題，用上 {found} 個{missing}"


def read_document(path: Path) -> Document:
    """Read one file as a document, with what a manifest beside it says of it.

    Raises:
        DocumentError: the file does not exist, has an unknown format or cannot be read.
    """
    from corpus.library import document_from
    from corpus.manifest import read_manifest
    from corpus.readers import read

    if not path.is_file():
        raise DocumentError(f"找不到檔案：{path}", hint="請指定一個文件檔；整個資料夾請用 index build --corpus。")
    entries = {entry.file: entry for entry in read_manifest(path.parent)}
    return document_from(path, entries.get(path.name), read(path), path.name)
