"""Completing a follow-up from earlier turns, by rules: 「那韓國的呢？」 after 「美國的關鍵科技有哪些？」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_POINTS_BACK = re.compile(
    r"^(?:那麼?|另外|還有|其中|同樣|同一|當時|這個|這些|那個|那些|該|它|其|他們|上述|前述|此|至於|換成|改成|如果是|and\b|what about|how about|its?\b|their\b|then\b)"
    r"|[它其他]的|它們|這[個項些份]|那[個項些份](?!報告)|該(?:計畫|方案|分組|機關|部會|項|要點|法)|同一個|當時|上面|前面|剛才|剛剛|其中|呢[？?]?$",
    re.IGNORECASE,
)
_SUBSTITUTION = re.compile(
    r"^(?:那麼?|至於|換成|如果是|and|what about|how about)?\s*(.{1,24}?)(?:的)?(?:部分)?呢[？?]?$", re.IGNORECASE
)
_ASKING_TAIL = re.compile(r"(?:是|為|有|由|在|要|達|共)?(?:多少|哪|什麼|誰|何|幾|如何|怎).*$")


@dataclass(frozen=True, slots=True)
class Completed:
    """A follow-up completed.

    ``text`` is the question as it is shown, ``own`` what this turn says, ``before`` what it leans on, or empty, ``name`` X
    where the turn says no more than 「那X呢？」.
    """

    text: str
    own: str
    before: str = ""
    name: str = ""


def complete(text: str, history: Sequence[str]) -> Completed:
    """Complete a question that leans on earlier ones.

    Args:
        text: the question, in Taiwan's characters.
        history: earlier questions of the same user, oldest first.

    Returns:
        The question unchanged where it stands alone. A short 「X呢？」 takes over what the last question asked; anything else
        that points back keeps its own words and leans on the last question (and on the one before it, where that one
        pointed back too).
    """
    if not history or not (_POINTS_BACK.search(text) or len(text) <= 12):
        return Completed(text, text)
    before = history[-1].strip()
    if len(history) > 1 and _POINTS_BACK.search(before):
        before = f"{subject(history[-2])}，{before}"
    swap = _SUBSTITUTION.match(text)
    own = text
    if swap:
        asked = _ASKING_TAIL.search(before)
        own = f"{swap[1]}{asked.group() if asked else text}"
    return Completed(f"{own}（承上：{before}）", own, before, swap[1] if swap else "")


def subject(question: str) -> str:
    """Return what a question is about: its text up to the words that ask."""
    return _ASKING_TAIL.sub("", question).strip("，、？? ") or question
