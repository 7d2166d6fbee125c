"""Which lines of a document are headings, and how deep: from numbering, heading styles and layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import slides
from corpus.lines import Line, has_leaders, is_title, lines, plain
from corpus.outline import Marker, marker
from corpus.types import Document, Mark, Span

_RANK = {"title": 0, "part": 1, "chapter": 2, "division": 3, "subdivision": 4, "topic": 5, "article": 6, "point": 6}
_ALWAYS = {*_RANK, "annex", "formal", "mark"}
_NEVER = {"bullet", "exhibit"}
_RULE_NAME = re.compile(
    r"(?:要點|辦法|規則|細則|計畫|方案|規定|準則|條例|法|須知|事項|程序|標準|原則|規範|基準|綱領|綱要|章程|契約|範本|總說明|對照表|編制表|簡章)"
    r"(?:[（(].{1,20}[)）]|草案|部分規定|修正規定|修正條文|第.{1,30}[點條]修正規定|附件)*$"
)
_CONTENTS = re.compile(r"^\s*目\s*[錄次]\s*[:：]?\s*$")
_LONGEST_ENTRY = 60
_QUOTED = re.compile(r"「([^「」\n]{4,60})」")
_AMENDED = re.compile(r"(?:部分規定|部分條文|第[^第]{1,30}[點條])?(?:修正(?:規定|條文|草案)|部分規定|部分條文|草案)+$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: where its line starts, the span of its words, its depth (any increasing number), its number."""

    start: int
    span: Span
    level: int
    number: str = ""

    def label(self, text: str) -> str:
        """Return the heading as it is shown in a path: one line, without Markdown marks."""
        return " ".join(plain(self.span.slice(text)).replace("\n", " ").split())


@dataclass
class _Node:
    """A line that may be a heading, while the tree is being built."""

    line: Line
    kind: str
    value: float
    number: str
    rest_start: int
    level: int = 0
    words: Span | None = None
    children: list[_Node] = field(default_factory=list)
    body_lines: int = 0


def find_headings(document: Document) -> tuple[Heading, ...]:
    """Find a document's headings.

    Args:
        document: any document.

    Returns:
        Headings in text order. Slide-like text (short blocks between blank lines, hardly any numbering) is read by
        ``corpus.slides``; everything else by its numbering and the reader's heading marks.
    """
    if document.slide_titles or (not _styled(document.marks) and slides.looks_like_slides(document.text)):
        on_slides = slides.find_headings(document.text, document.slide_titles)
        if on_slides:
            return tuple(Heading(h.start, h.span, h.level) for h in on_slides)
    roots = _tree(document)
    found: list[Heading] = []
    _collect(document.text, roots, 1, under_article=False, found=found)
    return tuple(sorted(found, key=lambda h: h.start))


def _styled(marks: Sequence[Mark]) -> bool:
    return any(m.kind == "heading" for m in marks)


def _tree(document: Document) -> list[_Node]:
    """Read lines into a tree of candidate headings by a stack of numbering classes."""
    styled = {document.text.rfind("\n", 0, m.span.start) + 1: m for m in document.marks if m.kind == "heading"}
    hidden = [m.span for m in document.marks if m.kind in ("furniture", "table")]
    rows = [row for row in lines(document.text) if not row.blank]
    contents = _contents(rows)
    names = _announced(document.text)
    roots: list[_Node] = []
    stack: list[_Node] = []
    last: dict[str, float] = {}
    for i, row in enumerate(rows):
        if i in contents or has_leaders(row.text) or "\t" in row.text.strip():
            continue
        if any(span.contains(row.span) for span in hidden):
            continue
        mark = styled.get(row.start)
        node = _candidate(document.text, row, rows[i + 1] if i + 1 < len(rows) else None, mark, names)
        if node is None or not _accept(node, stack, last):
            if stack:
                stack[-1].body_lines += 1
            continue
        _place(node, stack, roots)
        last[node.kind] = node.value
    return roots


def _contents(rows: Sequence[Line]) -> frozenset[int]:
    """Indices of contents entries: below 「目錄」, up to the line where the first entry comes again as a heading."""
    found: set[int] = set()
    for i, row in enumerate(rows[:-1]):
        if not _CONTENTS.match(row.text):
            continue
        first = _bare(rows[i + 1].text)
        again = next((j for j in range(i + 2, len(rows)) if first and _bare(rows[j].text).startswith(first)), None)
        if again is not None and all(len(r.text) <= _LONGEST_ENTRY for r in rows[i + 1 : again]):
            found |= set(range(i + 1, again))
    return frozenset(found)


def _bare(text: str) -> str:
    """A contents entry without leaders, page number and spaces."""
    return re.sub(r"[\s.．·…]+|[\d０-９]+\s*$", "", text)


def _candidate(text: str, row: Line, following: Line | None, mark: Mark | None, names: frozenset[str]) -> _Node | None:
    found = marker(row.text)
    if mark is not None:
        words = marker(mark.span.slice(text))
        return _Node(
            row, "mark", 0, words.text if words else "", mark.span.start, level=mark.level or 1, words=mark.span
        )
    if found is None:
        is_name = _AMENDED.sub("", row.text.strip()) in names or _names_a_rule(row, following)
        return _Node(row, "title", 0, "", row.span.start) if is_name else None
    if found.kind in _NEVER or (found.kind == "annex" and not is_title(row.text)):
        return None
    return _Node(row, found.kind, found.value, found.text, row.start + found.end)


def _announced(text: str) -> frozenset[str]:
    """Names between 「」 in the order's preamble (訂定「…要點」): a line that is only such a name is the rule's title."""
    return frozenset(name for name in _QUOTED.findall(text[:1000]) if 4 <= len(name) <= 60)


def _names_a_rule(row: Line, following: Line | None) -> bool:
    """A line that is only a rule's name, with numbered text right below it."""
    text = row.text.strip()
    if len(text) > 60 or not _RULE_NAME.search(text) or not is_title(text, 60) or text.startswith("附"):
        return False
    below: Marker | None = marker(following.text) if following else None
    return below is not None and below.kind not in _NEVER and below.value <= 1


def _accept(node: _Node, stack: list[_Node], last: dict[str, float]) -> bool:
    """Check the order: a sibling must go on counting, a new list must begin at one or go on where its class stopped."""
    if node.kind in ("title", "mark", "annex") or node.kind in _RANK:
        return True
    sibling = next((n for n in reversed(stack) if n.kind == node.kind), None)
    if sibling is not None:
        return node.value > sibling.value or node.value == 1
    return node.value == 1 or node.kind not in last or node.value == last[node.kind] + 1


def _place(node: _Node, stack: list[_Node], roots: list[_Node]) -> None:
    rank = _RANK.get(node.kind)
    if node.kind == "mark":
        while stack and not (stack[-1].kind == "mark" and stack[-1].level < node.level):
            stack.pop()
    elif node.kind in ("title", "annex"):
        while stack and stack[-1].kind != "mark":
            stack.pop()
    elif any(n.kind == node.kind for n in stack):
        while stack[-1].kind != node.kind:
            stack.pop()
        stack.pop()
    elif rank is not None:
        while stack and stack[-1].kind not in ("mark", "title", "annex") and _RANK.get(stack[-1].kind, 99) >= rank:
            stack.pop()
    (stack[-1].children if stack else roots).append(node)
    stack.append(node)


def _collect(text: str, nodes: list[_Node], level: int, *, under_article: bool, found: list[Heading]) -> None:
    for node in nodes:
        if _is_section(node, under_article):
            found.append(_heading(text, node, level))
        in_article = under_article or node.kind in ("article", "point")
        _collect(text, node.children, level + 1, under_article=in_article, found=found)


def _is_section(node: _Node, under_article: bool) -> bool:
    """Units of a rule are sections; enumerations inside them only where they head text of their own."""
    if node.kind in _ALWAYS:
        return True
    if node.kind == "cjk" and not under_article:
        return True
    return bool(node.children) or (
        node.body_lines > 0 and is_title(node.line.text[node.rest_start - node.line.start :])
    )


def _heading(text: str, node: _Node, level: int) -> Heading:
    rest = text[node.rest_start : node.line.end]
    begin = node.line.span.start
    if node.words is not None:
        return Heading(node.line.start, node.words, level, node.number)
    if node.kind == "title" or is_title(rest):
        return Heading(node.line.start, node.line.span, level, node.number)
    number_end = begin + len(text[begin : node.rest_start].rstrip())
    return Heading(node.line.start, Span(begin, number_end), level, node.number)
