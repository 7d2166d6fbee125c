"""Joins printed lines into paragraphs: a line that reaches the margin goes on in the next one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.readers.pdf_lines import Line, is_wide

_NUMERAL = "〇零一二三四五六七八九十百壹貳參叁肆伍陸柒捌玖拾0-9０-９"
_ITEM = re.compile(
    rf"""
      第\s*[{_NUMERAL}]{{1,7}}\s*[編章節款目條點](?:之[{_NUMERAL}]{{1,3}})?(?:[\s　（(]|$)
    | [{_NUMERAL}]{{1,4}}、(?![{_NUMERAL}]+[、及與或款目條點項])
    | [0-9０-９]{{1,3}}[.．](?![0-9０-９])
    | [A-Za-z甲乙丙丁戊己庚辛壬癸][.．、](?!\w)
    | [甲乙丙丁戊己庚辛壬癸]、
    | [(（〔][{_NUMERAL}a-zA-Z]{{1,4}}[)）〕](?![款目條點項])
    | [0-9]{{1,2}}[)）]
    | [㈠-㈩①-⑳⑴-⒇ⅰ-ⅹⅠ-Ⅻ]
    | [■□◆◇●○•▪▲△▶➢➤✓✔★☆◎※·‧-]\s?
    | (?:附件|附錄|附表|圖|表)\s*[{_NUMERAL}]{{1,3}}(?![{_NUMERAL}年月日])
    """,
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"[。！？：；:;.!?][」』）)”]?$")
_MARGIN_SHARE = 0.03  # of the document's lines; a right edge shared by fewer is chance
_MARGIN_LINES = 3
_BIN = 6.0  # points; how near two right edges count as the same
_ROOM = 0.6  # em; what justification may leave at a line end beside the next word
_NARROW = 0.55  # em; the width of a Latin letter or digit
_MIN_WIDTH = 10  # em; a shorter line is a label, however many labels end where it does
_INDENT = 1.0  # em
_SAME_SIZE = 1.25
_LOOSE = 1.3  # times the usual line distance; more begins a new paragraph
_WORD = re.compile(r"[(（「『〔【《〈“‘]*(?:[^\s\u2e80-\uffef]+|\S)[)）」』〕】》〉”’，。、；：！？％,.;:!?]*")
"""What a line break keeps together at a line's beginning: brackets, a word or one Han character, closing punctuation."""


class Layout:
    """Where the lines of a document break and how far apart they stand.

    Args:
        pages: the lines of running text of each page, in reading order.
    """

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        ends: Counter[int] = Counter()
        spans: list[tuple[float, float]] = []
        distances: Counter[int] = Counter()
        for lines in pages:
            ends.update(round(line.box.right / _BIN) for line in lines)
            spans += [(line.box.left, line.box.right) for line in lines]
            distances.update(round(_down(a, b)) for a, b in pairwise(lines) if _down(a, b) > 0)
        self._margins = _margins(ends, spans)
        self._distance = max(distances, key=lambda value: (distances[value], -value), default=0)

    def is_full(self, line: Line, following: Line) -> bool:
        """Say whether the first word of the next line had no room at the end of this one.

        Args:
            line: a line of running text.
            following: the line after it.
        """
        box = line.box
        word = _WORD.match(following.text)
        needed = sum(1.0 if is_wide(character) else _NARROW for character in word[0]) if word else 1.0
        slack = (_ROOM + needed) * box.size
        wide = box.right - box.left >= _MIN_WIDTH * box.size
        return wide and any(margin - slack <= box.right <= margin + box.size for margin in self._margins)

    def are_apart(self, line: Line, following: Line) -> bool:
        """Say whether there is more than the usual distance between two lines of one column."""
        return _down(line, following) > _LOOSE * max(self._distance, line.box.size, following.box.size)


def _margins(ends: Counter[int], spans: Sequence[tuple[float, float]]) -> list[float]:
    """Return the right edges at which many lines end and which fewer lines cross."""
    needed = max(_MARGIN_LINES, _MARGIN_SHARE * ends.total())
    found = []
    for edge in sorted(ends):
        count = sum(ends[near] for near in (edge - 1, edge, edge + 1))
        if ends[edge] * 2 >= count >= needed:
            position = edge * _BIN
            crossing = sum(left < position - _BIN and right > position + 2 * _BIN for left, right in spans)
            if crossing < count:
                found.append(position)
    return found


def _down(line: Line, following: Line) -> float:
    return line.box.bottom - following.box.bottom


def begins_item(text: str) -> bool:
    """Say whether a line begins with an outline number or a bullet."""
    return bool(_ITEM.match(text))


def continues(paragraph: Sequence[Line], line: Line, layout: Layout, *, same_page: bool) -> bool:
    """Say whether a line goes on with the paragraph before it.

    Args:
        paragraph: its lines so far, at least one.
        line: the next line of running text.
        layout: of the document.
        same_page: whether the line stands on the page of the paragraph's last line.
    """
    last = paragraph[-1]
    if last.hyphenated:
        return True
    if begins_item(line.text) or not _alike(last, line) or (same_page and layout.are_apart(last, line)):
        return False
    ended = bool(_SENTENCE_END.search(last.text))
    if not layout.is_full(last, line):
        return not ended and _is_running_latin(last, line)
    shift = line.box.left - last.box.left if same_page else 0.0
    if len(paragraph) == 1:
        return shift <= _INDENT * line.box.size or not ended or begins_item(last.text)
    return abs(shift) <= _INDENT * line.box.size


def joined_text(before: str, after: str) -> str:
    """Return what stands between two joined lines: nothing beside a Han character, else a space."""
    return "" if not before or not after or is_wide(before[-1]) or is_wide(after[0]) else " "


def _alike(last: Line, line: Line) -> bool:
    small, large = sorted((last.box.size, line.box.size))
    return large <= _SAME_SIZE * small


def _is_running_latin(last: Line, line: Line) -> bool:
    """Say whether ragged Latin text goes on: a lower-case word after a line that ends in a word or a comma."""
    return bool(re.search(r"[a-z,]$", last.text)) and line.text[:1].islower()
