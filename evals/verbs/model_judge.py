"""``eval judge``: a language model's opinion of a stored run, next to the model-free metrics."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, print_json, say, settings_of
from assistant.commands.progress import progress_bar
from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.commands.parser import Commands
    from evals.judge import Judged


def add(verbs: Commands) -> None:
    """Add ``judge``."""
    parser = verbs.add_parser(
        "judge",
        help="由語言模型評量保存的答案",
        description="由設定的語言模型評量保存的答案是否忠於引文、是否完整；列在不用模型的指標旁邊，不取代它們。",
    )
    parser.add_argument("record", type=Path, metavar="RUN.jsonl", help="eval run 保存的檔案")
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="保存逐題評量的檔案")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    add_settings(parser, "llm_url", "llm_model", "llm_provider")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge a stored run and print the means; every reply that could not be used is named.

    Raises:
        EvaluationError: the run cannot be read or the result not written.
        SettingsError: no language model is set, or it cannot be used.
    """
    from assistant.llm.providers import connect
    from evals.judge import judge
    from evals.record import read_run

    stored = read_run(args.record)
    judged = judge(stored, connect(settings_of(args)), progress_bar())
    if args.output is not None:
        try:
            args.output.write_text(json.dumps(judged.to_dict(), ensure_ascii=False, indent=2) + "\n", "utf-8")
        except OSError as error:
            raise EvaluationError(f"無法寫入：{args.output}", hint="請確認資料夾存在且可寫入。") from error
    if args.json:
        print_json(judged.to_dict())
    else:
        _show(judged)
    return 0


def _show(judged: Judged) -> None:
    say(
        f"{judged.question_set}，{judged.system}；評量者 {judged.judge}（{judged.origin}），{len(judged.judgements)} 個答案\n"
    )
    free = {
        name: [v for j in judged.judgements if (v := getattr(j, name)) is not None]
        for name in ("figure_support", "full")
    }
    for name, value in (
        ("忠於引文（模型評量）", judged.faithfulness),
        ("完整（模型評量）", judged.completeness),
        ("數字有據（不用模型）", _mean(free["figure_support"])),
        ("full（不用模型）", _mean(free["full"])),
    ):
        say(f"{name}：{'-' if value is None else f'{value:.3f}'}")
    tokens = "、".join(str(n) if n is not None else "未知" for n in (judged.prompt_tokens, judged.completion_tokens))
    say(f"\n呼叫 {judged.calls} 次；輸入與輸出 token：{tokens}")
    for entry in judged.judgements:
        if entry.problem:
            note(f"未能評量 {entry.id}：{entry.problem}")


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
