"""Figures in text: what counts as one, and which are equal."""

import pytest

from evals.figures import figures, han_value, readings, supported


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("90%", "目標 ９０．０ ％"),
        ("90%", "百分之九十"),
        ("12,345元", "12345 元"),
        ("1.9萬人次", "19,000人次"),
        ("3,000萬元", "三千萬元"),
        ("113年", "2024年"),
        ("2024年", "民國113年底"),
        ("2025年", "114至117年"),
        ("2028年", "114至117年"),
        ("2024年10月", "2024/10"),
        ("2024年10月", "113年10月30日"),
        ("2024年", "2024-10-30"),
        ("2020年11月30日", "109.11.30"),
        ("二○二五年", "2025"),
        ("五大面向", "5 大面向"),
        ("第三條", "第3條"),
        ("一百二十處", "120處"),
    ],
)
def test_equal_figures_meet(claim: str, source: str) -> None:
    (figure,) = figures(claim)
    assert figure.sure
    assert supported(figure, readings(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("90%", "90"),
        ("90", "90%"),
        ("2024年10月30日", "2024年10月"),
        ("19億元", "19萬元"),
        ("12", "123"),
        ("0.5", "5"),
        ("2024年10月", "2024年11月"),
    ],
)
def test_different_figures_do_not(claim: str, source: str) -> None:
    (figure,) = figures(claim)
    assert not supported(figure, readings(source))


@pytest.mark.parametrize("text", ["統一窗口與一般民眾", "1. 甲\n• 2. 乙\n(3)丙\n- 4、丁\n「5、戊」己", "沒有數字"])
def test_words_and_enumerators_are_no_claims(text: str) -> None:
    assert [figure for figure in figures(text) if figure.sure] == []


def test_a_figure_that_opens_a_line_is_no_enumerator() -> None:
    assert [figure.text for figure in figures("1.9萬人\n- 25%\n• 3年")] == ["1.9萬", "25%", "3"]


def test_a_decimal_is_no_date() -> None:
    assert [figure.text for figure in figures("105.5 與 2.0")] == ["105.5", "2.0"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二十", 20), ("一百二十", 120), ("三千零五", 3005), ("二〇二五", 2025), ("百", None)],
)
def test_han_value(numeral: str, value: int | None) -> None:
    assert han_value(numeral) == value
