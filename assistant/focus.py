"""What a question asks of its subject: the 預算 in 「編了多少預算」, the 標金總額 in 「標金總額是多少」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.concepts import Concept

_NUMBERED = "[一二兩三四五六七八九十]"
_ASKED_AFTER = re.compile(
    rf"(?:多少|幾|哪(?:一|{_NUMBERED}+)?|什麼|何)(?:[個些家種項位筆場座處間款類名])?(?:的)?|\b(?:which|what|how many|how much)\b\s*",
    re.IGNORECASE,
)
_ASKED_BEFORE = re.compile(
    r"(?:是|為|有|達|占|佔|約|共|共有|叫|叫做|訂在|在|要|能|可以|會)*(?:多少|幾|什麼|誰|哪|何|如何|怎)"
)
_GENERIC = frozenset(
    [
        "部會",
        "機關",
        "單位",
        "部門",
        "組織",
        "項目",
        "內容",
        "方式",
        "名稱",
        "工作",
        "重點",
        "情況",
        "情形",
        "條件",
        "問題",
        "東西",
        "方面",
        "事項",
        "事",
        "種類",
        "類別",
        "類",
        "人",
        "年",
        "月",
        "日",
        "時候",
        "地方",
        "作法",
        "做法",
        "原因",
        "目的",
        "措施",
        "方法",
        "面向",
        "部分",
        "細項",
        "分組",
        "議題",
        "領域",
        "對象",
        "理由",
        "步驟",
        "程序",
        "階段",
        "影響",
        "變化",
        "差異",
        "文件",
        "資料",
        "法律",
        "規定",
        "計畫",
        "方案",
        "報告",
        "數字",
        "數值",
        "數量",
        "結果",
        "答案",
        "主題",
        "能力",
        "服務",
        "技術",
        "產業",
        "成果",
        "目標",
        "國家",
        "團體",
        "字",
        "詞",
        "句",
    ]
)
"""Nouns that name the kind of answer, not an attribute that the evidence must mention."""


def focus(text: str, concepts: Sequence[Concept]) -> Concept | None:
    """Find the attribute a question asks for.

    Args:
        text: the text that the concepts were read from.
        concepts: the question's concepts, in reading order.

    Returns:
        The content word right after the asking word (多少「預算」), else the one right before it (「標金」是多少); None when
        that is only a general noun or there is none.
    """
    content = [c for c in concepts if c.weight >= 0.5 and c.end <= len(text)]
    for match in _ASKED_AFTER.finditer(text):
        after = next((c for c in content if match.end() <= c.start <= match.end() + 1), None)
        if after is not None and after.text not in _GENERIC:
            return after
        before = [c for c in content if c.end <= match.start() and _only_asks(text[c.end : match.end()])]
        if before and before[-1].text not in _GENERIC:
            return before[-1]
    return None


def _only_asks(between: str) -> bool:
    return bool(
        _ASKED_BEFORE.fullmatch(between.strip(" ，、的個項家種")) or _ASKED_BEFORE.match(between.strip(" ，、的"))
    )
