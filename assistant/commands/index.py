"""``policy-assistant index``: build, update, verify and roll back an index; what is in it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from assistant.commands.common import add_settings, note, print_json, say, settings_of
from assistant.commands.progress import progress_bar
from corpus.errors import IndexMissing

if TYPE_CHECKING:
    from assistant.commands.parser import Commands
    from assistant.settings import Settings

BUILDING = {
    "build": "由文件建立索引",
    "update": "文件有增減或修改後更新索引；沒有變動的部分不重算",
}
READING = {
    "status": "索引的內容與版本",
    "verify": "逐檔核對索引的檢查碼",
    "rollback": "回復到前一版索引",
}


def register(commands: Commands) -> None:
    """Add ``index`` and its verbs to the program."""
    parser = commands.add_parser("index", help="建立與管理索引", description="建立、更新、檢查或回復索引。")
    verbs = parser.add_subparsers(dest="verb", metavar="動作", required=True, title="動作")
    for name, words in (BUILDING | READING).items():
        verb = verbs.add_parser(name, help=words, description=words)
        verb.add_argument("--json", action="store_true", help="以 JSON 輸出")
        add_settings(verb, "corpus", "index")
        verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says and print what came of it."""
    settings = settings_of(args)
    outcome = _build(settings, update=args.verb == "update") if args.verb in BUILDING else _read(settings, args.verb)
    if args.json:
        print_json(outcome)
    else:
        for key, value in outcome.items():
            say(f"{key}：{value}")
    return 0


def _build(settings: Settings, *, update: bool) -> dict[str, Any]:
    """Build from the documents; every unreadable file is named on standard error, the others are indexed."""
    from index.build import build

    from corpus.library import SHIPPED, open_library

    if update and not settings.index_dir.exists():
        raise IndexMissing(f"沒有可更新的索引：{settings.index_dir}", hint="請先執行 policy-assistant index build。")
    library = open_library(settings.corpus or SHIPPED)
    for problem in library.problems:
        note(f"無法讀取 {problem.path}：{problem.message}（{problem.hint}）")
    build(library, settings.index_dir, progress=progress_bar())
    names = [{"path": problem.path, "message": problem.message} for problem in library.problems]
    return {**_read(settings, "status"), "problems": len(names), "unreadable": names}


def _read(settings: Settings, verb: str) -> dict[str, Any]:
    from index import release

    outcome = {"status": release.status, "verify": release.verify, "rollback": release.rollback}[verb](
        settings.index_dir
    )
    return {"index": str(settings.index_dir), **outcome}
