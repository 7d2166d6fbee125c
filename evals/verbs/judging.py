"""``eval score``, ``eval compare`` and ``eval check``: numbers of stored runs, and whether they are good enough."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, print_json, say, settings_of
from corpus.errors import EvaluationError
from evals.verbs import asking
from evals.verbs.showing import show

if TYPE_CHECKING:
    from assistant.commands.parser import Commands
    from evals.score import Scores


def add(verbs: Commands) -> None:
    """Add ``score``, ``compare`` and ``check``."""
    score = verbs.add_parser("score", help="為一次評測計分", description="為保存的評測計分並列表。")
    score.add_argument("record", type=Path, metavar="RUN.jsonl", help="eval run 保存的檔案")
    score.set_defaults(run=score_only)
    compare = verbs.add_parser("compare", help="逐題比較兩次評測", description="逐題比較兩次評測，附自助法信賴區間。")
    compare.add_argument("before", type=Path, metavar="A.jsonl", help="先前的評測")
    compare.add_argument("after", type=Path, metavar="B.jsonl", help="之後的評測")
    compare.set_defaults(run=compare_two)
    check = verbs.add_parser("check", help="對照門檻", description="對照 evals/expected.toml 的門檻；未達時以 1 結束。")
    check.add_argument("record", type=Path, nargs="?", metavar="RUN.jsonl", help="保存的評測；未指定時先執行")
    check.add_argument("--register", action="store_true", help="把量得的分數登錄到 evals/expected.toml，容許差距不變")
    add_settings(check, "index", "corpus", "top_k")
    check.set_defaults(run=check_bounds)
    for verb in (score, compare):
        verb.add_argument("--json", action="store_true", help="以 JSON 輸出")


def score_only(args: argparse.Namespace) -> int:
    """Score a stored run."""
    from evals.record import read_run
    from evals.score import score

    run = read_run(args.record)
    if args.json:
        print_json({"run": run.header.to_dict(), **score(run).to_dict()})
    else:
        show(run)
    return 0


def compare_two(args: argparse.Namespace) -> int:
    """Compare two stored runs, paired."""
    from evals.compare import compare
    from evals.record import read_run
    from evals.score import score
    from evals.table import comparison_table

    before, after = read_run(args.before), read_run(args.after)
    comparison = compare(score(before), score(after))
    if before.header.questions_sha256 != after.header.questions_sha256:
        note("注意：兩次評測的題目檔內容不同，同一題的標準答案可能已修改。")
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
    from evals.register import register

    measured = dict([_stored(args.record)] if args.record is not None else _asked(args))
    if args.register:
        for line in register(measured):
            say(f"已登錄：{line}")
    expectations = [item for item in load_expectations() if item.name in measured]
    for gain in (gain for item in expectations for gain in item.gains(measured[item.name])):
        say(f"可調高登錄的分數：{gain}")
    faults = [fault for item in expectations for fault in item.faults(measured[item.name])]
    for fault in faults:
        say(f"未達門檻：{fault}")
    say("全部達到門檻。" if not faults else f"共 {len(faults)} 項未達門檻。")
    return 1 if faults else 0


def _stored(record: Path) -> tuple[str, Scores]:
    from evals.check import load_expectations
    from evals.record import read_run

    run = read_run(record)
    name = run.header.question_set
    if not any(item.bounds for item in load_expectations() if item.name == name):
        raise EvaluationError(f"expected.toml 沒有題目集「{name}」的門檻", hint="請先在該檔寫下門檻。")
    return name, show(run)


def _asked(args: argparse.Namespace) -> Iterator[tuple[str, Scores]]:
    from evals.check import load_expectations

    settings = settings_of(args)
    for item in load_expectations():
        if not item.bounds:
            continue
        own = settings if item.corpus is None else dataclasses.replace(settings, corpus=item.corpus, index=None)
        run = asking.perform(asking.ours(own), own, item.questions, variants=item.variants, diagnose=False)
        yield item.name, show(run)
        say()
