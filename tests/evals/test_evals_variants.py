"""Questions reworded by rule, and a system over the same documents in another order."""

import pytest
from eval_rows import FAILED, cite, make

from corpus.types import Answer
from evals.metrics import stability
from evals.record import Variant
from evals.variants import reworded


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "2020年的「數位」目標，是90%嗎？",
            {
                "polite": "您好，請問2020年的「數位」目標，是90%嗎？",
                "punctuation": "2020年的「數位」目標,是90%嗎",
                "width": "２０２０年的「數位」目標，是９０%嗎？",
                "simplified": "2020年的「数位」目标，是90%吗？",
            },
        ),
        ("請問目標", {"simplified": "请问目标"}),
        ("What is the target?", {"polite": "Hello, What is the target?", "punctuation": "What is the target"}),
    ],
)
def test_rules_change_the_words_only_and_are_left_out_where_they_change_nothing(
    question: str, expected: dict[str, str]
) -> None:
    assert reworded(question) == expected


def said(text: str, *, refused: bool = False) -> Answer:
    return Answer("？", text, refused=refused)


def test_stability_is_the_share_of_variants_with_the_same_answer() -> None:
    variants = (
        Variant("polite", "a", said("目標為 90%。[1]")),
        Variant("simplified", "b", said("目标为90%。[2]")),
        Variant("width", "c", said("目標為80%。")),
        Variant("punctuation", "d", said("目標為90%。", refused=True)),
        Variant("reordered", "e", None),
    )
    row = make("目標為90%。[1]", cite("x"), variants=variants)
    assert [stability.is_same(row, variant) for variant in variants] == [True, True, False, False, False]
    assert stability.measure(row) == 2 / 5


def test_two_refusals_are_the_same_however_worded() -> None:
    row = make("查無。", answer={"refused": True}, variants=(Variant("polite", "a", said("沒有提到。", refused=True)),))
    assert stability.measure(row) == 1.0
    assert stability.measure(make()) is None
    assert not stability.is_same(FAILED, Variant("polite", "a", said("x")))
