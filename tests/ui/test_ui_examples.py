from __future__ import annotations

import dataclasses

from assistant.api.shelf import Shelf
from assistant.ui.examples import candidates, examples
from corpus.types import Answer, Citation, Document, Section, Span

FILL = "內容" * 30


def made(document_id: str, title: str, *headings: str) -> tuple[Document, list[Section]]:
    text = "".join(f"{heading}\n{FILL}\n" for heading in headings)
    sections, at = [], 0
    for number, heading in enumerate(headings):
        end = at + len(heading) + len(FILL) + 2
        sections.append(
            Section(
                f"{document_id}{number}", document_id, (heading,), "", 1, Span(at, end), Span(at, at + len(heading))
            )
        )
        at = end
    return Document(document_id, title, text, "0" * 64), sections


def cited(question: str, section: Section) -> Answer:
    span = Span(section.span.start, section.span.start + 1)
    citation = Citation(1, section.document_id, "", "", section.path, section.section_id, None, "x", span)
    return Answer(question, "x [1]", (citation,))


def test_questions_are_made_of_headings_by_their_form() -> None:
    document, sections = made(
        "a", "甲計畫", "整體推動目標", "前言", "面臨的挑戰", "主管機關分工", "1. 年度", "總結說明頁"
    )
    questions = [question for question, _ in candidates(Shelf((document,), sections))]
    assert questions == ["整體推動目標是什麼？", "主管機關分工為何？", "面臨的挑戰有哪些？"]


def test_with_several_documents_each_question_names_its_document_by_a_short_name() -> None:
    first, some = made("a", "甲計畫（核定本）", "整體推動目標")
    second, others = made("b", "乙方案", "面臨的挑戰")
    second = dataclasses.replace(second, aliases=("乙", "乙創新方案"))
    questions = [question for question, _ in candidates(Shelf((first, second), some + others))]
    assert questions == ["「甲計畫」的整體推動目標是什麼？", "「乙創新方案」的面臨的挑戰有哪些？"]


def test_only_questions_answered_from_their_own_section_are_offered() -> None:
    document, sections = made("a", "甲計畫", "整體推動目標", "面臨的挑戰", "因應的策略", "主管機關分工")
    by_title = {section.title: section for section in sections}

    def ask(question: str) -> Answer:
        if "挑戰" in question:
            return Answer(question, "文件未載明", refused=True)
        if "策略" in question:
            return cited(question, by_title["面臨的挑戰"])
        return cited(question, next(one for title, one in by_title.items() if title in question))

    shelf = Shelf((document,), sections)
    assert examples(shelf, ask) == ("整體推動目標是什麼？", "主管機關分工為何？")
    assert examples(shelf, ask, count=1) == ("整體推動目標是什麼？",)
    assert examples(shelf, ask, tries=0) == ()
