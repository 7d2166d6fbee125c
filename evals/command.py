"""``policy-assistant eval``: run, score, compare and check; reached through an entry point of the command line."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, print_json, say, settings_of
from assistant.commands.opening import open_for
from assistant.commands.progress import progress_bar
from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands, Parser
    from assistant.settings import Settings
    from evals.record import Run
    from evals.score import Scores


def register(commands: Commands) -> None:
    """Add ``eval`` to the program."""
    parser = commands.add_parser(
        "eval",
        help="評測答案品質",
        description="評測答案品質；不加動作時，以隨附的題目執行、計分並列表。",
    )
    _run_options(parser)
    parser.set_defaults(run=run_all)
    verbs = parser.add_subparsers(dest="verb", metavar="動作", title="動作")
    run = verbs.add_parser("run", help="提問並保存完整的答案", description="對題目檔逐題提問，保存完整的答案。")
    _run_options(run)
    run.set_defaults(run=run_only)
    score = verbs.add_parser("score", help="為一次評測計分", description="為保存的評測計分並列表。")
    score.add_argument("record", type=Path, metavar="RUN.jsonl", help="eval run 保存的檔案")
    score.set_defaults(run=score_only)
    compare = verbs.add_parser("compare", help="逐題比較兩次評測", description="逐題比較兩次評測，附自助法信賴區間。")
    compare.add_argument("before", type=Path, metavar="A.jsonl", help="先前的評測")
    compare.add_argument("after", type=Path, metavar="B.jsonl", help="之後的評測")
    compare.set_defaults(run=compare_two)
    check = verbs.add_parser("check", help="對照門檻", description="對照 evals/expected.toml 的門檻；未達時以 1 結束。")
    check.add_argument("record", type=Path, nargs="?", metavar="RUN.jsonl", help="保存的評測；未指定時先執行")
    add_settings(check, "index", "corpus", "top_k")
    check.set_defaults(run=check_bounds)
    for verb in (score, compare):
        verb.add_argument("--json", action="store_true", help="以 JSON 輸出")


def _run_options(parser: Parser) -> None:
    parser.add_argument("--questions", type=Path, metavar="FILE", help="題目檔；預設為隨附的 dev 題目")
    parser.add_argument("--output", type=Path, metavar="RUN.jsonl", help="保存評測的檔案；預設放在資料資料夾的 runs/")
    add_settings(parser, "index", "corpus", "top_k")


def run_all(args: argparse.Namespace) -> int:
    """Run, store, score and print the table."""
    _show(_performed(args))
    return 0


def run_only(args: argparse.Namespace) -> int:
    """Run and store."""
    _performed(args)
    return 0


def score_only(args: argparse.Namespace) -> int:
    """Score a stored run."""
    from evals.record import read_run
    from evals.score import score

    run = read_run(args.record)
    if args.json:
        print_json({"run": run.header.to_dict(), **score(run).to_dict()})
    else:
        _show(run)
    return 0


def compare_two(args: argparse.Namespace) -> int:
    """Compare two stored runs, paired."""
    from evals.compare import compare
    from evals.record import read_run
    from evals.score import score
    from evals.table import comparison_table

    comparison = compare(score(read_run(args.before)), score(read_run(args.after)))
    if args.json:
        print_json(comparison.to_dict())
    else:
        say(comparison_table(comparison))
    return 0


def check_bounds(args: argparse.Namespace) -> int:
    """Return 1 and name every metric outside its bound, 0 when there is none.

    Raises:
        EvaluationError: a stored run is of a set that ``expected.toml`` says nothing of.
    """
    from evals.check import load_expectations
    from evals.record import read_run

    faults: list[str] = []
    if args.record is not None:
        run = read_run(args.record)
        name = run.header.question_set
        expectations = [item for item in load_expectations() if item.name == name]
        if not expectations:
            raise EvaluationError(f"expected.toml 沒有題目集「{name}」的門檻", hint="請先在該檔寫下門檻。")
        faults += expectations[0].faults(_show(run))
    else:
        settings = settings_of(args)
        for item in load_expectations():
            own = settings if item.corpus is None else dataclasses.replace(settings, corpus=item.corpus, index=None)
            faults += item.faults(_show(_perform(own, item.questions, None)))
            say()
    for fault in faults:
        say(f"未達門檻：{fault}")
    say("全部達到門檻。" if not faults else f"共 {len(faults)} 項未達門檻。")
    return 1 if faults else 0


def _performed(args: argparse.Namespace) -> Run:
    from evals.question import DEV

    return _perform(settings_of(args), args.questions or DEV, args.output)


def _perform(settings: Settings, questions: Path, output: Path | None) -> Run:
    from evals.record import write_run
    from evals.run import perform

    progress = progress_bar()
    run = perform(open_for(settings, progress), questions, progress)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
    path = output or settings.data_dir / "runs" / f"{questions.stem}-{stamp}.jsonl"
    write_run(run, path)
    note(f"評測已保存：{path}")
    return run


def _show(run: Run) -> Scores:
    from evals.metrics.figure_support import unsupported
    from evals.score import score
    from evals.table import score_table

    scores = score(run)
    header = run.header
    say(
        f"{header.question_set}：{len(run.rows)} 題，索引 {header.index_id}，設定 {header.settings_id}，{header.started}\n"
    )
    say(score_table(scores))
    for row in run.rows:
        if row.error:
            say(f"提問失敗 {row.question.id}：{row.error}")
        elif row.answer is not None and not row.answer.refused and (missing := unsupported(row)):
            say(f"出處中找不到 {row.question.id}：{'、'.join(missing)}")
    return scores
