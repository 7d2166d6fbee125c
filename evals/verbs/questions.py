"""``eval questions``: check a set, draft questions from a document, take over feedback."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.common import add_settings, note, say, settings_of
from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands


def add(verbs: Commands) -> None:
    """Add ``questions`` and its own verbs."""
    questions = verbs.add_parser("questions", help="檢查與草擬題目", description="檢查題目檔，或草擬題目供人審閱。")
    own = questions.add_subparsers(dest="questions_verb", metavar="動作", title="動作", required=True)
    check = own.add_parser(
        "check", help="檢查題目檔", description="逐題檢查引文、標題、標準答案與洩題；有誤時以 1 結束。"
    )
    check.add_argument("file", type=Path, metavar="FILE.jsonl", help="題目檔")
    add_settings(check, "corpus")
    check.set_defaults(run=check_set)
    new = own.add_parser(
        "new", help="由文件草擬題目", description="依文件的結構草擬題目（status 為 draft），審閱採用後才計分。"
    )
    new.add_argument("document", type=Path, metavar="DOCUMENT", help="文件檔")
    new.add_argument("--per-kind", type=int, default=10, metavar="N", help="每一種至多幾題（預設 10）")
    new.set_defaults(run=new_set)
    pending = own.add_parser(
        "pending",
        help="由使用者意見取得待審題目",
        description="把對話介面匯出的意見轉成待審題目（status 為 pending）。",
    )
    pending.add_argument("feedback", type=Path, metavar="FEEDBACK.jsonl", help="意見檔")
    pending.set_defaults(run=pending_set)
    for verb in (new, pending):
        verb.add_argument("--output", type=Path, metavar="FILE.jsonl", help="題目檔；預設為標準輸出")


def check_set(args: argparse.Namespace) -> int:
    """Print what is wrong and what is odd in a set, and what it holds; 1 where something is wrong."""
    from corpus.library import SHIPPED, open_library
    from evals.question import check_questions

    library = open_library(settings_of(args).corpus or SHIPPED)
    rows = check_questions(args.file, {document.document_id: document for document in library.documents})
    for row in rows:
        for fault in row.faults:
            say(f"{args.file}:{row.line}：錯誤：{fault}")
        for warning in row.warnings:
            say(f"{args.file}:{row.line}：注意：{warning}")
    found = [row.question for row in rows if row.question is not None]
    _summary("類別", (question.category for question in found))
    _summary("狀態", (question.status or "accepted" for question in found))
    wrong = sum(bool(row.faults) for row in rows)
    say(f"{len(rows)} 題，{wrong} 題有誤，{sum(bool(row.warnings) for row in rows)} 題請留意。")
    return 1 if wrong or not rows else 0


def _summary(heading: str, values: Iterable[str]) -> None:
    counted = Counter(value or "（未定）" for value in values)
    say(f"{heading}：{'、'.join(f'{value} {count}' for value, count in counted.most_common())}")


def new_set(args: argparse.Namespace) -> int:
    """Draft questions from a document."""
    from assistant.commands.outline import read_document
    from evals.drafts.making import draft_questions

    made = draft_questions(read_document(args.document), args.per_kind)
    _write((question.to_dict() for question in made.questions), args.output)
    note(f"草擬 {len(made.questions)} 題，{made.dropped} 題未通過檢查而略去。審閱後把 status 改為 accepted 才會計分。")
    return 0


def pending_set(args: argparse.Namespace) -> int:
    """Turn feedback into pending questions."""
    from evals.pending import pending_questions

    found = pending_questions(args.feedback)
    _write(({**question.to_dict(), "note": remark} for question, remark in found), args.output)
    note(f"{len(found)} 題待審。補上類別、標準答案與 must_include，並把 status 改為 accepted 才會計分。")
    return 0


def _write(rows: Iterable[dict[str, Any]], output: Path | None) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if output is None:
        say(lines.rstrip("\n"))
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(lines)
    except FileExistsError as error:
        raise EvaluationError(f"檔案已存在：{output}", hint="不覆寫審閱中的題目；請換一個檔名。") from error
    except OSError as error:
        raise EvaluationError(f"無法寫入：{output}（{error.strerror}）", hint="請指定可寫入的位置。") from error
