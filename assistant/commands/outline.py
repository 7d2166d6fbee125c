"""``policy-assistant outline``: the section tree found in a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import note, print_json, say
from corpus.errors import DocumentError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands
    from corpus.types import Document


def register(commands: Commands) -> None:
    """Add ``outline`` to the program."""
    parser = commands.add_parser("outline", help="列出文件的章節", description="列出在文件中辨認出的章節樹。")
    parser.add_argument("file", type=Path, metavar="檔案", help="要辨認章節的文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the sections of one file, indented by depth.

    Raises:
        DocumentError: the file cannot be read.
    """
    from corpus.sections import outline

    document = read_document(args.file)
    for warning in document.warnings:
        note(f"注意：{warning}")
    sections = outline(document)
    if args.json:
        print_json([section.to_dict() for section in sections])
        return 0
    for section in sections:
        page = f"  （第{section.page}頁）" if section.page is not None else ""
        say(f"{'  ' * max(section.level - 1, 0)}{section.title or '（首個標題之前）'}{page}")
    return 0


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
