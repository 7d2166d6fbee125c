"""Rows of tables that were flattened to one cell a line."""

from __future__ import annotations

import pytest

from assistant import rows
from assistant.rows import find_rows


def told(lines: str, items: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    """Each row of lines as (what governs it, its cells)."""
    texts = lines.split()
    return [(" ".join(texts[i] for i in r.above), " ".join(texts[i] for i in r.cells)) for r in find_rows(texts, items)]


def test_a_row_begins_where_a_name_follows_a_value() -> None:
    assert told("加保扶 ○．○四○ ○．四○ 可氯丹 ○．○○二○ ○．○二○") == [
        ("", "加保扶 ○．○四○ ○．四○"),
        ("", "可氯丹 ○．○○二○ ○．○二○"),
    ]


def test_a_running_count_begins_rows_and_its_first_name_governs_the_rows_below() -> None:
    lines = "1 墾丁公園 屏東縣 後壁湖 21.8 社頂公園 128.7 2 玉山公園 南投縣 塔塔加 88.2 3 陽明山公園 台北市 冷水坑 9"
    assert told(lines) == [
        ("", "1 墾丁公園 屏東縣 後壁湖 21.8"),
        ("墾丁公園", "社頂公園 128.7"),
        ("", "2 玉山公園 南投縣 塔塔加 88.2"),
        ("", "3 陽明山公園 台北市 冷水坑 9"),
    ]


def test_headers_govern_rows_of_several_values() -> None:
    lines = "次序 下注總額 獎金 一 五千萬元以下 十萬元 二 五億元以下 二十萬元 三 二十億元以下 五十萬元"
    assert told(lines)[1] == ("次序 下注總額 獎金", "二 五億元以下 二十萬元")


def test_a_remark_belongs_to_the_name_and_a_cell_may_go_on_in_the_next_line() -> None:
    lines = "普通教室 （三十六人） 三、○○○元／ 每時段 四、○○○元／ 每時段 簡報室 （二十五人） 五、○○○元"
    assert [cells for _, cells in told(lines)] == [
        "普通教室 （三十六人） 三、○○○元／ 每時段 四、○○○元／ 每時段",
        "簡報室 （二十五人） 五、○○○元",
    ]


def test_an_item_names_the_value_below_it() -> None:
    lines = "（一）被告人數六人以上。 一百萬元 （二）投手二人以上。 二百萬元"
    assert [cells for _, cells in told(lines, (0, 2))] == [
        "（一）被告人數六人以上。 一百萬元",
        "（二）投手二人以上。 二百萬元",
    ]


def test_prose_and_names_alone_are_no_rows() -> None:
    assert told("數位基盤 數位創新 數位治理") == []
    assert told("本要點補助金額為三萬元。 申請期限為三十日。") == []
    assert find_rows(["石斑", "", "三十八萬元／公頃"]) == ()


def test_letters_with_digits_are_names() -> None:
    assert told("PM10 2.6 PM2.5 0.607") == [("", "PM10 2.6"), ("", "PM2.5 0.607")]


def test_each_line_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    value = rows._is_value
    monkeypatch.setattr(rows, "_is_value", lambda text: read.append(text) or value(text))
    assert find_rows([f"名稱{'甲' * (i % 5)}" for i in range(1000)]) == ()
    assert len(read) <= 2 * 1000
