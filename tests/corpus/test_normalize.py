import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import numeral, numerals, roc_to_ce, search_key, years
from corpus.types import Span

MIXED = st.text(alphabet=st.sampled_from("臺台計劃畫ＡbＣ①㎡㈠ﬁ　\u200b⼀佔公佈，。1２百萬ßİ"), max_size=30) | st.text(
    max_size=30
)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("臺北市　計劃", "台北市 計畫"),
        ("５Ｇ與ＭｙＤａｔａ", "5g與mydata"),
        ("①㈠㎡", "1(一)m2"),
        ("公佈\u200b時間", "公布時間"),
        ("⼀、部份", "一、部分"),
    ],
)
def test_search_key_folds_to_one_form(source: str, key: str) -> None:
    assert search_key(source).text == key


def test_search_key_maps_spans_back_to_the_source() -> None:
    key = search_key("共㎡\u200b臺北")
    assert key.text == "共m2台北"
    assert key.offsets == (0, 1, 1, 3, 4, 5)
    assert key.source_span(1, 2) == key.source_span(1, 3) == Span(1, 2)
    assert key.source_span(3, 5) == Span(3, 5)
    assert key.key_span(Span(1, 4)) == (1, 4)
    with pytest.raises(ValueError, match=r"0\.\.9"):
        key.source_span(0, 9)


@given(MIXED)
def test_search_key_is_a_fixed_point_and_its_offsets_cover_the_source(text: str) -> None:
    key = search_key(text)
    assert search_key(key.text).text == key.text
    assert len(key.offsets) == len(key.text) + 1
    assert key.offsets[-1] == len(text)
    assert list(key.offsets) == sorted(key.offsets)
    for i in range(len(key.text)):
        span = key.source_span(i, i + 1)
        assert len(span) == 1
        start, end = key.key_span(span)
        assert start <= i < end
        assert search_key(span.slice(text)).text[i - start] in (key.text[i], *"劃畫份佈連")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二十一", 21),
        ("廿一", 21),
        ("十", 10),
        ("一百五", 150),
        ("一百零五", 105),
        ("一百五十萬", 1_500_000),
        ("一萬五千", 15_000),
        ("三兆二千億", 3_200_000_000_000),
        ("十萬億", 10_000_000_000_000),
        ("兩千", 2000),
        ("二〇二五", 2025),
        ("貳佰", 200),
        ("三點五", 3.5),
        ("１", 1),
        ("②", 2),
        ("Ⅳ", 4),
        ("IX", 9),
        ("3.4", 3.4),
        ("1,250", 1250),
        ("150萬", 1_500_000),
        ("1.5億", 150_000_000),
        ("ix", None),
        ("萬", None),
        ("一二十", None),
        ("1,25", None),
        ("87.9%", None),
        ("二十一世紀", None),
        ("", None),
    ],
)
def test_numeral(text: str, value: float | None) -> None:
    assert numeral(text) == value


def _han(value: int) -> str:
    """Spell a number below 10,000 the long way."""
    out, zero = "", False
    for unit, place in zip("千百十 ", (1000, 100, 10, 1), strict=True):
        digit = value // place % 10
        if digit:
            out += ("零" if zero and out else "") + "〇一二三四五六七八九"[digit] + unit.strip()
        zero = not digit
    return out


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_numeral_reads_what_was_spelled(low: int, high: int) -> None:
    assert numeral(_han(low)) == low
    if high:
        assert numeral(f"{_han(high)}萬零{_han(low)}") == high * 10_000 + low


def test_roc_to_ce() -> None:
    assert [roc_to_ce(y) for y in (113, 1, -1)] == [2024, 1912, 1911]
    with pytest.raises(ValueError, match="0"):
        roc_to_ce(0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("民國113年與113件", [("113", 2024)]),
        ("114–117年、113.5.20公布", [("114", 2025), ("117", 2028), ("113", 2024)]),
        ("自2024年到2030年", [("2024", 2024), ("2030", 2030)]),
        ("民國前一年、民國元年", [("一", 1911), ("元", 1912)]),
        ("一百零一年度", [("一百零一", 2012)]),
        ("二〇二五年", [("二〇二五", 2025)]),
        ("１１３年度", [("１１３", 2024)]),
        ("2024", [("2024", 2024)]),
        ("2024人、100年來、3年內、第一百年", []),
    ],
)
def test_years(text: str, found: list[tuple[str, int]]) -> None:
    assert [(y.span.slice(text), y.ce) for y in years(text)] == found


def test_numerals_stand_where_they_are_written() -> None:
    text = "第三條：補助一百五十萬元（原1,200萬），一項，113.5.20"
    assert [(n.span.slice(text), n.value) for n in numerals(text)] == [
        ("三", 3),
        ("一百五十萬", 1_500_000),
        ("1,200萬", 12_000_000),
    ]


@pytest.mark.parametrize("unit", ["a", "一", "㎡", "1", ",", "第", "民國", "1,", "1.", "2024"])
def test_a_megabyte_of_one_thing_takes_under_a_second(unit: str) -> None:
    text = unit * (10**6 // len(unit))
    for work in (search_key, numeral, lambda t: next(years(t), None), lambda t: next(numerals(t), None)):
        start = time.process_time()
        work(text)
        assert time.process_time() - start < 1


def test_a_year_after_a_full_width_comma_is_a_year() -> None:
    assert [y.ce for y in years("法制，2020年在做什麼、2024年要做什麼；（113年）")] == [2020, 2024, 2024]
    assert [y.ce for y in years("1,2020年")] == []
