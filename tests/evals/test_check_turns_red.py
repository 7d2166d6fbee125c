"""``eval check`` with the real answerer: green as it is, red with any of its parts out or broken on purpose."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import assistant.answer as room
from assistant.answer import PARTS, Assistant
from assistant.cli import main
from assistant.commands.opening import open_for
from assistant.compose.claims import Claim
from assistant.settings import load
from assistant.verify import Verdict
from corpus.types import Answer, Citation, Hit
from evals.question import DEV
from evals.record import Run, Variant, write_run
from evals.run import perform
from evals.system import Ours
from index.retriever import Retriever, SearchOptions

pytestmark = pytest.mark.slow

FAULT = re.compile(r"^未達門檻：(\S+ \S+ \S+)：")
_MARKER_OR_NUMBER = re.compile(r"\[\d+\]|\d+")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_for(load({"data_dir": tmp_path_factory.mktemp("data")}))


def asked(assistant: Assistant) -> Run:
    """The shipped questions asked of an assistant.

    Asking all of them reworded too would take four times as long (``.ci/run`` does); each answer stands as its own variant,
    so that stability is met and the check speaks of everything else.
    """
    run = perform(Ours(assistant), DEV, diagnose=False)
    rows = (replace(row, variants=(Variant("polite", row.question.question, row.answer),)) for row in run.rows)
    return replace(run, rows=tuple(rows))


@dataclass(frozen=True)
class Check:
    """Hands a stored run to ``eval check``; returns its exit status and which demands it names."""

    folder: Path
    printed: pytest.CaptureFixture[str]

    def __call__(self, run: Run) -> tuple[int, set[str]]:
        path = self.folder / "dev.jsonl"
        write_run(run, path)
        self.printed.readouterr()
        status = main(["eval", "check", str(path)])
        found = (FAULT.match(line) for line in self.printed.readouterr().out.splitlines())
        return status, {match[1] for match in found if match}


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    return Check(tmp_path, capsys)


@pytest.fixture(scope="module")
def intact(whole: Assistant) -> Run:
    return asked(whole)


def test_the_answerer_as_it_is_passes(intact: Run, check: Check) -> None:
    assert check(intact) == (0, set())


@pytest.mark.parametrize("part", PARTS)
def test_it_is_red_without_any_one_part(whole: Assistant, check: Check, part: str) -> None:
    status, faults = check(asked(Assistant(whole.retriever, whole.settings, without=frozenset({part}))))
    assert status == 1
    assert faults


def other_figures(text: str) -> str:
    """Every number one higher, markers left alone."""
    return _MARKER_OR_NUMBER.sub(lambda m: m[0] if m[0].startswith("[") else str(int(m[0]) + 1), text)


def misread(_assistant: Assistant, answer: Answer) -> Answer:
    return replace(answer, text=other_figures(answer.text))


def misplaced(assistant: Assistant, answer: Answer) -> Answer:
    """Every citation is of another section of the same document."""

    def elsewhere(citation: Citation) -> Citation:
        text = assistant.documents[citation.document_id].text
        sections = assistant.release.sections_of(citation.document_id)
        others = [s for s in sections if s.section_id != citation.section_id and len(s.span.slice(text)) > 20]
        other = others[citation.span.start % len(others)]
        return replace(
            citation, section=other.path, section_id=other.section_id, quote=other.span.slice(text), span=other.span
        )

    return replace(answer, citations=tuple(map(elsewhere, answer.citations)))


def uncited(_assistant: Assistant, answer: Answer) -> Answer:
    return replace(answer, citations=())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (misread, {"dev macro full", "dev overall figure_support"}),
        (misplaced, {"dev macro full", "dev macro citation_hit"}),
        (uncited, {"dev macro full", "dev macro citation_hit", "dev overall figure_support"}),
    ],
)
def test_it_is_red_where_real_answers_are_changed_on_their_way_out(
    whole: Assistant,
    intact: Run,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Assistant, Answer], Answer],
    broken: set[str],
) -> None:
    given = {(row.question.question, row.question.turns): row.answer for row in intact.rows}

    def ask(_self: Assistant, question: str, history: Sequence[str] = ()) -> Answer:
        answer = given[question, tuple(history)]
        assert answer is not None
        return change(whole, answer)

    monkeypatch.setattr(Assistant, "ask", ask)
    status, faults = check(asked(whole))
    assert status == 1
    assert broken <= faults


class Shuffled(Retriever):
    """Finds what the retriever finds, in random order."""

    def search(self, question: str, options: SearchOptions | None = None) -> tuple[Hit, ...]:
        found = list(super().search(question, options or SearchOptions()))
        scores = [hit.score for hit in found]
        random.Random(question).shuffle(found)
        return tuple(
            replace(hit, rank=rank, score=score)
            for rank, (hit, score) in enumerate(zip(found, scores, strict=True), start=1)
        )


def test_it_is_red_where_the_retriever_finds_in_random_order(whole: Assistant, check: Check) -> None:
    retriever = Shuffled(whole.release, lexicon=whole.retriever.lexicon)
    status, faults = check(asked(Assistant(retriever, whole.settings)))
    assert status == 1
    assert {"dev overall hit@5", "dev overall ndcg@10"} <= faults


def test_what_the_composer_misreads_is_left_out_by_the_verifier_and_red_either_way(
    whole: Assistant, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the verifier, answers are missing; without it, they stand there with figures that nothing cited carries."""
    written = room.write

    def wrong(claims: Sequence[Claim]) -> tuple[str, tuple[Citation, ...]]:
        text, citations = written(claims)
        return other_figures(text), citations

    monkeypatch.setattr(room, "write", wrong)
    status, faults = check(asked(Assistant(whole.retriever, whole.settings)))
    assert status == 1
    assert {"dev macro full", "dev overall false_refusal"} <= faults
    assert "dev overall figure_support" not in faults
    monkeypatch.setattr(room, "verify", lambda _text, citations, *_: Verdict(tuple(citations), ()))
    status, faults = check(asked(Assistant(whole.retriever, whole.settings)))
    assert status == 1
    assert {"dev macro full", "dev overall figure_support"} <= faults
    assert "dev overall false_refusal" not in faults
