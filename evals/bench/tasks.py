"""Question sets for retrieval: passages, and questions with the passages that answer them.

``documents`` are the project's own questions; the others are read from the data folder. The pairs that the models are
trained on have every tenth row held out (``index.models.train.sources``); only those are asked here. ``citizens.tsv`` holds
questions as citizens put them, written for this bench before any everyday word was entered in the lexicon; the passages
are the articles of laws, and an article is right where it belongs to a law named and holds one of the phrases.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError
from corpus.library import open_library
from corpus.passages import split
from corpus.sections import outline
from corpus.types import Document, Passage, Section, Span
from evals.normal import normal
from evals.question import load_questions
from evals.run import relevant
from index.models.train.sources import held_out
from index.stopwords import GRAMMAR, INTERROGATIVES, REQUESTS
from index.tokenize import words

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_QUESTIONS = _ROOT / "evals" / "questions"
_CITIZENS = _HERE / "citizens.tsv"

_SETS = (
    ("dev", _ROOT / "corpus" / "documents"),
    ("shipped", _ROOT / "corpus" / "documents"),
    ("rules", _QUESTIONS / "documents"),
    ("laws", _QUESTIONS / "documents"),
    ("plans", _QUESTIONS / "documents-plans"),
    ("mixed", _QUESTIONS / "documents-mixed"),
    ("acts", _QUESTIONS / "documents-acts"),
    ("services", _QUESTIONS / "documents-services"),
)
"""The question sets that are learned from; those that are only measured stay out."""

_GAZETTE = 1250
_LAWS = 120
_ARTICLES = 9000
_QUESTION, _REPLY = (8, 150), 50
"""Characters of a question (least, most) and of a reply (least) that can be understood alone."""
_RARE, _SHARED = 0.05, 2
"""A word is rare that stands in under this share of the replies; so many of a question's are in its reply."""
_HEADING = re.compile(r"^第\s*\S+\s*[編章節款目](?:之\S+)?\s*")
_EMPTY_HEADINGS = ("總則", "附則", "通則", "罰則")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the rows of the passages that answer it, and its category (empty in sets without)."""

    text: str
    right: frozenset[int]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Documents with their sections and passages, and what is asked of them."""

    name: str
    documents: tuple[Document, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    questions: tuple[Asked, ...]

    def plain(self) -> list[str]:
        """Return each passage with the title of its document and its headings before it, for systems that know text only."""
        titles = {d.document_id: d.title for d in self.documents if d.title != d.document_id}
        return ["\n".join(filter(None, (titles.get(p.document_id, ""), *p.path, p.text))) for p in self.passages]


def of_pairs(name: str, pairs: Iterable[tuple[str, str]]) -> Task:
    """Make a task of questions with their passages; each passage is a document without headings, equal ones are one."""
    asked = list(pairs)
    number = {text: i for i, text in enumerate(dict.fromkeys(passage for _, passage in asked))}
    return _of_texts(name, list(number), [Asked(question, frozenset({number[p]})) for question, p in asked])


def drcd(data: Path, part: str) -> Task:
    """DRCD: questions written beside a Wikipedia passage, which makes it easy for lexical search."""
    texts = [row["text"] for row in _rows(data / "bench" / f"drcd_{part}_contexts.jsonl.gz")]
    queries = _rows(data / "bench" / f"drcd_{part}_queries.jsonl.gz")
    return _of_texts(
        f"DRCD {part}", texts, [Asked(row["question"], frozenset({row["context_index"]})) for row in queries]
    )


def xquad(data: Path) -> Task:
    """XQuAD, translated from English."""
    return of_pairs("XQuAD zh", ((row["q"], row["p"]) for row in _rows(data / "train" / "xquad_zh.jsonl.gz")))


def gazette(data: Path) -> Task:
    """Title of a gazette notice → part of its text."""
    pairs = held_out(data, "train/ey_gazette_titles.jsonl.gz")
    return of_pairs("gazette titles", pairs[:: max(1, len(pairs) // _GAZETTE)][:_GAZETTE])


def replies(data: Path) -> Task:
    """A legislator's question → the official's reply: spoken, noisy."""
    return of_pairs("replies", held_out(data, "train/ly_gazette.jsonl.gz"))


def faq(data: Path) -> Task:
    """As ``replies``, but only questions that can be understood alone and whose reply takes them up: like an agency's FAQ.

    A question of at most 150 characters shares at least two of its rare words (in under 5 % of the replies) with its reply
    of at least 50 characters; the other replies stay to be told apart.
    """
    whole = replies(data)
    contents = [frozenset(_content(passage.text)) for passage in whole.passages]
    common = Counter(word for content in contents for word in content)
    kept = []
    for asked in whole.questions:
        (row,) = asked.right
        rare = {word for word in _content(asked.text) if common[word] < _RARE * len(contents)}
        sound = _QUESTION[0] <= len(asked.text) <= _QUESTION[1] and len(whole.passages[row].text) >= _REPLY
        if sound and len(rare & contents[row]) >= _SHARED:
            kept.append(asked)
    return replace(whole, name="replies like FAQ", questions=tuple(kept))


def holdings(data: Path) -> Task:
    """Constitutional issue → holding."""
    return of_pairs("holdings", held_out(data, "train/jyi.jsonl.gz"))


def chapters(data: Path) -> Task:
    """Name of a law and heading of one of its chapters → any article of the chapter."""
    laws = [law for law in _laws(data) if sum("heading" in part for part in law["content"]) > 2]
    chosen = sorted(laws, key=lambda law: hashlib.sha256(law["id"].encode()).hexdigest())[:_LAWS]
    documents: list[Document] = []
    sections: list[Section] = []
    passages: list[Passage] = []
    rows: dict[tuple[str, str], set[int]] = {}
    for law in chosen:
        heading = ""
        text = "\n".join(part["text"] for part in law["content"] if "text" in part)
        documents.append(Document(law["id"], law["title"], text, law["id"]))
        start = 0
        for part in law["content"]:
            if "heading" in part:
                heading = part["heading"]
                continue
            span, number = Span(start, start + len(part["text"])), len(passages)
            section_id, path = f"{law['id']}/{number}", (heading, part["no"])
            start = span.end + 1
            sections.append(Section(section_id, law["id"], path, part["no"], 2, span, Span(span.start, span.start)))
            passages.append(Passage(section_id, law["id"], section_id, path, span, part["text"]))
            rows.setdefault((law["title"], _HEADING.sub("", heading)), set()).add(number)
    asked = [
        Asked(f"{title}對於{heading}怎麼規定？", frozenset(right))
        for (title, heading), right in rows.items()
        if heading and heading not in _EMPTY_HEADINGS
    ]
    return Task("law chapters", tuple(documents), tuple(sections), tuple(passages), tuple(asked))


def citizens(data: Path) -> Task:
    """Questions as citizens put them → articles of laws."""
    laws = {law["title"]: law for law in _laws(data)}
    lines = [line.split("\t") for line in _CITIZENS.read_text("utf-8").splitlines() if not line.startswith("#")]
    named = sorted({title for _, titles, _ in lines for title in titles.split(";") if title in laws})
    others = sorted(title for title, law in laws.items() if law["kind"] == "法律" and title not in named)
    random.Random(7).shuffle(others)  # noqa: S311  (a sample, not a secret)
    articles: list[tuple[str, str]] = []
    for title in (*named, *others):
        if title not in named and len(articles) > _ARTICLES:
            break
        texts = (part["text"] for part in laws[title]["content"] if "text" in part)
        articles += [(title, text) for text in texts if len(text) > 15 and "刪除" not in text[:8]]
    asked = []
    for question, titles, phrases in lines:
        right = [
            i
            for i, (title, text) in enumerate(articles)
            if title in titles.split(";") and re.search(phrases, text, re.DOTALL)
        ]
        if right:
            asked.append(Asked(question, frozenset(right)))
    return _of_texts("citizens", [text for _, text in articles], asked)


def documents(_data: Path) -> Iterator[Task]:
    """Questions of the project's own sets → passages that hold an evidence quote; a follow-up after the question before."""
    for name, folder in _SETS:
        library = open_library(folder)
        sections = [section for document in library.documents for section in outline(document)]
        by_document: dict[str, list[Section]] = {d.document_id: [] for d in library.documents}
        for section in sections:
            by_document[section.document_id].append(section)
        passages = [p for d in library.documents for p in split(d, by_document[d.document_id])]
        row = {p.passage_id: i for i, p in enumerate(passages)}
        plain = [(p, normal(p.text)) for p in passages]
        questions = load_questions(_QUESTIONS / f"{name}.jsonl", {d.document_id: d for d in library.documents})
        asked = [
            Asked(" ".join((*q.turns[-1:], q.question)), frozenset(row[i] for i in relevant(q, plain)), q.category)
            for q in questions
            if q.evidence
        ]
        yield Task(f"documents: {name}", library.documents, tuple(sections), tuple(passages), tuple(asked))


TASKS: dict[str, Callable[[Path], Task | Iterator[Task]]] = {
    "dev": lambda data: drcd(data, "dev"),
    "test": lambda data: drcd(data, "test"),
    "xquad": xquad,
    "documents": documents,
    "citizens": citizens,
    "gazette": gazette,
    "replies": replies,
    "faq": faq,
    "holdings": holdings,
    "chapters": chapters,
}
"""What can be measured, by name. ``test`` is measured once per change of method and never tuned on."""


def read_tasks(data: Path, name: str) -> list[Task]:
    """Read the task of a name; ``documents`` gives one for each question set.

    Raises:
        EvaluationError: a file is missing.
        ModelError: a file of training pairs is missing.
    """
    made = TASKS[name](data)
    return [made] if isinstance(made, Task) else list(made)


def _of_texts(name: str, texts: Sequence[str], asked: Sequence[Asked]) -> Task:
    made, sections, passages = [], [], []
    for number, text in enumerate(texts):
        identity, span = f"{number:05d}", Span(0, len(text))
        made.append(Document(identity, identity, text, hashlib.sha256(text.encode()).hexdigest()))
        sections.append(Section(identity, identity, (), "", 0, span, Span(0, 0)))
        passages.append(Passage(identity, identity, identity, (), span, text))
    return Task(name, tuple(made), tuple(sections), tuple(passages), tuple(asked))


def _content(text: str) -> set[str]:
    """Return the words of a text that are of two characters or more and not of grammar."""
    functional = INTERROGATIVES | REQUESTS | GRAMMAR
    return {word.key for word in words(text) if len(word.key) > 1 and word.text not in functional}


def _laws(data: Path) -> list[dict[str, Any]]:
    return [law for law in _rows(data / "laws" / "laws.jsonl.gz") if not law["repealed"]]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise EvaluationError(
            f"找不到評測資料：{path}", hint="用 --data 指定放有 bench/、train/ 與 laws/ 的資料夾。"
        ) from error
