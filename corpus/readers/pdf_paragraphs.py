"""Joins printed lines into paragraphs: a line that reaches the margin goes on in the next one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

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
_MARGIN_SHARE = 0.08  # of the document's lines; a right edge shared by fewer is chance
_MARGIN_LINES = 3
_BIN = 6.0  # points; how near two right edges count as the same
_REACHES = 1.6  # em; a full-width stop that may not begin a line is carried over with the character before it
_INDENT = 1.0  # em
_SAME_SIZE = 1.25
_LOOSE = 2.6  # line distance in em beyond which a new paragraph begins


class Margins:
    """The right edges at which the lines of a document break.

    Args:
        lines: all lines of running text.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        edges = Counter(round(line.box.right / _BIN) for line in lines)
        needed = max(_MARGIN_LINES, _MARGIN_SHARE * edges.total())
        near = {edge: edges[edge] + max(edges[edge - 1], edges[edge + 1]) for edge in edges}
        self._edges = sorted(edge * _BIN for edge, count in near.items() if count >= needed)

    def reached_by(self, line: Line) -> bool:
        """Say whether a line ends at a margin, so that its paragraph may go on."""
        right, slack = line.box.right, _REACHES * line.box.size
        return any(edge - slack <= right <= edge + slack for edge in self._edges)


def begins_item(text: str) -> bool:
    """Say whether a line begins with an outline number or a bullet."""
    return bool(_ITEM.match(text))


def continues(paragraph: Sequence[Line], line: Line, margins: Margins, *, same_page: bool) -> bool:
    """Say whether a line goes on with the paragraph before it.

    Args:
        paragraph: its lines so far, at least one.
        line: the next line of running text.
        margins: of the document.
        same_page: whether the line stands on the page of the paragraph's last line.
    """
    last = paragraph[-1]
    if last.hyphenated:
        return True
    if begins_item(line.text) or not _alike(last, line):
        return False
    if same_page and _is_apart(last, line):
        return False
    ended = bool(_SENTENCE_END.search(last.text))
    if not margins.reached_by(last):
        return not ended and _is_running_latin(last, line)
    indented = same_page and line.box.left - last.box.left > _INDENT * line.box.size
    return not indented or (len(paragraph) == 1 and (not ended or begins_item(last.text)))


def joined_text(before: str, after: str) -> str:
    """Return what stands between two joined lines: nothing beside a Han character, else a space."""
    return "" if not before or not after or is_wide(before[-1]) or is_wide(after[0]) else " "


def _alike(last: Line, line: Line) -> bool:
    small, large = sorted((last.box.size, line.box.size))
    return large <= _SAME_SIZE * small


def _is_apart(last: Line, line: Line) -> bool:
    """Say whether there is more than ordinary space between two lines of one column."""
    down = last.box.bottom - line.box.bottom
    return down > _LOOSE * max(line.box.size, last.box.size)


def _is_running_latin(last: Line, line: Line) -> bool:
    """Say whether ragged Latin text goes on: a lower-case word after a line that ends in a word or a comma."""
    return bool(re.search(r"[a-z,]$", last.text)) and line.text[:1].islower()
