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
_MEASURES = re.compile(
    r"每(?:一)?[\u4e00-\u9fff]{1,2}?(?:小時|個月|年度|[年月日天人次名案件場班家項戶位])?(?=最|至|是|可|補|多|幾|要|得|$)"
    r"|最[高低多少大小]|至[多少]|總共|總計|合計|平均|一共|分別|各|原則上?|大約|可以?|得|應"
)
"""Words that say how an amount is measured, not of what."""

_LONGEST_NOUN = 8

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

_LINKING = re.compile(
    "負責|主責|擔任|辦理|提出|組成|要?符合|要?達到|超過|低於|不足|高於|少於|占|佔|給|為|列為|屬於|處於|進入|送到|提到|做到|拿到|領到"
    "|分成|分為|區分|包括|包含|涵蓋|涉及|面臨|遇到|受到|具備|共有|鎖定|開始|準備|要求|差在|不同|才能|才可以"
    "|不能|不得|必須|一定要|還要|就要|主要|具體|正式|特別|另外|最[晚早長多少高低]|至少|以[上下內外後前]|之[後前間一內]|[下上裡]面|底下|為止"
)
"""Verbs, adverbs and words of place that tie an asking word to what the question is about; none is an attribute of it."""

_UNITS = re.compile(
    "天|天內|日內|工作天|小時|分鐘|月內|歲|成|趴|倍|級|人次|百分之|[萬億]元|公[頃尺分里斤升]|[毫微]克|平方公尺|分貝|hours|days|weeks|months|years|percent"
)
"""Units that an amount is counted in: ``assistant.wanted`` looks for them beside a number."""


def _names_an_attribute(word: str) -> bool:
    return word not in _GENERIC and not _LINKING.fullmatch(word) and not _UNITS.fullmatch(word)


def focus(text: str, concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Find the attribute a question asks for.

    Args:
        text: the text that the concepts were read from.
        concepts: the question's concepts, in reading order.

    Returns:
        The content words that follow the asking word without a gap (多少「訓練」「津貼」), else the one before it, with what
        only says how much left out (「鐘點費」每小時最高多少元); empty when those are only general nouns, units or words that link, or there are none.
    """
    content = [c for c in concepts if c.weight >= 0.5 and c.end <= len(text)]
    measures = [m.span() for m in _MEASURES.finditer(text)]
    for match in _ASKED_AFTER.finditer(text):
        run = _run(content, match.end())
        if any(_names_an_attribute(c.text) for c in run):
            return tuple(c for c in run if _names_an_attribute(c.text))
        before = [
            c for c in content if c.end <= match.start() and not any(a <= c.start and c.end <= b for a, b in measures)
        ]
        if before and _names_an_attribute(before[-1].text) and _only_asks(text[before[-1].end : match.end()]):
            return (before[-1],)
    return ()


def _run(content: Sequence[Concept], start: int) -> list[Concept]:
    """The words from ``start`` on that stand side by side, a few characters in all: a compound noun."""
    run: list[Concept] = []
    end = start + 1
    for concept in content:
        if start <= concept.start <= end and concept.end - start <= _LONGEST_NOUN:
            run.append(concept)
            end = concept.end
    return run


def _only_asks(between: str) -> bool:
    """Whether words between an attribute and the end of the asking word say nothing of their own."""
    bare = _MEASURES.sub("", between).strip(" ，、的")
    return bool(_ASKED_BEFORE.fullmatch(bare.strip("個項家種")) or _ASKED_BEFORE.match(bare))
