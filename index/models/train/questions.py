"""Questions made of statements: an answer taken out, a question word in its place (cloze questions, Lewis et al., ACL 2019).

The public training files give questions with the passage that answers them but not the answer itself, and no questions at all
about government text. Here a statement gives up a date, a figure, a name in quotation marks, a body, or a word; the rest of its
clause is shortened at random and asks for it. What is learned from these is the kind of answer that a question word wants and
how a question's words lie around it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokenize import words

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_CLAUSE = re.compile(r"[^，,：:]+")
_DIGITS = r"[0-9０-９〇零一二三四五六七八九十百千萬億兆][0-9０-９〇零一二三四五六七八九十百千萬億兆,.]*"
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:民國|西元)?[0-9]{2,4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?", ("哪一年", "何時", "什麼時候", "幾年")),
    (rf"(?:新臺幣|百分之)?{_DIGITS}(?:%|％|餘|多|萬|億)*(?:元|%|％|人|年|月|日|個|家|公里|公尺|公頃|次|件|歲|倍|所|座|名|小時)",
     ("多少", "幾", "多少")),
    (r"[「《『][^」》』]{2,16}[」》』]", ("什麼", "哪一個", "何者")),
    (r"[一-鿿]{2,8}(?:部|署|局|委員會|政府|院|處|公司|大學|協會|學校)", ("哪個機關", "哪個單位", "誰", "哪裡")),
    (r"[一-鿿]{2,6}(?:縣|市|州|島|區|國)", ("哪裡", "何處", "什麼地方")),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), asked) for pattern, asked in _KINDS)
_THING = ("什麼", "何", "哪些", "誰")
_WORD_CHANCE = 0.25
"""How often an ordinary word is taken out although the statement has a value."""
_DROPPED = 0.2
"""How often a word of the clause is left out of the question."""
SHORTEST, LONGEST = 12, 160
"""Characters of a statement that is made a question of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the statement that answers it, and where in the statement the answer stands (code points, half-open)."""

    question: str
    statement: str
    start: int
    end: int


def statements(text: str) -> list[str]:
    """Return the sentences of a text, trimmed."""
    return [found for sentence in _SENTENCE.findall(text) if (found := sentence.strip())]


def ask(statement: str, chance: random.Random) -> Asked | None:
    """Make a question of a statement, or None where it has nothing to ask for."""
    if not SHORTEST <= len(statement) <= LONGEST:
        return None
    found = list(_values(statement))
    if not found or chance.random() < _WORD_CHANCE:
        found = list(_names(statement))
    if not found:
        return None
    start, end, asked = chance.choice(found)
    clause = next((c for c in _CLAUSE.finditer(statement) if c.start() <= start < c.end()), None)
    if clause is None:
        return None
    before = _shortened(statement[clause.start() : start], chance)
    behind = _shortened(statement[end : max(end, clause.end())].strip("。；！？，"), chance)
    if len(before) + len(behind) < 4:
        before = _shortened(statement[:start][-20:], chance)
        behind = _shortened(statement[end:][:20].strip("。；！？，"), chance)
    if len(before) + len(behind) < 4:
        return None
    word = chance.choice(asked)
    question = f"{before}{word}{behind}" if chance.random() < 0.5 else f"{behind}{before}{word}"
    return Asked(f"{question}？", statement, start, end)


def _values(statement: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for pattern, asked in _PATTERNS:
        for match in pattern.finditer(statement):
            inside = match[0][0] in "「《『"
            yield match.start() + inside, match.end() - inside, asked


def _names(statement: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for word in words(statement):
        if len(word.text) >= 2:
            yield word.start, word.end, _THING


def _shortened(text: str, chance: random.Random) -> str:
    kept, last = [], 0
    for word in words(text):
        kept.append(text[last : word.start])
        last = word.end
        if chance.random() >= _DROPPED:
            kept.append(text[word.start : last])
    return "".join((*kept, text[last:])).strip("，、：: ")
