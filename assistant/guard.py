"""What may be asked at all: length, characters, and attempts to give the assistant orders."""

from __future__ import annotations

import re
import unicodedata

from corpus.errors import QuestionError

_ORDERS = re.compile(
    r"(?:忽略|無視|不要理會|不用管|忘記|忘掉|跳過|略過|放下).{0,12}(?:指示|指令|規則|規定|設定|限制|提示|命令|以上|先前|之前|上述)"
    r"|(?:系統|原始|隱藏|內部)(?:的)?(?:提示詞?|指令|設定|prompt)|(?:印出|輸出|顯示|洩漏|透露|公開|告訴我|給我).{0,10}(?:提示詞|系統提示|prompt|內部設定|api ?key|金鑰|密碼)"
    r"|(?:你現在|從現在起?|接下來|請你?)(?:是|開始|要|就)?(?:扮演|假裝|假扮|當作|充當|進入)|開發者模式|越獄|不受(?:任何)?(?:限制|規範)"
    r"|(?:不必|不用|不要|無須|(?<![個分])別)(?:看|查|讀|理會|管|參考|引用)(?:任何)?(?:文件|資料|條文|規定|原文|出處|來源).{0,8}(?:告訴我|回答|回覆|宣布|說出)"
    r"|你(?:現在)?是(?:一個)?(?:沒有|不受|無)(?:任何)?(?:限制|規範|拘束)"
    r"|(?:只|僅)(?:要|能|需|准)?(?:輸出|回覆|回答|印出|說|寫)(?!.{0,6}(?:重點|摘要)).{0,30}(?:其他|別的|什麼都|不要|即可|就好|「|\"|'|[A-Za-z]{3,})"
    r"|ignore (?:all |any |the |your )*(?:previous|prior|above|earlier|preceding|instructions|rules)|disregard (?:all |the |your )*(?:previous|prior|above|instructions|rules)"
    r"|forget (?:all |your |the )*(?:previous|prior|instructions|rules)|system prompt|developer mode|jailbreak|\bDAN\b|(?:print|reveal|show|repeat|output|leak).{0,24}(?:prompt|instructions|secret|password|api key)"
    r"|pretend (?:to be|you)|act as (?:a|an|if)|you are now|(?:only |just )?(?:output|reply with|respond with|say) (?:only|exactly|just)",
    re.IGNORECASE,
)


def check(question: str, longest: int) -> str:
    """Return a question ready to be read, or say why it cannot be.

    Args:
        question: what the user typed.
        longest: characters it may have; a longer one is refused, not cut.

    Returns:
        It without surrounding white space, line breaks turned into spaces, invisible formatting characters removed.

    Raises:
        QuestionError: empty, too long, or with control characters.
    """
    text = " ".join(question.split())
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise QuestionError("問題含有控制字元，無法處理", hint="請移除不可見的控制字元後再試")
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Co", "Cs", "Cn")).strip()
    if not re.search(r"\w", text):
        raise QuestionError("問題是空的", hint="請輸入想查詢的政策問題，例如計畫的目標、主辦機關或期程")
    if len(text) > longest:
        raise QuestionError(f"問題太長：{len(text):,} 個字，上限為 {longest} 個字", hint="請縮短問題，一次問一件事")
    return text


def gives_orders(question: str) -> bool:
    """Say whether a text tries to give the assistant orders (to drop its rules, play a part, print what it is told)."""
    return bool(_ORDERS.search(question))
