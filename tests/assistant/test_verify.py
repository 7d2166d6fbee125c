"""Nothing gets past the verifier that its citation does not carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import missing, verify
from corpus.types import Citation, Document, Span
from index.lexicon import shipped_lexicon

TEXT = "截至108年底，補助1,250億元，涵蓋率達87.9%，由國科會辦理三項工作。"
DOCUMENTS = {"d": Document("d", "計畫", TEXT, "0")}


def citation(quote: str = TEXT, start: int = 0) -> Citation:
    return Citation(1, "d", "計畫", "", ("成果",), "s", None, quote, Span(start, start + len(quote)))


@pytest.mark.parametrize(
    "claim",
    [
        "2019年底補助125,000百萬元",
        "民國108年涵蓋率87.9％",
        "國家科學及技術委員會辦理3項工作",
        "補助一千二百五十億元",
        "科技部辦理",
    ],
)
def test_the_same_figure_date_or_agency_in_other_words_passes(claim: str) -> None:
    assert missing(claim, TEXT, shipped_lexicon()) == []


@pytest.mark.parametrize(
    ("claim", "gone"),
    [
        ("補助1,251億元", "1,251億"),
        ("109年底", "109"),
        ("涵蓋率達87.8%", "87.8%"),
        ("由數發部辦理", "數發部"),
        ("四項工作", "四"),
        ("87.9項", "87.9"),
    ],
)
def test_a_changed_figure_date_or_agency_is_named(claim: str, gone: str) -> None:
    assert missing(claim, TEXT, shipped_lexicon()) == [gone]


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        ("2020年2月完成釋照", True),
        ("109年2月完成釋照", True),
        ("2020/11/30提出", True),
        ("2020年11月提出", True),
        ("2020年6月完成釋照", False),
        ("2020年11月2日提出", False),
    ],
)
def test_a_date_must_stand_as_a_whole(claim: str, carried: bool) -> None:
    support = "2020年2月完成5G釋照，6月正式商轉；民國109年11月30日提出報告"
    assert (missing(claim, support, shipped_lexicon()) == []) is carried


def test_a_quote_that_is_not_the_slice_verifies_nothing() -> None:
    verdict = verify("補助1,250億元 [1]", [citation("補助9,999億元", 8)], DOCUMENTS, shipped_lexicon())
    assert not verdict.citations[0].verified
    assert verdict.unsupported[0] == "[1]"


def test_markers_must_be_in_range_and_each_paragraph_rests_on_its_own() -> None:
    good = verify("補助1,250億元 [1]", [citation()], DOCUMENTS, shipped_lexicon())
    assert good.citations[0].verified
    assert good.unsupported == ()
    assert verify("補助1,250億元 [2]", [citation()], DOCUMENTS, shipped_lexicon()).unsupported[0] == "[2]"
    assert "87.9%" in verify("補助1,250億元 [1]\n\n涵蓋率87.9%", [citation()], DOCUMENTS, shipped_lexicon()).unsupported


@given(st.integers(min_value=2, max_value=10**7))
def test_any_other_amount_is_caught(value: int) -> None:
    said = missing(f"補助{value}億元", TEXT, shipped_lexicon())
    assert bool(said) is (value != 1250)
