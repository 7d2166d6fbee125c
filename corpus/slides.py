"""Slides turned to text: headings inferred from blocks between blank lines, where no numbering tells.

A block is a run of lines without a blank one. Extraction leaves wide gaps where pictures were, breaks labels over short
lines, and puts a card's label before or after its text. What is read here, by general rules only:

* slide titles: given by hand, or repeated blocks, blocks before a wide gap, 「附件…」;
* headings inside a slide: a short label directly above bullets, numbered items, sentences or 「名稱：值」 lines;
* ■ lines above a paragraph, and bullets that have bullets of their own;
* time columns (2016 / 2020 / 2024/10): a label above a year heads the group, the years head their columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.lines import Line, is_title, lines, plain
from corpus.outline import marker
from corpus.types import Span

_YEAR = re.compile(r"^(?:民國)?(\d{2,4})(?:[年/.](\d{1,2})(?:[月/.]\d{1,2}日?)?)?[年月]?(?:\s*[（(][^）)]*[）)])?$")
_VALUE = re.compile(
    r"^(?:[>＞<＜約逾超過達近第$＄\\ ]*[\d,，.]+\s*(?:[A-Za-z%％]{1,5}|[\u4e00-\u9fff]{0,3})(?:\s+|$))+$"
)
_PAIR = re.compile(r"^[^：:]{2,20}[：:]\s*\S")
_AGENCY = re.compile(r"^(?!成立|設立|建立|籌設|強化|推動)\S{1,12}(?:部|(?<![機社])會|署|局|院|處|府|辦公室|銀行)$")
_NAMES_AGENCY = re.compile(r"\S\s+\S{1,6}(?:部|(?<![機社])會|署|局|院)$")
_FRAMED = re.compile(r"^\s*([-–—－])\s*\S[^-–—－]{0,20}?\s*\1\s*$")
_DATE = re.compile(r"^(?:民國)?\d{2,4}\s*[年/.]\s*\d{1,2}")
_ANNEX = re.compile(r"^附(?:件|錄|表)")
_SQUARES = "■□◆◇"
_WIDE_GAP = 3


@dataclass(frozen=True, slots=True)
class SlideHeading:
    """A heading on a slide: where its first line starts, the span of its words, its depth from 1."""

    start: int
    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between; ``gap`` counts the blank lines before it; ``kind`` says what it looks like."""

    rows: tuple[Line, ...]
    gap: int
    kind: str

    @property
    def start(self) -> int:
        """Offset of the first line's start."""
        return self.rows[0].start

    @property
    def span(self) -> Span:
        """From the first to the last printed character."""
        return Span(self.rows[0].span.start, self.rows[-1].span.end)

    @property
    def text(self) -> str:
        """The words on one line, without Markdown marks."""
        return " ".join(plain(row.text) for row in self.rows)


def blocks(text: str) -> tuple[Block, ...]:
    """Split text at blank lines.

    Args:
        text: a whole document or a part of it.

    Returns:
        Its blocks in order, each with the number of blank lines before it and its kind: ``table``, ``bullets``,
        ``square`` (one ■ line), ``framed`` (one line between dashes), ``year``, ``figure`` (a number or year and perhaps its caption), ``agencies``, ``pairs``
        (名稱：值), ``headed`` (a short title on the line above its sentence), ``sentence``, ``label``.
    """
    found: list[Block] = []
    rows: list[Line] = []
    gap = 0
    for row in [*lines(text), Line(len(text), len(text), "")]:
        if not row.blank:
            rows.append(row)
            continue
        if rows:
            found.append(Block(tuple(rows), gap, _kind(rows)))
            rows, gap = [], 0
        gap += 1
    if rows:
        found.append(Block(tuple(rows), gap, _kind(rows)))
    return tuple(found)


def _kind(rows: Sequence[Line]) -> str:
    if any("\t" in row.text.strip() or row.text.lstrip().startswith("|") for row in rows):
        return "table"
    texts = [plain(row.text) for row in rows]
    if len(rows) == 1 and _FRAMED.match(texts[0]):
        return "framed"
    first = marker(rows[0].text)
    if first is not None and first.kind not in ("exhibit", "annex"):
        return "square" if len(rows) == 1 and texts[0][0] in _SQUARES else "bullets"
    if all(_YEAR.match(t) for t in texts):
        return "year"
    if any(_VALUE.match(t) or _YEAR.match(t) for t in texts):
        return "figure"
    if all(_AGENCY.match(t) for t in texts):
        return "agencies"
    if _PAIR.match(texts[-1]) and all(len(t) <= 40 for t in texts):
        return "pairs"
    if (
        len(texts) > 1
        and is_title(texts[0], 12)
        and len(texts[1]) > len(texts[0])
        and re.search(r"。|，.*\d", texts[1])
    ):
        return "headed"
    return "label" if _is_label(texts) else "sentence"


def _is_label(texts: Sequence[str]) -> bool:
    whole = "".join(texts)
    if len(texts) > 2 or (len(texts) == 2 and len(texts[0]) >= 8) or whole.count("、") > 1:
        return False
    if "，" in whole and (re.search(r"\d", whole) or len(texts) > 1):
        return False
    return is_title(whole.replace("，", "", 1), 30)


def looks_like_slides(text: str) -> bool:
    """Say whether text is slide-like: many blank lines, short blocks, and no numbered outline running through it."""
    rows = list(lines(text))
    if not rows or sum(row.blank for row in rows) < 0.25 * len(rows):
        return False
    found = blocks(text)
    numbered = [i for i, b in enumerate(found) if (m := marker(b.rows[0].text)) and m.kind not in ("bullet", "exhibit")]
    spread = (numbered[-1] - numbered[0]) / len(found) if len(numbered) > 2 else 0
    short = sum(
        b.kind in ("label", "year", "figure", "agencies", "pairs", "headed", "bullets", "square") for b in found
    )
    return short >= 0.5 * len(found) and not (spread > 0.5 and len(numbered) > 0.1 * len(found))


def find_headings(text: str, titles: Sequence[str] = ()) -> tuple[SlideHeading, ...]:
    """Find the headings of slide-like text.

    Args:
        text: the document.
        titles: slide titles in order where a person has given them, two leading spaces a level; empty to infer them.

    Returns:
        Headings in text order; slide titles have level 1 (or their given depth), headings inside slides lie below.
    """
    found = blocks(text)
    heads = _given_titles(found, titles) if titles else _inferred_titles(found)
    result: list[SlideHeading] = []
    for (index, level), end in zip(heads.items(), [*list(heads)[1:], len(found)], strict=False):
        title = found[index]
        words = title.rows[0].span if titles else title.span
        result.append(SlideHeading(title.start, words, level))
        result += _inside(found[index + 1 : end], level)
    return tuple(result)


def missing_titles(text: str, titles: Sequence[str]) -> tuple[str, ...]:
    """Return the titles given by hand that the text does not have, in order."""
    if not titles:
        return ()
    found = blocks(text)
    wanted = ["".join(title.split()) for title in titles]
    have = ["".join(plain(found[i].rows[0].text).split()) for i in _given_titles(found, titles)]
    missing = []
    for title, words in zip(titles, wanted, strict=True):
        if have and have[0] == words:
            have.pop(0)
        else:
            missing.append(title.strip())
    return tuple(missing)


def _given_titles(found: Sequence[Block], titles: Sequence[str]) -> dict[int, int]:
    """Match the given titles with the first lines of blocks, in order."""
    heads: dict[int, int] = {}
    after = 0
    for title in titles:
        words = "".join(title.split())
        for i in range(after, len(found)):
            if "".join(plain(found[i].rows[0].text).split()) == words:
                heads[i] = 1 + (len(title) - len(title.lstrip(" "))) // 2
                after = i + 1
                break
    return heads


def _inferred_titles(found: Sequence[Block]) -> dict[int, int]:
    counts = Counter(b.text for b in found if b.kind == "label")
    heads: dict[int, int] = {}
    for i, block in enumerate(found):
        gap_after = found[i + 1].gap if i + 1 < len(found) else 0
        if block.kind != "label" or len(block.text) < 4:
            continue
        if i == 0 or _ANNEX.match(block.text) or counts[block.text] > 1 or gap_after >= _WIDE_GAP > block.gap:
            heads[i] = 1
    return heads


def _inside(body: Sequence[Block], base: int) -> list[SlideHeading]:
    """Headings of one slide; ``base`` is the level of its title. Groups lie one below, time columns two, the rest deeper."""
    skip = _labels_below(body)
    result: list[SlideHeading] = []
    if _governs(body):
        result.append(SlideHeading(body[0].start, body[0].span, base + 1))
        body, base, skip = body[1:], base + 1, {i - 1 for i in skip}
    year = 0.0
    for i, block in enumerate(body):
        following = body[i + 1] if i + 1 < len(body) else None
        if block.kind == "bullets":
            result += _bullets_with_children(block, base + 4)
        if following is None or i in skip:
            continue
        if block.kind == "year" and year:
            year = _year(block)
            result.append(SlideHeading(block.start, block.span, base + 2))
        elif block.kind == "framed":
            result.append(SlideHeading(block.start, block.span, base + 1))
        elif block.kind == "headed":
            result.append(SlideHeading(block.start, block.rows[0].span, base + (3 if year else 1)))
        elif block.kind == "square" and following.kind in ("sentence", "bullets"):
            mark = marker(block.rows[0].text)
            words = Span(block.start + (mark.end if mark else 0), block.span.end)
            result.append(SlideHeading(block.start, words, base + (4 if following.kind == "sentence" else 2)))
        elif block.kind == "label" and _heads(body, i):
            if following.kind == "agencies":
                year = 0.0
            elif following.kind == "year":
                if year and _year(following) > year:
                    continue
                year = _year(following) - 0.01
            elif following.kind == "label":
                skip |= {i + 1} if len(following.text) > len(block.text) else set()
            result.append(SlideHeading(block.start, block.span, base + (3 if year and following.kind != "year" else 1)))
    return result


def _year(block: Block) -> float:
    """The time a column stands for, as a number that grows with it (2024/10 → 2024.10)."""
    found = _YEAR.match(plain(block.rows[0].text))
    return int(found[1]) + int(found[2] or 0) / 100 if found else 0.0


def _heads(body: Sequence[Block], i: int) -> bool:
    """Whether the label at ``i`` is a heading of what follows it."""
    block, following = body[i], body[i + 1]
    if not 2 <= len(block.text) <= 36 or block.text[-1] in "，、；,等":
        return False
    if following.kind in _CONTENT:
        return following.gap < _WIDE_GAP or i == 0 or following.kind != "sentence"
    if _NAMES_AGENCY.search(block.text) or (following.kind == "figure" and _DATE.match(following.text)):
        return following.gap < _WIDE_GAP
    if following.kind != "label":
        return False
    if following.gap >= _WIDE_GAP:
        return i == 0
    begins = i == 0 or block.gap > 1 or body[i - 1].kind in ("bullets", "square", "sentence")
    below = body[i + 2].kind if i + 2 < len(body) else ""
    return begins and below in ("bullets", "square")


def _governs(body: Sequence[Block]) -> bool:
    """Whether a slide begins with a label that has no text of its own but another label with text: it heads them all."""
    if len(body) < 3 or any(b.kind != "label" for b in body[:2]) or body[1].gap >= _WIDE_GAP:
        return False
    return 4 <= len(body[0].text) <= 36 and body[2].kind in ("sentence", "bullets") and body[2].gap < _WIDE_GAP


_CONTENT = {"bullets", "square", "sentence", "pairs", "year", "table", "agencies", "headed"}


def _labels_below(body: Sequence[Block]) -> set[int]:
    """Indices of labels that stand below the text they name: text, wide gap, label, and again."""
    runs: list[list[int]] = [[]]
    for i, (text, label) in enumerate(pairwise(body), start=1):
        below = label.kind == "label" and label.gap >= _WIDE_GAP and len(label.text) <= 8
        if below and text.kind in ("sentence", "label"):
            runs[-1].append(i)
        elif i - 1 not in runs[-1]:
            runs.append([])
    flat = [i for run in runs for i in run]
    return set(flat) if len(flat) >= 3 else set()


def _bullets_with_children(block: Block, level: int) -> list[SlideHeading]:
    """Bullets directly above bullets indented further are headings of those."""
    result = []
    marks = [(row, marker(row.text)) for row in block.rows]
    for (row, upper), (_, lower) in pairwise(marks):
        if upper is None or lower is None or upper.kind != "bullet" or lower.kind != "bullet":
            continue
        if _indent(row) < _indent(_next(block, row)) and is_title(row.text[upper.end :], 30):
            span = Span(row.start + upper.end, row.span.end)
            result.append(SlideHeading(row.start, span, level))
    return result


def _next(block: Block, row: Line) -> Line:
    return block.rows[block.rows.index(row) + 1]


def _indent(row: Line) -> int:
    return len(row.text) - len(row.text.lstrip())
