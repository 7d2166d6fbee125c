"""``eval report``: stored runs as a page, as Markdown, or as the headline figures alone."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import note, say, settings_of
from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands
    from evals.report.chapter import Chapter


def add(verbs: Commands) -> None:
    """Add ``report``."""
    report = verbs.add_parser(
        "report",
        help="製作評測報告",
        description="把保存的評測做成報告。同一題目集的多次評測列為歷史；eval peers 與 eval ablate 的結果並列比較。",
    )
    report.add_argument(
        "records", type=Path, nargs="*", metavar="RUN.jsonl", help="保存的評測；未指定時為 runs/ 的全部"
    )
    report.add_argument("--output", type=Path, metavar="FILE.html", help="單一檔案的 HTML 報告")
    report.add_argument("--markdown", type=Path, metavar="FILE.md", help="Markdown 報告；- 為標準輸出")
    report.add_argument("--headline", type=Path, metavar="FILE", help="只有主要數字：.json 或 .md；- 為標準輸出的 JSON")
    report.add_argument("--english", action="store_true", help="Markdown 以英文撰寫")
    report.set_defaults(run=write_report)


def write_report(args: argparse.Namespace) -> int:
    """Write what was asked for.

    Raises:
        EvaluationError: no output was named, there is no run, or a file cannot be read or written.
    """
    from evals.record import read_run
    from evals.report.chapter import gather
    from evals.report.past import read_history

    if not (args.output or args.markdown or args.headline):
        raise EvaluationError("沒有指定要產生什麼", hint="請加上 --output report.html、--markdown 或 --headline。")
    records = args.records or sorted((settings_of(args).data_dir / "runs").glob("*.jsonl"))
    if not records:
        raise EvaluationError("沒有保存的評測", hint="請先執行 policy-assistant eval run。")
    chapters = gather((read_run(path) for path in records), read_history())
    if args.output:
        from evals.report.page import page

        _write(args.output, page(chapters))
    if args.markdown:
        from evals.report.markdown import markdown

        _write(args.markdown, markdown(chapters, int(args.english)))
    if args.headline:
        _write(args.headline, _headline(args.headline, chapters))
    return 0


def _headline(path: Path, chapters: tuple[Chapter, ...]) -> str:
    from evals.report.headline import headline
    from evals.report.markdown import headlines

    if path.suffix == ".md":
        return headlines(chapters)
    made = [headline(chapter).to_dict() for chapter in chapters]
    return json.dumps({"headlines": made}, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, content: str) -> None:
    if str(path) == "-":
        say(content.rstrip("\n"))
        return
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(content, "utf-8")
        part.replace(path)
    except OSError as error:
        raise EvaluationError(f"無法寫入：{path}（{error.strerror}）", hint="請指定可寫入的位置。") from error
    note(f"已寫入：{path}")
