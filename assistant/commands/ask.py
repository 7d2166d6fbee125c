"""``policy-assistant ask``: one question, or a file of them, to cited answers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.asking import batch, batch_options, one_or_batch
from assistant.commands.common import add_settings, note, print_json, say, settings_of
from assistant.commands.opening import open_for
from assistant.commands.progress import progress_bar
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.batch import Request
    from assistant.commands.parser import Commands
    from corpus.types import Answer, Citation


def register(commands: Commands) -> None:
    """Add ``ask`` to the program."""
    parser = commands.add_parser(
        "ask",
        help="回答一個問題，附出處",
        description="回答一個問題，附出處；或以 --batch 逐列回答 JSONL 檔。",
    )
    parser.add_argument("question", nargs="?", metavar="問題", help="要問的問題；「-」表示由標準輸入讀取")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出完整的答案")
    parser.add_argument("--history", type=Path, metavar="FILE", help="先前問過的問題：JSON 陣列，或每行一題")
    batch_options(parser)
    add_settings(parser, "index", "corpus", "top_k", "llm_url", "llm_model", "llm_provider")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer what the command line asks; a declined answer also ends with 0."""
    from assistant.guard import check

    question = one_or_batch(args)
    settings = settings_of(args)
    history = read_history(args.history) if args.history else ()
    if question is not None:
        check(question, settings.max_question_length)  # before an index is opened or even built
    assistant = open_for(settings, progress_bar())
    if question is None:

        def respond(request: Request) -> dict[str, Any]:
            return answer_row(assistant.ask(request.question, (*history, *request.turns)))

        return batch(args, respond, {"answer": "", "refused": False, "reason": "", "citations": []})
    answer = assistant.ask(question, history)
    if args.json:
        print_json(answer.to_dict())
    else:
        say(render(answer))
        for warning in answer.warnings:
            note(f"注意：{warning}")
    return 0


def read_history(path: Path) -> tuple[str, ...]:
    """Read earlier questions, oldest first: a JSON list of strings, or one question a line.

    Raises:
        InputError: the file cannot be read, or is a JSON list of something else.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"讀不到先前的問題：{path}", hint="請確認路徑，且檔案為 UTF-8 文字。") from error
    if not text.lstrip().startswith("["):
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    try:
        turns = json.loads(text)
    except ValueError as error:
        raise InputError(f"先前的問題不是有效的 JSON：{path}（{error}）", hint='請用 ["第一題", "第二題"]。') from error
    if not all(isinstance(turn, str) for turn in turns):
        raise InputError(f"先前的問題必須都是文字：{path}", hint='請用 ["第一題", "第二題"]。')
    return tuple(turns)


def answer_row(answer: Answer) -> dict[str, Any]:
    """Return the answer as one row of batch output, without its id and latency."""
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "reason": answer.reason,
        "citations": [
            {
                "marker": citation.marker,
                "document_id": citation.document_id,
                "title": citation.title,
                "edition": citation.edition,
                "section": list(citation.section),
                "page": citation.page,
                "quote": citation.quote,
                "start": citation.span.start,
                "end": citation.span.end,
            }
            for citation in answer.citations
        ],
    }


def render(answer: Answer) -> str:
    """Return the answer for people: its text, then numbered citations (or, declined, the nearest sections)."""
    lines = [answer.text]
    if answer.citations:
        lines += ["", *(line for citation in answer.citations for line in _citation_lines(citation))]
    if answer.mode == "generated" and answer.generation is not None:
        made = answer.generation
        lines += ["", f"（AI 生成：由語言模型 {made.model}〔{made.origin}〕整理，逐句與所引文件核對；請以原文為準）"]
    if answer.nearest:
        lines += ["", "最接近的章節：", *(f"- {_place(citation)}" for citation in answer.nearest)]
    return "\n".join(lines)


def _citation_lines(citation: Citation) -> tuple[str, str]:
    return f"[{citation.marker}] {_place(citation)}", f"    「{' '.join(citation.quote.split())}」"


def _place(citation: Citation) -> str:
    edition = f"（{citation.edition}）" if citation.edition else ""
    page = f" 第{citation.page}頁" if citation.page is not None else ""
    recognised = "（文字辨識，請核對原件）" if citation.recognised else ""
    return " › ".join((f"{citation.title}{edition}", *citation.section)) + page + recognised
