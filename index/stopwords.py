"""Words of questions and of grammar: they say how something is asked, not what is asked about.

Written in Traditional; ``index.tokenize`` brings them to the form of index terms. They lower a query term's weight and
are never deleted from a text (deleting 中 or 的 cuts words: 中國, 目的).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTERROGATIVES = _words(
    """
    什麼 甚麼 什麼樣 什麼時候 何時 何地 何處 何者 何種 何項 為何 為什麼 如何 怎麼 怎樣 怎麼樣 怎麼辦
    哪些 哪個 哪一 哪一個 哪一些 哪一種 哪一項 哪一年 哪年 哪裡 哪兒 哪位 哪家 哪種 哪項 哪幾 哪幾個
    多少 多久 多大 多長 多高 幾個 幾項 幾年 幾種 幾歲 幾次 幾位 是否 有無 有沒有 是不是 能否 可否 能不能
    可不可以 會不會 要不要 請問
    """
)
"""Words that ask, known wherever they stand."""

REQUESTS = _words(
    """
    哪 誰 多 幾 嗎 呢 吧 啊 請 何人 何事 說明 請說明 列出 列舉 簡述 介紹 想 問 知道 告訴 麻煩 謝謝 您好 你好 想知道 了解
    what which who whom whose when where why how many much is are was were do does did can could should would will
    please tell me about list explain describe
    """
)
"""Words that ask when the sentence is cut at them."""

GRAMMAR = _words(
    """
    的 了 之 其 是 為 在 於 於是 與 和 及 以及 或 或是 或者 並 並且 且 而 而且 但 但是 也 都 就 才 還 還有 又 再 把 被 讓 由 從
    自 到 至 對 對於 關於 有關 向 以 用 因 因為 所以 如果 若 則 等 等等 這 這些 這個 那 那些 那個 此 該 各 每 某 有 沒有 無
    會 能 可 可以 要 應 應該 將 已 已經 曾 曾經 正在 我 我們 我國 你 你們 您 他 她 它 他們 它們 自己 個 些 一些 一個 一種 一下
    很 最 更 較 非常 只 只有 所 著 過 得 地 上 下 中 裡 內 外 時 時候 後 前 間
    報告 文件 份 頁 塊 一頁 那頁 一份 那份
    a an the of to in on at for from by with and or as it its this that these those be been have has had there any
    """
)
"""Words that hold sentences together, known when the sentence is cut at them."""

ASKING_WEIGHT = 0.05
GRAMMAR_WEIGHT = 0.3
"""What such a word counts in a query beside 1 for any other (chosen on the DRCD dev questions)."""
