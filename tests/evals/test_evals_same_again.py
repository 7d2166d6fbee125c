"""The same release scores the same in another process with another hash seed: nothing hangs on the order of a set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.question import DEV
from evals.record import read_run
from evals.score import score

pytestmark = pytest.mark.slow

TIMED = {"latency_p50", "latency_p95"}
EVERY = 3
"""Every third question of the shipped set, so that all categories are asked."""


def _ask(folder: Path, seed: str) -> Path:
    output = folder / f"{seed}.jsonl"
    subprocess.run(
        [sys.executable, "-m", "assistant", "eval", "run", "--questions", "some.jsonl", "--output", output.name],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": seed, "POLICY_ASSISTANT_DATA_DIR": str(folder / f"data-{seed}")},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return output


def test_two_processes_with_their_own_hash_seed_and_index_score_the_same(tmp_path: Path) -> None:
    lines = DEV.read_text("utf-8").splitlines()[::EVERY]
    (tmp_path / "some.jsonl").write_text("\n".join(lines), "utf-8")
    first, again = (read_run(_ask(tmp_path, seed)) for seed in ("1", "20261125"))
    assert first.header.index_id == again.header.index_id
    assert [row.answer and row.answer.text for row in first.rows] == [
        row.answer and row.answer.text for row in again.rows
    ]
    assert [row.channels for row in first.rows] == [row.channels for row in again.rows]
    assert [row.doubt for row in first.rows] == [row.doubt for row in again.rows]
    scored = [
        [
            {name: value for name, value in question.values.items() if name not in TIMED}
            for question in score(run).questions
        ]
        for run in (first, again)
    ]
    assert json.dumps(scored[0]) == json.dumps(scored[1])
    assert len(scored[0]) == len(lines)
