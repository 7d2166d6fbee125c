"""Unnumbered lines that are headings: names of rules, annexes and forms, and labels over a list."""

from __future__ import annotations

import re

from corpus.contents import is_contents_head
from corpus.lines import Line, is_title
from corpus.outline import Marker

LONGEST_NAME = 80
"""Code points that the name of a rule, annex or form may have."""

_POINTS = r"(?:第[^第。，]{1,30}[點條編章](?:、第[^第。，]{1,30}[點條編章])*)"
_RULE = re.compile(
    r"(?:要點|辦法|規則|細則|計畫|方案|規定|準則|條例|法|須知|事項|程序|標準|原則|規範|基準|綱領|綱要|章程|契約|範本|總說明|對照表|編制表|簡章|說明)"
    rf"(?:[（(].{{1,20}}[)）]|草案|(?:部分規定)?(?:部分|全文)?(?:修正)?(?:規定|條文)|{_POINTS}修正(?:規定|條文|草案)|附件)*$"
)
_FORM = re.compile(
    r"(?:申請書|申請表|切結書|同意書|承諾書|保證書|聲明書|委託書|授權書|契約書|計畫書|報告書|意見書|推薦書|證明書|通知書|企劃書|"
    r"[名清]冊|(?:紀錄|記錄|一覽|明細|概算|預算|統計|資料|登記|檢核|查核|檢查|評分|評量|評核|評估|考核|審查|編制|標準|報告|反映|分析|調查|自評|基準|"
    r"對照|變更|成果|支出|經費|配置|調整|進度|摘要)表|資料卡|流程圖?|收據|領據|格式|填寫說明|體例)(?:[（(].{1,20}[)）])*$"
)
_AMENDED = re.compile(rf"(?:部分規定|部分條文|{_POINTS})*(?:修正(?:規定|條文|草案)|部分規定|部分條文|草案|{_POINTS})$")
_QUOTED = re.compile(r"「([^「」\n]{4,60})」")
_PROMULGATED = re.compile(
    r"(?:\d{2,3}[.年/]\s*\d{1,2}[.月/]\s*\d{1,2}|[一二三四五六七八九十百]+年[一二三四五六七八九十]+月).*(?:號|令|函|訂定|修正|發布|通過|核定)"
)
_LABEL = re.compile(
    r"^(?:(?:填表|填寫|填報|作業|申請|注意)?(?:說明|須知|事項)|【[^【】：□_]+(?:：[^\d【】：□_]+)?】)\s*[：:]?$"
)
_FULL_STOP = ("。", "：", ":", "）", ")", "；")
_SHORTEST_FORM = 8


def announced(text: str) -> frozenset[str]:
    """Return the names between 「」 in an order's preamble (訂定「…要點」), the first thousand characters.

    A line below that is only such a name is the rule's title.
    """
    return frozenset(name for name in _QUOTED.findall(text[:1000]) if 4 <= len(name) <= 60)


def is_announced(row: str, names: frozenset[str]) -> bool:
    """Say whether a line is one of the announced names, perhaps with 「修正規定」 or 「第三點修正規定」 after it."""
    words = row.strip()
    return words in names or _AMENDED.sub("", words) in names


def names_a_rule(row: str, below: Line | None, mark_below: Marker | None) -> bool:
    """Say whether a line is the name of a rule: numbered text that begins, or the date of an order, stands right below.

    Args:
        row: a line without outline marker.
        below: the next printed line.
        mark_below: that line's outline marker.
    """
    words = row.strip()
    if below is None or words.startswith("附") or not is_title(words, LONGEST_NAME) or not _RULE.search(words):
        return False
    if mark_below is None:
        return len(words) >= _SHORTEST_FORM and len(below.text) <= 60 and bool(_PROMULGATED.search(below.text))
    return mark_below.kind not in ("bullet", "exhibit") and (mark_below.value <= 1 or bool(_AMENDED.search(words)))


def names_a_form(row: str, above: str, mark_above: Marker | None) -> bool:
    """Say whether a line is the name of a form or table that begins there.

    Args:
        row: a line without outline marker.
        above: the printed line before it, which must be over: a sentence, a remark or a numbered line, not a cell.
        mark_above: that line's outline marker.
    """
    words = row.strip()
    return (
        len(words) >= _SHORTEST_FORM
        and (mark_above is not None or above.rstrip().endswith(_FULL_STOP))
        and is_title(words, LONGEST_NAME)
        and bool(_FORM.search(words))
        and not words.startswith(("(", "（", "註", "附"))
    )


def is_label(row: str, below: Line | None, mark_below: Marker | None) -> bool:
    """Say whether a line is a heading of its own kind: 「目錄」, 「填表說明：」 over a numbered list, 「【範例一：封面】」."""
    words = row.strip()
    if is_contents_head(words):
        return True
    if not _LABEL.match(words) or below is None:
        return False
    return words.startswith("【") or mark_below is not None or below.text.lstrip().startswith(("註", "※"))
