"""``policy-assistant index``: build, update, verify and roll back an index; what is in it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from assistant.commands.common import add_settings, print_json, say, settings_of
from assistant.commands.opening import build_index
from assistant.commands.progress import progress_bar

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

DONE = {
    "build": "索引已建立",
    "update": "索引已更新",
    "status": "索引",
    "verify": "索引完整無誤",
    "rollback": "索引已回復",
}


def register(commands: Commands) -> None:
    """Add ``index`` and its verbs to the program."""
    parser = commands.add_parser("index", help="建立與管理索引", description="建立、更新、檢查或回復索引。")
    verbs = parser.add_subparsers(dest="verb", metavar="動作", required=True, title="動作")
    for name, words in (BUILDING | READING).items():
        verb = verbs.add_parser(name, help=words, description=words)
        verb.add_argument("--json", action="store_true", help="以 JSON 輸出")
        add_settings(verb, "corpus", "index", *(["embedding_model"] if name in BUILDING else []))
        verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says and print what came of it."""
    settings = settings_of(args)
    outcome = _build(settings, update=args.verb == "update") if args.verb in BUILDING else _read(settings, args.verb)
    if args.json:
        print_json(outcome)
    else:
        say(_shown(args.verb, outcome))
    return 0


def _build(settings: Settings, *, update: bool) -> dict[str, Any]:
    from index import release

    if update:
        release.status(settings.index_dir)  # nothing to update is an error, not a build
    unreadable = build_index(settings, progress_bar())
    return {**_read(settings, "status"), "problems": len(unreadable), "unreadable": unreadable}


def _read(settings: Settings, verb: str) -> dict[str, Any]:
    from index import release

    if not settings.index_dir.is_dir():
        release.status(settings.index_dir)  # says what is missing; rolling back would make the folder
    status = {"status": release.status, "verify": release.verify, "rollback": release.rollback}[verb](
        settings.index_dir
    )
    manifest = status.manifest
    return {
        "index": str(settings.index_dir),
        "index_id": manifest.index_id,
        "generation": status.generation,
        "generations": list(status.generations),
        "created": manifest.created,
        "counts": manifest.counts,
        "documents": list(manifest.sources),
        "problems": len(manifest.problems),
        "unreadable": list(manifest.problems),
    }


def _shown(verb: str, outcome: dict[str, Any]) -> str:
    counts = outcome["counts"]
    lines = [
        f"{DONE[verb]}：{outcome['index']}",
        f"索引代號 {outcome['index_id']}，版本 {outcome['generation']}（共 {len(outcome['generations'])} 版），建於 {outcome['created']}",
        f"文件 {counts['documents']} 份、章節 {counts['sections']} 個、段落 {counts['passages']} 個：{'、'.join(outcome['documents'])}",
    ]
    if outcome["problems"]:
        lines.append(f"無法讀取的檔案 {outcome['problems']} 個。")
    return "\n".join(lines)
