"""Every metric over rows that can be worked out by eye."""

from math import log2

import pytest
from eval_rows import FAILED, cite, found, make

from evals.metrics import (
    average_precision,
    citation_hit,
    citation_precision,
    citations_matched,
    completeness,
    correct,
    edition_confusion,
    false_refusal,
    full,
    hit_at,
    latency,
    mrr,
    ndcg,
    recall,
    refusal,
    section_hit,
)
from evals.question import Evidence

UNANSWERABLE = {"category": "unanswerable", "must_include": (), "evidence": ()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("目標為90%。[1]", 1.0),
        ("目標為 **９０ ％**。", 1.0),
        ("目標為80%。", 0.0),
        ("90%" + "字" * 177, 1.0),
        ("90%" + "字" * 178, 0.0),
        ("90%" + "字" * 177 + "[1][2]", 1.0),
    ],
)
def test_correct_looks_for_content_and_counts_characters(text: str, value: float) -> None:
    assert correct.measure(make(text)) == value


def test_correct_wants_every_group_and_nothing_forbidden() -> None:
    wanted = {"must_include": (("90%",), ("109年", "2020年"))}
    assert correct.measure(make("2020年達90%", question=wanted)) == 1.0
    assert correct.measure(make("達90%", question=wanted)) == 0.0
    assert correct.measure(make("90%，臺灣", question={"must_not_include": ("台灣",)})) == 0.0


def test_correct_allows_more_for_lists_and_for_long_gold_answers() -> None:
    text = "90%" + "字" * 317
    assert correct.measure(make(text)) == 0.0
    assert correct.measure(make(text, question={"category": "list_enumeration"})) == 1.0
    assert correct.measure(make(text, question={"answer": "字" * 77 + "90%"})) == 1.0


def test_correct_is_zero_when_declined_or_failed_and_none_when_unanswerable() -> None:
    assert correct.measure(make("90%", answer={"refused": True})) == 0.0
    assert correct.measure(FAILED) == 0.0
    assert correct.measure(make("90%", question=UNANSWERABLE)) is None


@pytest.mark.parametrize(
    ("quote", "doc", "value"),
    [
        ("總體指標：2020年 90%，如期達成", "plan", 1.0),  # contains
        ("90%", "plan", 1.0),  # lies inside
        ("2020年 90%", "other", 0.0),  # wrong document
        ("完全無關", "plan", 0.0),
        ("  ", "plan", 0.0),
    ],
)
def test_citation_hit(quote: str, doc: str, value: float) -> None:
    assert citation_hit.measure(make("90%", cite(quote, doc=doc))) == value


def test_citation_hit_shares_seventy_percent_of_the_evidence_bigrams() -> None:
    evidence = {"evidence": (Evidence("plan", "壹", "甲乙丙丁戊己庚辛壬癸子"),)}  # ten bigrams
    assert citation_hit.measure(make("x", cite("甲乙丙丁戊己庚辛寅卯"), question=evidence)) == 1.0  # seven of them
    assert citation_hit.measure(make("x", cite("甲乙丙丁戊己庚寅卯"), question=evidence)) == 0.0  # six of them


def test_citations_matched_and_precision() -> None:
    two = {"evidence": (Evidence("plan", "壹", "第一句話"), Evidence("plan", "壹", "第二個數字"))}
    some = make("x", cite("第一句話"), cite("無關甲", marker=2), cite("無關乙", marker=3), question=two)
    none = make("x", question=two)
    assert (citations_matched.measure(some), citation_precision.measure(some)) == (1 / 2, 1 / 3)
    assert (citations_matched.measure(none), citation_precision.measure(none)) == (0.0, 0.0)
    assert citation_precision.measure(make("x", answer={"refused": True})) is None


def test_section_hit_is_of_the_right_document_and_forgives_numbers() -> None:
    gold = {"evidence": (Evidence("plan", "壹、總論 › 精進環境", "2020年 90%"),)}
    assert section_hit.measure(make("x", cite("y", section=("參、策略", "二、精進環境")), question=gold)) == 1.0
    assert section_hit.measure(make("x", cite("y", section=("壹、總論",)), question=gold)) == 0.0
    assert section_hit.measure(make("x", cite("y", doc="b", section=("精進環境",)), question=gold)) == 0.0


def test_full_is_both() -> None:
    assert full.measure(make("90%", cite("2020年 90%"))) == 1.0
    assert full.measure(make("90%", cite("無關"))) == 0.0
    assert full.measure(make("80%", cite("2020年 90%"))) == 0.0
    assert full.measure(make("90%", question=UNANSWERABLE)) is None


@pytest.mark.parametrize(
    ("text", "refused", "value"),
    [
        ("文件沒有說明2031年的預算。", True, 1.0),  # the year is the question's
        ("已查甲計畫（2025-01-01），沒有說明。", True, 1.0),  # the edition is the document's
        ("沒有說明，約為5億元。", True, 0.0),  # invented
        ("預算為5億元。", False, 0.0),  # answered
    ],
)
def test_refusal(text: str, refused: bool, value: float) -> None:
    asked = UNANSWERABLE | {"question": "2031年的預算是多少？"}
    measured = make(text, question=asked, answer={"refused": refused})
    assert refusal.measure(measured, ("甲計畫（2025-01-01）",)) == value


def test_refusals_belong_to_their_side() -> None:
    assert refusal.measure(make()) is None
    assert false_refusal.measure(make()) == 0.0
    assert false_refusal.measure(make(answer={"refused": True})) == 1.0
    assert false_refusal.measure(make(question=UNANSWERABLE)) is None
    assert false_refusal.measure(FAILED) == 0.0


def test_retrieval_metrics() -> None:
    third = make(searched=(found("a", 1), found("b", 2), found("c", 3)), relevant=("c", "z"))
    assert (hit_at.measure(third, 1), hit_at.measure(third, 5), mrr.measure(third, 10)) == (0.0, 1.0, 1 / 3)
    assert mrr.measure(third, 2) == 0.0
    assert ndcg.measure(third, 10) == pytest.approx((1 / log2(4)) / (1 / log2(2) + 1 / log2(3)))
    nothing = make(searched=(found("a", 1),), relevant=())
    assert (hit_at.measure(nothing, 5), mrr.measure(nothing, 10), ndcg.measure(nothing, 10)) == (0.0, 0.0, 0.0)
    assert hit_at.measure(make(question={"evidence": ()}), 5) is None


def test_recall_and_average_precision_count_every_relevant_passage() -> None:
    row = make(searched=(found("a", 1), found("b", 2), found("c", 3)), relevant=("b", "z"))
    assert (recall.measure(row, 10), recall.measure(row, 1), average_precision.measure(row, 10)) == (1 / 2, 0.0, 1 / 4)
    nothing = make(searched=(found("a", 1),), relevant=())
    assert (recall.measure(nothing, 10), average_precision.measure(nothing, 10)) == (0.0, 0.0)
    without = make(question={"evidence": ()})
    assert (recall.measure(without, 10), average_precision.measure(without, 10)) == (None, None)


def test_completeness_is_the_share_of_groups() -> None:
    wanted = {"must_include": (("90%",), ("109年", "2020年"))}
    assert completeness.measure(make("2020 年 [90]", question=wanted)) == 1 / 2
    assert completeness.measure(make("109年達90%", question=wanted)) == 1.0
    assert completeness.measure(make("90%", question=wanted, answer={"refused": True})) == 0.0
    assert completeness.measure(FAILED) == 0.0
    assert completeness.measure(make(question=UNANSWERABLE)) is None


FAMILIES = {"plan": "甲", "plan-2020": "甲", "law": "乙", "loose": ""}


@pytest.mark.parametrize(
    ("cited", "value"),
    [(("plan",), 0.0), (("plan", "plan-2020"), 1.0), (("law",), 0.0), (("loose",), 0.0), ((), 0.0)],
)
def test_edition_confusion_is_a_citation_of_another_edition(cited: tuple[str, ...], value: float) -> None:
    assert edition_confusion.measure(make("x", *(cite("y", doc=doc) for doc in cited)), FAMILIES) == value


def test_edition_confusion_needs_another_edition_and_an_answer() -> None:
    assert edition_confusion.measure(make("x", cite("y")), {"plan": "甲", "law": "乙"}) is None
    both = {"evidence": (Evidence("plan", "壹", "a"), Evidence("plan-2020", "壹", "b"))}
    assert edition_confusion.measure(make("x", cite("y"), question=both), FAMILIES) is None
    assert edition_confusion.measure(make("x", answer={"refused": True}), FAMILIES) is None
    assert edition_confusion.measure(FAILED, FAMILIES) is None
    assert edition_confusion.measure(make(question=UNANSWERABLE), FAMILIES) is None


def test_latency_percentile_is_nearest_rank() -> None:
    values = [40.0, 10.0, 30.0, 20.0]
    assert [latency.percentile(values, share) for share in (0.5, 0.95, 0.0)] == [20.0, 40.0, 10.0]
    assert latency.percentile([], 0.5) is None


def test_a_failed_row_has_a_value_everywhere() -> None:
    measures = (correct, completeness, citation_hit, citations_matched, citation_precision, section_hit, full)
    assert [metric.measure(FAILED) for metric in measures] == [0.0] * 7
