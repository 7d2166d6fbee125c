"""Real answers pass the verifier; the same answers with a figure, a year, an agency or a quote altered never do.

What counts as altered is decided by the evaluation's own reading of figures (``evals.figures``), which shares no code with
the verifier.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.commands.opening import open_for
from assistant.settings import load
from assistant.verify import MARKER, verify
from corpus.types import Answer, Citation
from evals.figures import figures, readings, supported
from evals.question import DEV, load_questions
from index.lexicon import Lexicon

pytestmark = pytest.mark.slow

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?|[一二兩三四五六七八九十百千]+")
_HAN = "一二三四五六七八九"
_LEAST = 2_000


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_for(load({"data_dir": tmp_path_factory.mktemp("data")}))


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Answer]:
    documents = {d.document_id: d for d in assistant.release.documents}
    sets = (DEV, DEV.with_name("shipped.jsonl"))
    asked = [q for path in sets for q in load_questions(Path(path), documents) if q.answerable]
    given = [assistant.ask(q.question, q.turns) for q in asked]
    return [answer for answer in given if not answer.refused]


def _unsupported(assistant: Assistant, text: str, citations: tuple[Citation, ...]) -> tuple[str, ...]:
    return verify(text, citations, assistant.documents, assistant.retriever.lexicon).unsupported


def _support(paragraph: str, citations: tuple[Citation, ...]) -> str:
    cited = {int(m) for m in MARKER.findall(paragraph)}
    told = [c for c in citations if c.marker in cited]
    return "\n".join(part for c in told for part in (c.quote, *c.section, c.title, c.edition, _spelled(c.edition)))


def _spelled(edition: str) -> str:
    """An edition's date as people write it: 2020-11-30 states 11月 too."""
    parts = edition.split("-")
    return "，".join(f"{int(p)}{unit}" for p, unit in zip(parts, "年月日", strict=False)) if parts[0].isdigit() else ""


def _other_number(numeral: str, chance: random.Random) -> str:
    """The numeral with one digit changed, so that it is still written the same way."""
    places = [i for i, c in enumerate(numeral) if c.isdigit() or c in _HAN]
    if not places:
        return numeral + "五"
    at = chance.choice(places)
    pool = "123456789" if numeral[at].isdigit() else _HAN
    return numeral[:at] + chance.choice([c for c in pool if c != numeral[at]]) + numeral[at + 1 :]


def _altered_figures(answer: Answer, chance: random.Random) -> Iterator[str]:
    """Answers in which one figure is another one that nothing cited in its paragraph states."""
    start = 0
    for paragraph in answer.text.split("\n\n"):
        known = readings(_support(paragraph, answer.citations))
        body = MARKER.sub(lambda m: "\0" * len(m[0]), paragraph)
        for found in _NUMERAL.finditer(body):
            for _ in range(3):
                told = _other_number(found[0], chance)
                changed = body[: found.start()] + told + body[found.end() :]
                if any(f.sure and told in f.text and not supported(f, known) for f in figures(changed)):
                    at = start + found.start()
                    yield answer.text[:at] + told + answer.text[at + len(found[0]) :]
        start += len(paragraph) + 2


def _other_agencies(answer: Answer, lexicon: Lexicon, chance: random.Random) -> Iterator[str]:
    """Answers in which one agency is another one that nothing cited in its paragraph names."""
    agencies = [entry for entry in lexicon.entries if entry.kind == "agency"]
    start = 0
    for paragraph in answer.text.split("\n\n"):
        named = {m.entry_id for m in lexicon.find(_support(paragraph, answer.citations))}
        for mention in lexicon.find(paragraph):
            if mention.kind == "agency":
                other = chance.choice([a for a in agencies if a.entry_id not in named and not a.parent])
                at = start + mention.start
                yield answer.text[:at] + other.entry_id + answer.text[start + mention.end :]
        start += len(paragraph) + 2


def test_real_answers_pass(assistant: Assistant, answers: list[Answer]) -> None:
    passed = sum(not _unsupported(assistant, answer.text, answer.citations) for answer in answers)
    assert passed >= 0.99 * len(answers)


def test_every_alteration_is_caught(assistant: Assistant, answers: list[Answer]) -> None:
    chance = random.Random(20261125)
    lexicon = assistant.retriever.lexicon
    missed: list[str] = []
    tried = 0
    for answer in answers:
        for text in (*_altered_figures(answer, chance), *_other_agencies(answer, lexicon, chance)):
            tried += 1
            if not _unsupported(assistant, text, answer.citations):
                missed.append(text)
        for i, citation in enumerate(answer.citations):
            at = chance.randrange(len(citation.quote))
            quote = citation.quote[:at] + "甲乙"[citation.quote[at] == "甲"] + citation.quote[at + 1 :]
            others = (*answer.citations[:i], replace(citation, quote=quote), *answer.citations[i + 1 :])
            tried += 1
            if not _unsupported(assistant, answer.text, others):
                missed.append(quote)
    assert tried >= _LEAST
    assert missed == []
