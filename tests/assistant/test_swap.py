"""「那X呢？」: what X stands in for."""

from __future__ import annotations

import pytest

from assistant.answer import Assistant


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        ("截至去年，丹麥的風力發電容量是多少？", "那英國呢？", "截至去年，英國的風力發電容量是多少？"),
        ("地下水的銅，管制標準值是多少？", "那鋅呢？", "地下水的鋅，管制標準值是多少？"),
        ("青年據點第1年補助多少錢？", "那第2年呢？", "青年據點第2年補助多少錢？"),
        ("評鑑75分是幾等？", "那85分呢？", "評鑑85分是幾等？"),
        ("第一期什麼時候申請？", "那第二期呢？", "第二期什麼時候申請？"),
        ("教育部編列多少預算？", "那文化部呢？", "文化部編列多少預算？"),
    ],
)
def test_a_name_stands_in_for_its_counterpart(assistant: Assistant, before: str, asked: str, expected: str) -> None:
    assert assistant.reader.read(asked, (before,)).text == expected


def test_what_has_no_counterpart_leans_on_the_turn_before(assistant: Assistant) -> None:
    understood = assistant.reader.read("那隧道裡呢？", ("教育部編列多少預算？",))
    assert "承上" in understood.text
