"""Outline markers, one line at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.outline import marker


@pytest.mark.parametrize(
    ("line", "kind", "value", "rest"),
    [
        ("第三編　罰則", "part", 3, "罰則"),
        ("第 二 章 人民之權利義務", "chapter", 2, "人民之權利義務"),
        ("第十節 附則", "division", 10, "附則"),
        ("第 12 條", "article", 12, ""),
        ("第三條之一", "article", 3.01, ""),
        ("第 15-2 條", "article", 15.02, ""),
        ("壹、計畫緣起", "formal", 1, "計畫緣起"),
        ("廿一、附則", "cjk", 21, "附則"),
        ("（三） 申請方式", "paren_cjk", 3, "申請方式"),
        ("(一)目的", "paren_cjk", 1, "目的"),
        ("㈣ 其他", "paren_cjk", 4, "其他"),
        ("１、出售房屋", "digit", 1, "出售房屋"),
        ("2. 將創新動能貫穿", "digit", 2, "將創新動能貫穿"),
        ("(１) 申請者為法人者", "paren_digit", 1, "申請者為法人者"),
        ("甲、說明", "stem", 1, "說明"),
        ("附件一 申請表", "annex", 1, "申請表"),
        ("附件二-A", "annex", 2, ""),
        ("附件三（之二）", "annex", 3.02, ""),
        ("附表Ｂ 名冊", "annex", 2, "名冊"),
        ("格式一 裁處書", "annex", 1, "裁處書"),
        ("第二部西醫基層", "part", 2, "西醫基層"),
        ("第一節、目的", "division", 1, "目的"),
        ("貮、審查", "formal", 2, "審查"),
        ("壹　總則", "formal", 1, "總則"),
        ("乙 配給範圍", "stem", 2, "配給範圍"),
        ("第 9 條　第六條所定問題", "article", 9, "第六條所定問題"),
        ("表3 經費需求", "exhibit", 3, "經費需求"),
        ("■ 部署次世代通訊技術", "bullet", 0, "部署次世代通訊技術"),
        ("- ✓ 次世代通訊技術", "bullet", 0, "✓ 次世代通訊技術"),
    ],
)
def test_reads_the_marker_and_where_its_words_begin(line: str, kind: str, value: float, rest: str) -> None:
    found = marker(line)
    assert found is not None
    assert (found.kind, found.value, line[found.end :]) == (kind, value, rest)


@pytest.mark.parametrize(
    "line",
    [
        "第三條規定，應於期限內提出申請。",
        "第二章及第三章之規定，準用之。",
        "第一節、第二節及第三節",
        "第三條所定資料",
        "2024年12月31日",
        "4.8 兆元",
        "87.9%",
        "**2025**年即邁入超高齡社會",
        "一級戰區",
        "統一發票",
        "一．○",
        "○．○一○",
        "四、○○○元／",
        "",
    ],
)
def test_takes_no_mention_figure_or_word_for_a_marker(line: str) -> None:
    assert marker(line) is None


@given(st.text(max_size=80))
def test_never_reads_past_the_line(line: str) -> None:
    found = marker(line)
    assert found is None or 0 < found.end <= len(line)
