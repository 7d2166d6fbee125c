"""``eval`` and ``eval run``: ask the questions and keep the answers."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, settings_of
from assistant.commands.opening import open_for
from assistant.commands.progress import progress_bar
from evals.verbs.showing import show

if TYPE_CHECKING:
    from assistant.commands.parser import Commands, Parser
    from assistant.settings import Settings
    from evals.record import Run
    from evals.system import Ours, System


def add(verbs: Commands) -> None:
    """Add ``run``."""
    run = verbs.add_parser("run", help="提問並保存完整的答案", description="對題目檔逐題提問，保存完整的答案。")
    options(run)
    run.set_defaults(run=run_only)


def options(parser: Parser) -> None:
    """Give ``parser`` what a run needs."""
    parser.add_argument("--questions", type=Path, metavar="FILE", help="題目檔；預設為隨附的 dev 題目")
    parser.add_argument("--output", type=Path, metavar="RUN.jsonl", help="保存評測的檔案；預設放在資料資料夾的 runs/")
    parser.add_argument("--variants", action="store_true", help="每題另以改寫、簡體與重排的索引再問，以計 stability")
    add_settings(parser, "index", "corpus", "top_k")


def run_all(args: argparse.Namespace) -> int:
    """Run, store, score and print the table."""
    show(_performed(args))
    return 0


def run_only(args: argparse.Namespace) -> int:
    """Run and store."""
    _performed(args)
    return 0


def _performed(args: argparse.Namespace) -> Run:
    settings = settings_of(args)
    return perform(ours(settings), settings, args.questions, output=args.output, variants=args.variants)


def ours(settings: Settings) -> Ours:
    """Open our assistant as a system to be asked.

    Raises:
        PolicyAssistantError: the index, the documents or the model cannot be used.
    """
    from evals.system import Ours

    return Ours(open_for(settings, progress_bar()))


def perform(
    system: System,
    settings: Settings,
    questions: Path | None = None,
    *,
    output: Path | None = None,
    variants: bool = False,
    diagnose: bool = True,
) -> Run:
    """Ask a set and store the run.

    Args:
        system: what is asked.
        settings: where runs are kept.
        questions: the set; None for the shipped one.
        output: a file for the run, or an existing folder for one that is named by set, system and time; None for the
            folder ``runs`` of the data folder.
        variants: whether each question is asked reworded too.
        diagnose: whether what only reports show is kept too.

    Raises:
        EvaluationError: the set cannot be used or the run cannot be written.
    """
    from evals.question import DEV
    from evals.record import OURS, write_run
    from evals.run import perform as ask_all

    run = ask_all(system, questions or DEV, progress_bar(), variants=variants, diagnose=diagnose)
    path = output
    if path is None or path.is_dir():
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S-%f")
        parts = () if system.name == OURS else (system.name.replace("/", "-").replace(" ", "-"),)
        without = tuple(f"without-{part}" for part in system.without)
        path = (
            path or settings.data_dir / "runs"
        ) / f"{'-'.join((run.header.question_set, *parts, *without, stamp))}.jsonl"
    write_run(run, path)
    note(f"評測已保存：{path}")
    return run
