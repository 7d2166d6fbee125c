"""Claims from several documents are told under their names, and editions that state different figures are said to."""

from __future__ import annotations

from assistant.compose.claims import Claim, Source
from assistant.compose.editions import DISAGREE, by_document
from assistant.question import Reader
from assistant.routing import Router
from assistant.statement import Statement
from corpus.types import Document, Section, Span
from index.lexicon import shipped_lexicon
from index.retriever import Retriever

OLD = Document(
    "old", "寬頻計畫第一期報告", "涵蓋鄉鎮86個。", "0", edition="2020-11-30", family="寬頻", aliases=("一期",)
)
NEW = Document(
    "new", "寬頻計畫第二期報告", "涵蓋鄉鎮87個。", "1", edition="2024-12-31", family="寬頻", aliases=("二期",)
)
OTHER = Document("other", "道路養護要點", "道路87條。", "2", edition="2024-01-01", family="道路")


def claim(document: Document) -> Claim:
    span = Span(0, len(document.text))
    section = Section("s", document.document_id, ("總則",), "", 1, span, Span(0, 0))
    return Claim(document.text, (Source(Statement("sentence", document, section, ("總則",), (span,)), span),))


def told(retriever: Retriever, question: str, *documents: Document, limit: int = 170) -> list[str]:
    reader = Reader(Router(()), shipped_lexicon(), retriever.similarity)
    return [c.text for c in by_document(reader.read(question), [claim(d) for d in documents], limit)]


def test_one_document_needs_no_name(retriever: Retriever) -> None:
    assert told(retriever, "涵蓋幾個鄉鎮？", NEW, NEW) == [NEW.text, NEW.text]


def test_editions_that_disagree_are_both_given_and_said_to_disagree(retriever: Retriever) -> None:
    assert told(retriever, "涵蓋幾個鄉鎮？", NEW, OLD) == [f"《二期》{NEW.text}", f"《一期》{OLD.text}", DISAGREE]


def test_only_editions_of_one_plan_disagree_and_only_over_figures(retriever: Retriever) -> None:
    assert DISAGREE not in told(retriever, "涵蓋幾個鄉鎮？", OLD, OTHER)
    assert DISAGREE not in told(retriever, "為什麼要涵蓋？", NEW, OLD)


def test_what_does_not_fit_with_its_name_goes(retriever: Retriever) -> None:
    assert told(retriever, "涵蓋幾個鄉鎮？", NEW, OLD, limit=20) == [NEW.text]
