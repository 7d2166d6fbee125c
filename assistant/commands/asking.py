"""What ``ask`` and ``search`` share: one question or a batch file, and how a batch is run and summed up."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.batch import Respond, run_batch
from assistant.commands.common import note
from assistant.commands.progress import progress_bar
from corpus.errors import InputError


def batch_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--batch`` and ``--output`` to a command that also takes a single question."""
    parser.add_argument("--batch", type=Path, metavar="IN.jsonl", help="逐列處理的檔案；「-」表示標準輸入")
    parser.add_argument("--output", type=Path, metavar="OUT.jsonl", help="批次結果檔；未指定時寫到標準輸出")


def one_or_batch(args: argparse.Namespace) -> str | None:
    """Return the single question of the command line (read from standard input for ``-``), None for a batch.

    Raises:
        InputError: neither or both are given, or ``--output`` without ``--batch``.
    """
    usage = f"請看用法：policy-assistant {args.command} --help"
    if args.batch is not None:
        if args.question is not None:
            raise InputError("問題與 --batch 只能擇一", hint=usage)
        return None
    if args.output is not None:
        raise InputError("--output 只用於 --batch", hint=usage)
    if args.question is None:
        raise InputError("請給一個問題，或用 --batch 指定檔案", hint=usage)
    return sys.stdin.read() if args.question == "-" else str(args.question)


def batch(args: argparse.Namespace, respond: Respond, empty: Mapping[str, Any]) -> int:
    """Run the batch that the command line names and sum it up on standard error; failed rows do not change the 0.

    Raises:
        InputError: a file cannot be opened.
    """
    progress = progress_bar()
    summary = run_batch(args.batch, args.output, respond, empty, progress)
    blank = f"，略過 {summary.blank} 個空白行" if summary.blank else ""
    note(("\n" if progress else "") + f"完成：{summary.rows} 列，其中 {summary.failed} 列失敗{blank}。")
    return 0
