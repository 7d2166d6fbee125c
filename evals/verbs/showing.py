"""A run on the terminal: its table and what a person should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.commands.common import say

if TYPE_CHECKING:
    from evals.record import Run
    from evals.score import Scores


def show(run: Run) -> Scores:
    """Score a run, print its table, and name failed questions and figures that nothing cited carries."""
    from evals.metrics.figure_support import unsupported
    from evals.score import score
    from evals.table import score_table

    scores, header = score(run), run.header
    say(
        f"{header.question_set}：{len(run.rows)} 題，{header.who}，索引 {header.index_id}，"
        f"設定 {header.settings_id}，{header.started}\n"
    )
    say(score_table(scores))
    for row in run.rows:
        if row.error:
            say(f"提問失敗 {row.question.id}：{row.error}")
        elif row.answer is not None and not row.answer.refused and (missing := unsupported(row)):
            say(f"出處中找不到 {row.question.id}：{'、'.join(missing)}")
    return scores
