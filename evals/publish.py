"""Everything committed about how well this release answers, made again: ``python -m evals.publish``.

Asks every question set of ``expected.toml``, the peers on the public questions and the assistant without each of its parts
on questions about documents it never learned from; then writes the registered scores, the report, the history of releases,
the headline figures of ``/trust`` and the tables in README.md and docs/evaluation.md. All of it from the runs of this one time.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.commands.common import note
from assistant.settings import HEADLINE, Settings, load
from corpus.errors import EvaluationError, PolicyAssistantError
from evals.ablate import ablated
from evals.check import Expectation, load_expectations
from evals.record import Run, read_run
from evals.register import register
from evals.report import blocks
from evals.report.chapter import Chapter, gather
from evals.report.headline import headline
from evals.report.markdown import markdown
from evals.report.page import page
from evals.report.past import HISTORY, read_history, with_these
from evals.system import Ours, System
from evals.verbs import asking
from evals.verbs.siblings import local_peers

ROOT = Path(__file__).parents[1]
BESIDE_PEERS, WITHOUT_PARTS = "dev", "unseen"
"""The set that peers are asked, and the set on which parts are left out."""

TRUSTED = ("unseen", "shipped-blind", "dev")
"""The sets whose headline figures the service shows of itself: those only measured come first."""


def ask_all(settings: Settings, folder: Path, *, resume: bool = False) -> None:
    """Ask everything and store the runs.

    Args:
        settings: how answers are made.
        folder: for the runs; new or empty, so that all figures are of one time.
        resume: go on with a folder that was left half full by the same program; runs that are there are not asked again.

    Raises:
        EvaluationError: the folder holds something, or a set cannot be used.
    """
    if not resume and folder.exists() and any(folder.iterdir()):
        raise EvaluationError(
            f"資料夾不是空的：{folder}", hint="請指定新的資料夾；要繼續同一版程式中斷的評測，請加 --resume。"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for item in load_expectations():
        own = settings if item.corpus is None else dataclasses.replace(settings, corpus=item.corpus, index=None)
        whole = asking.ours(own)
        _ask_once(whole, item, own, folder / f"{item.name}.jsonl", variants=item.variants)
        for number, system in enumerate(_others(whole, item.name), start=1):
            _ask_once(system, item, own, folder / f"{item.name}-{number}.jsonl", diagnose=False)


def _others(whole: Ours, name: str) -> Iterator[System]:
    if name == BESIDE_PEERS:
        yield from local_peers(whole)
    if name == WITHOUT_PARTS:
        yield from ablated(whole)


def _ask_once(
    system: System, item: Expectation, settings: Settings, path: Path, *, variants: bool = False, diagnose: bool = True
) -> None:
    if not path.exists():
        asking.perform(system, settings, item.questions, output=path, variants=variants, diagnose=diagnose)


def write_all(folder: Path) -> Iterator[Path]:
    """Write what is committed from stored runs, and yield each file.

    Raises:
        EvaluationError: a run is missing or cannot be read, or a document has no place for its table.
    """
    names = [item.name for item in load_expectations()]
    runs = sorted((read_run(path) for path in folder.glob("*.jsonl")), key=lambda run: _place(names, run))
    missing = set(names) - {run.header.question_set for run in runs}
    if missing:
        raise EvaluationError(f"尚未評測的題目集：{'、'.join(sorted(missing))}", hint="請以 --resume 繼續。")
    past = read_history()
    chapters = gather(runs, past)
    register({chapter.name: chapter.main.scores for chapter in chapters})
    headlines = {chapter.name: headline(chapter).to_dict() for chapter in chapters}
    trusted = {"headlines": [headlines[name] for name in TRUSTED if name in headlines]}
    written = {
        folder / "report.html": page(chapters, [item.name for item in load_expectations() if item.measured_only]),
        ROOT / "docs" / "evaluation-report.md": markdown(chapters),
        HEADLINE: json.dumps(trusted, ensure_ascii=False, indent=2) + "\n",
        HISTORY: with_these(past, (chapter.main.told for chapter in chapters)),
        **_documents(chapters),
    }
    for path, content in written.items():
        path.write_text(content, "utf-8")
        yield path


def _place(names: list[str], run: Run) -> int:
    name = run.header.question_set
    return names.index(name) if name in names else len(names)


def _documents(chapters: tuple[Chapter, ...]) -> dict[Path, str]:
    """Return the documents that quote figures, with these runs' figures."""
    others = blocks.peers(chapters, BESIDE_PEERS)
    readme, about = ROOT / "README.md", ROOT / "docs" / "evaluation.md"
    told = {
        readme: {
            "categories": blocks.categories(chapters, BESIDE_PEERS),
            "peers": others,
            "sets": blocks.sets(chapters),
        },
        about: {"peers": others},
    }
    return {path: blocks.filled(path.read_text("utf-8"), found, str(path)) for path, found in told.items()}


def main() -> int:
    """Ask, then write; with ``--write-only``, write from the runs of an earlier call."""
    parser = argparse.ArgumentParser(prog="python -m evals.publish", description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, metavar="DIR", help="資料夾，保存這次的評測與 HTML 報告")
    parser.add_argument("--resume", action="store_true", help="繼續同一版程式中斷的評測，已保存的不再提問")
    parser.add_argument("--write-only", action="store_true", help="不再提問，只由 DIR 的評測寫出各檔")
    args = parser.parse_args()
    try:
        if not args.write_only:
            ask_all(load({}), args.runs, resume=args.resume)
        for path in write_all(args.runs):
            note(f"已寫入：{path}")
    except PolicyAssistantError as error:
        note(f"{error.message}\n{error.hint}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
