"""Two scripted models over the whole dev set: one that always tells the truth, one that always lies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Reply, Scripted, evidence, reads, says

from assistant.answer import Assistant
from assistant.commands.opening import open_writer
from assistant.events import Done, Text, Typing
from assistant.llm.prompts import NO_ANSWER
from assistant.settings import Settings
from corpus.library import SHIPPED, open_library
from corpus.types import Answer
from evals.metrics.figure_support import unsupported
from evals.normal import normal
from evals.question import DEV, Question, load_questions
from evals.run import perform
from evals.score import score
from evals.system import Ours
from index.build import build
from index.lexicon import shipped_lexicon
from index.retriever import Retriever

pytestmark = pytest.mark.slow

Character = Callable[[Question, dict[str, Any]], str]
FALSE = ("987億元", "量子發展部", "民國199年", "99.87%")


class Asked(Ours):
    """Our assistant with a scripted model that knows which question it is asked, and everything it was seen to show."""

    def __init__(
        self, assistant: Assistant, server: Scripted, character: Character, questions: Sequence[Question]
    ) -> None:
        super().__init__(assistant)
        self._server, self._character = server, character
        self._known = {(q.question, q.turns): q for q in questions}
        self.seen: list[str] = []

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        self._server.script = partial(self._reply, self._known[question, tuple(history)])
        for event in self.assistant.stream(question, history):
            if isinstance(event, Text | Typing):
                self.seen.append(event.text)
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("no answer")

    def _reply(self, question: Question, request: dict[str, Any]) -> Reply:
        return says("" if reads(request) else self._character(question, request), step=12)


def holding(question: Question, request: dict[str, Any]) -> list[int]:
    """The numbers under which the question's gold evidence stands."""
    shown = {n: normal(text) for n, text in evidence(request).items()}
    quotes = [normal(re.sub(r"[✓✔■□●○•◆-]", "", e.quote)) for e in question.evidence]
    return sorted({n for n, text in shown.items() for q in quotes if q in text})


def marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def truthful(question: Question, request: dict[str, Any]) -> str:
    """The gold answer with the evidence it stands on, sentence by sentence; else that there is none."""
    numbers = holding(question, request)
    if not numbers:
        return f"【{NO_ANSWER}】"
    parts = [part for part in re.split(r"(?<=[。！？])|\n", question.answer) if part.strip()]
    return "\n".join(f"{part.rstrip('。')}{marks(numbers)}。" for part in parts)


def altered(text: str) -> str:
    """Every figure and agency of a text changed into another one."""
    for mention in shipped_lexicon().find(text):
        if mention.kind == "agency":
            text = text.replace(mention.surface, "海洋委員會" if mention.entry_id != "海洋委員會" else "客家委員會")
    text = re.sub(r"\d", lambda d: str((int(d[0]) + 3) % 10 or 7), text)
    return re.sub("[二三四五六七八九]", lambda c: "二三四五六七八九"[("二三四五六七八九".index(c[0]) + 3) % 8], text)


def lies(question: Question, request: dict[str, Any]) -> str:
    """Five kinds of lie, one a paragraph, each under a real citation."""
    cited = marks(holding(question, request) or [1])
    body = question.answer.rstrip("。")
    return "\n\n".join(
        (
            f"{altered(body)}{cited}。" if altered(body) != body else "",
            f"{body}，總經費987億元{cited}。",
            f"由量子發展部主辦。{body}，由量子發展部主辦{cited}。",
            f"- {body}，於民國199年完成{cited}\n- 涵蓋率達99.87%{cited}",
        )
    )


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("shipped")
    build(open_library(SHIPPED), folder)
    return Retriever.open(folder)


def answered(retriever: Retriever, character: Character) -> tuple[Any, list[str]]:
    with Scripted().running() as server:
        settings = Settings(llm_url=server.url, llm_model="gemma-test")
        assistant = Assistant(retriever, settings, open_writer(settings))
        questions = load_questions(DEV, assistant.documents)
        system = Asked(assistant, server, character, questions)
        return perform(system, Path(DEV)), system.seen


def test_a_truthful_model_is_not_worse_than_none(retriever: Retriever) -> None:
    plain = score(perform(Ours(Assistant(retriever)), Path(DEV)))
    run, _ = answered(retriever, truthful)
    made = score(run)
    modes = [row.answer.mode for row in run.rows if row.answer]
    print(f"\nmacro full: extractive {plain.macro['full']:.3f}, truthful model {made.macro['full']:.3f}")
    print({mode: modes.count(mode) for mode in sorted(set(modes))})
    assert made.macro["full"] is not None
    assert made.macro["full"] >= (plain.macro["full"] or 0)
    assert made.macro["figure_support"] == 1.0
    assert modes.count("generated") > 0.5 * len(modes)


def test_no_false_figure_of_a_liar_is_ever_shown(retriever: Retriever) -> None:
    run, seen = answered(retriever, lies)
    assert not [text for text in seen for false in FALSE if false in text]
    answers = [row.answer for row in run.rows if row.answer]
    assert [bad for row in run.rows if row.answer and not row.answer.refused for bad in unsupported(row)] == []
    asked = [a.generation for a in answers if a.generation and a.generation.completion_tokens and not a.refused]
    withheld = sum(made.withheld for made in asked)
    print(f"\n{len(asked)} answers asked of the model, {withheld} sentences withheld")
    assert withheld >= 5 * len(asked)
