"""Whether a sentence that a model wrote is carried by what it cites. What cannot be shown to be, is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.compose.claims import Source, cite
from assistant.llm.display import bigrams, is_chinese
from assistant.llm.english import chinese_figures
from assistant.llm.numbered import Numbered, statements_of
from assistant.verify import missing
from corpus.figures import figures
from corpus.normalize import search_key
from index.lexicon import Lexicon, Mention
from index.tokenize import to_simplified, words

Fault = Literal["", "no_citation", "out_of_range", "unsupported", "ungrounded", "language"]
"""no_citation: cites nothing · out_of_range: cites a number that was not given · unsupported: a figure, date or agency is not
in what it cites · ungrounded: its words are not those of what it cites, or it denies where that does not · language: not that
of the question."""

LEAST_SHARED = 0.35
"""Share of a sentence's pairs of characters that stand in what it cites or in the question; rewording keeps far more."""

_FEW = 5
"""Pairs of characters below which a share says nothing of a sentence of figures, which are checked: 「87.9%；106年僅30%」."""

_LATIN_PER_HAN = 6
"""Latin letters to a Chinese character beyond which a sentence is no longer Chinese: 西方墨點法（Western blot Test）."""

_OFFICES = tuple("部署局處院會府司廳")
_BREAKS = re.compile(r"[由與和及或為是在於向對經將請之的並各本該依至個一二兩三四五六七八九十\d、，：「」（）\s]")
_BODY = re.compile(
    r"\b(?:Ministry|Department|Council|Agency|Bureau|Office|Commission|Administration|Committee|Board)"
    r"\s+(?:of|for|on)\s+(?:the\s+)?[A-Z]\w+(?:,?\s+(?:and\s+)?[A-Z]\w+)*"
    r"|(?:(?!The\b|This\b)[A-Z]\w+\s+)+(?:Ministry|Department|Council|Agency|Bureau|Office|Commission|Administration|Committee|Board)\b"
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*[A-Za-z0-9+]")
_LONGEST_NAME = 8
_ENDING = 4
_DENIES = re.compile(r"不|未|無|非|沒|免|禁|毋|勿|否|除外|廢止|停止|取消")
_DENIAL = re.compile(
    r"不得|不可|不能|不會|不需|不必|不包|不含|不適用|不予|未經|未曾|未有|無需|無須|毋須|並未|並非|沒有|禁止|不是|不再"
)


class Checker:
    """Checks sentences against one numbered evidence.

    Args:
        numbered: what the model was shown.
        question: what was asked, complete.
        lexicon: knows the names of agencies.
    """

    def __init__(self, numbered: Numbered, question: str, lexicon: Lexicon) -> None:
        self._numbered, self._lexicon = numbered, lexicon
        self._asked, self._question = question, bigrams(question)
        self._chinese = is_chinese(question)

    def fault(self, text: str, markers: Sequence[int]) -> Fault:
        """Return what is wrong with a sentence, empty when nothing is.

        Args:
            text: cleaned, without markers.
            markers: the numbers it cites.
        """
        if not markers:
            return "language" if self._is_foreign(text) else "no_citation"
        if any(not 1 <= m <= len(self._numbered) for m in markers):
            return "out_of_range"
        if self._is_foreign(text):
            return "language"
        support = self._support(self._numbered.sources(markers))
        if missing(chinese_figures(text), support, self._lexicon) or self._invented(text, support):
            return "unsupported"
        return "" if not is_chinese(text) or self._grounded(text, support, markers) else "ungrounded"

    def _is_foreign(self, text: str) -> bool:
        """Whether a Chinese question is answered in another language; a few Latin names do not make it one."""
        return self._chinese and not is_chinese(text, _LATIN_PER_HAN)

    def _support(self, sources: Sequence[Source]) -> str:
        """What the cited places state: their words, headings, title and date, as the answer's citations will show them."""
        made = [
            cite(s.statement.document, s.statement.section, s.path, s.span, n) for n, s in enumerate(sources, start=1)
        ]
        return "\n".join(part for c in made for part in (c.quote, *c.section, c.title, c.edition))

    def _invented(self, text: str, support: str) -> bool:
        """Whether the text names a body, product or programme that what it cites does not (nor, in Latin, the question)."""
        mentions = self._lexicon.find(text)
        agencies = [m for m in mentions if m.kind == "agency"]
        stated = _key(support)
        bodies = [m.group() for m in _BODY.finditer(text) if not _overlapping(m.start(), m.end(), agencies)]
        if any(_key(body) not in stated for body in (*bodies, *self._bodies(text, agencies))):
            return True
        heard = _key(self._asked)
        known = {m.entry_id for m in (*self._lexicon.find(support), *self._lexicon.find(self._asked))}
        for found in _NAME.finditer(text) if is_chinese(text) else ():
            name = _key(found.group())
            if not any(c.isupper() for c in found.group()) or name in stated or name in heard:
                continue
            if not any(m.entry_id in known for m in _overlapping(found.start(), found.end(), mentions)):
                return True
        return False

    def _bodies(self, text: str, known: Sequence[Mention]) -> Iterator[str]:
        """Yield what is named like an agency (by its last character) and is on no list: the ending of its name."""
        for token in words(text):
            if not token.text.endswith(_OFFICES) or _overlapping(token.start, token.end, known):
                continue
            before = _BREAKS.split(text[max(0, token.start - _LONGEST_NAME) : token.start])[-1]
            name = "".join(re.findall(r"[一-鿿]+$", before)) + token.text
            if len(token.text) != 2 and len(name) > 2:  # 全部, 內部, 社會 are words of their own
                yield name[-max(_ENDING, len(token.text)) :]

    def _grounded(self, text: str, support: str, markers: Sequence[int]) -> bool:
        shown = "\n".join(statements_of(self._numbered, markers))
        if _DENIAL.search(text) and not _DENIES.search(shown):
            return False
        said = bigrams(text)
        if len(said) < _FEW and figures(text):
            return True
        return len(said & (bigrams(shown + support) | self._question)) >= LEAST_SHARED * len(said)


def _overlapping(start: int, end: int, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if m.start < end and start < m.end]


def _key(text: str) -> str:
    return to_simplified(search_key(text).text)
