"""Which lines of a document are headings, and how deep: from numbering, heading styles and layout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus import names, slides
from corpus.articles import true_articles
from corpus.contents import is_contents_head
from corpus.left_out import Spans, left_out
from corpus.lines import Line, has_leaders, is_title, lines, plain
from corpus.outline import LAW_UNITS, Marker, marker, stands_apart
from corpus.types import Document, Mark, Span

_RANK = {"title": 0, "part": 1, "chapter": 2, "division": 3, "subdivision": 4, "topic": 5, "article": 6, "point": 6}
_ALWAYS = {*_RANK, "annex", "formal", "mark", "name", "label", "contents"}
_NEVER = {"bullet", "exhibit"}
_ANYWHERE = {"title", "mark", "annex", "name", "label", "contents", *_RANK}
"""Classes whose numbers need not go on from the line before (articles are checked by ``corpus.articles``)."""

_PLACEHOLDER = re.compile(r"[XxＸ○◯Ｏ_＿…]{2,}\s*(?:[(（][^）)]*[)）])?$")
_LONGEST_CELL = 12
_PREAMBLE = 12
"""Lines of an order before its text: issuer, date, number, what is ordered, who signed."""

_CONTAINERS = {"mark", "title", "annex", "name", "formal", "stem", "roman"}
_LAW_HEADINGS = LAW_UNITS - {"article", "point"}
_SKIPPED = re.compile(
    r"^[\s(（]*([^\s()（）、.．至]{1,4})[\s)）、.．]*至[\s(（]*[^\s()（）、.．至]{1,4}[\s)）、.．]*略?\s*$"
)


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
    in_cells: bool = False

    @property
    def rest(self) -> str:
        """What stands on the line after the number."""
        return self.line.text[self.rest_start - self.line.start :]

    @property
    def fresh(self) -> bool:
        """Whether nothing has come below it yet."""
        return not self.children and not self.body_lines


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
    found: list[Heading] = []
    _collect(document.text, _Reading(document).tree(), 1, under_article=False, found=found)
    return tuple(sorted(found, key=lambda h: h.start))


def _styled(marks: Sequence[Mark]) -> bool:
    return any(m.kind == "heading" for m in marks)


class _Reading:
    """One pass over the printed lines of a document that makes a tree of candidate headings."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.rows = [row for row in lines(document.text) if not row.blank]
        self.marks = [marker(row.text) for row in self.rows]
        self.styled = {document.text.rfind("\n", 0, m.span.start) + 1: m for m in document.marks if m.kind == "heading"}
        tables = [m.span for m in document.marks if m.kind == "table"]
        self.hidden = Spans([item.span for item in left_out(document)] + tables)
        self.announced = names.announced(document.text)
        self.articles = true_articles(self.rows, self.marks, self.names_a_rule)
        self.within = _within(self.articles)
        self.roots: list[_Node] = []
        self.stack: list[_Node] = []
        self.last: dict[str, float] = {}

    def tree(self) -> list[_Node]:
        """Read every line and return the outermost candidates."""
        for i, row in enumerate(self.rows):
            if "\t" in row.text.strip() or has_leaders(row.text) or (self.hidden and self.hidden.contains(row.span)):
                continue
            node = self.candidate(i)
            if node is None and self.skipped(i):
                continue
            if node is None or not self.accepts(node, i):
                if self.stack:
                    self.stack[-1].body_lines += 1
                continue
            self.place(node, i)
            self.last[node.kind] = node.value
        return self.roots

    def candidate(self, i: int) -> _Node | None:
        """What the line at ``i`` may be the heading of."""
        row, mark = self.rows[i], self.marks[i]
        style = self.styled.get(row.start)
        if style is not None:
            words = marker(style.span.slice(self.text))
            number = words.text if words else ""
            return _Node(row, "mark", 0, number, style.span.start, level=style.level or 1, words=style.span)
        if mark is None:
            kind = self.name_kind(i)
            return _Node(row, kind, 0, "", row.span.start) if kind else None
        if mark.kind in _NEVER or _SKIPPED.match(row.text) or self.is_sample(i, mark):
            return None
        if mark.kind == "article" and i not in self.articles:
            return None
        if mark.kind in _LAW_HEADINGS and not stands_apart(row.text, mark) and not is_title(row.text[mark.end :], 60):
            return None
        if mark.kind == "annex" and not self.heads_an_annex(i, mark):
            return None
        node = _Node(row, mark.kind, mark.value, mark.text, row.start + mark.end)
        node.in_cells = self.in_cells(node, i)
        return node

    def heads_an_annex(self, i: int, mark: Marker) -> bool:
        """Whether the line is the label of an annex: alone, or with a name; not a list of annexes (「附件一：申請表」…)."""
        rest = self.rows[i].text[mark.end :].strip()
        if not rest.startswith(("：", ":")):
            return is_title(self.rows[i].text, names.LONGEST_NAME)
        around = (self.marks[j] for j in (i - 1, i + 1) if 0 <= j < len(self.marks))
        listed = any(other is not None and other.kind == "annex" for other in around)
        return mark.value > 0 and not listed and is_title(rest[1:], names.LONGEST_NAME)

    def is_sample(self, i: int, mark: Marker) -> bool:
        """Whether the line only shows a numbering: 「壹、」 over 「一、」 over 「(一)」, or 「一、ＸＸＸ（14號字）」."""
        rest = self.rows[i].text[mark.end :].strip()
        if _PLACEHOLDER.match(rest):
            return True
        bare = [
            other is not None and other.kind != mark.kind and not self.rows[j].text[other.end :].strip()
            for j, other in ((j, self.marks[j]) for j in (i - 1, i + 1) if 0 <= j < len(self.rows))
        ]
        return not rest and mark.kind not in _RANK and mark.kind != "annex" and any(bare)

    def in_cells(self, node: _Node, i: int) -> bool:
        """Whether a list stands in a cell of a table that was flattened: it begins below a short line that ends openly."""
        sibling = next((n for n in reversed(self.stack) if n.kind == node.kind), None)
        if node.value != 1 or (sibling is not None and sibling.in_cells):
            return sibling is not None and sibling.in_cells
        if not i or (self.stack and self.stack[-1].fresh):
            return False
        return self.below_cell(i)

    def below_cell(self, i: int) -> bool:
        """Whether the line above is short, unnumbered and ends openly, as cells of flattened tables do."""
        above = self.rows[i - 1].text.strip()
        return self.marks[i - 1] is None and len(above) <= _LONGEST_CELL and above[-1] not in "。；）)"

    def name_kind(self, i: int) -> str:
        """``title`` for the name of a rule, ``name`` for that of an annex or form, ``label``, ``contents`` (目錄), or nothing."""
        text = self.rows[i].text
        more = i + 1 < len(self.rows)
        if names.is_label(text, self.rows[i + 1] if more else None, self.marks[i + 1] if more else None):
            return "contents" if is_contents_head(text) else "label"
        if i in self.within:
            return ""
        if names.is_announced(text, self.announced):
            return "title"
        if self.stack and self.stack[-1].kind == "name" and self.stack[-1].fresh:
            return ""
        if self.top_is_bare_annex() and is_title(text, names.LONGEST_NAME):
            return "name"
        if self.names_a_rule(i):
            return "title"
        if i and names.names_a_form(text, self.rows[i - 1].text, self.marks[i - 1]):
            return "name"
        return ""

    def names_a_rule(self, i: int) -> bool:
        """Whether the line at ``i`` is the name of a rule that begins below it."""
        if self.marks[i] is not None or (i > _PREAMBLE and self.below_cell(i)):
            return False
        more = i + 1 < len(self.rows)
        return names.names_a_rule(
            self.rows[i].text, self.rows[i + 1] if more else None, self.marks[i + 1] if more else None
        )

    def top_is_bare_annex(self) -> bool:
        """Whether the line above is 「附件三」 without a name of its own."""
        top = self.stack[-1] if self.stack else None
        return top is not None and top.kind == "annex" and top.fresh and not top.rest.strip(" \u3000：:")

    def skipped(self, i: int) -> bool:
        """Whether the line says that numbers are left out (「(２)至(９)略」); counting then goes on after them."""
        mark = self.marks[i]
        found = _SKIPPED.match(self.rows[i].text) if mark is not None else None
        if mark is None or found is None:
            return False
        self.last[mark.kind] = mark.value
        return True

    def accepts(self, node: _Node, i: int) -> bool:
        """Check the order: a sibling must go on counting; a new list begins at one, goes on, or follows its parent's line."""
        if node.kind in _ANYWHERE:
            return True
        sibling = next((n for n in reversed(self.stack) if n.kind == node.kind), None)
        if sibling is not None:
            return node.value > sibling.value or node.value == 1
        if node.value == 1 or node.kind not in self.last or node.value == self.last[node.kind] + 1:
            return True
        below = self.marks[i + 1] if i + 1 < len(self.marks) else None
        runs = below is not None and below.kind == node.kind and below.value == node.value + 1
        return runs or (bool(self.stack) and self.stack[-1].fresh)

    def place(self, node: _Node, i: int) -> None:
        """Put a node into the tree."""
        stack, rank = self.stack, _RANK.get(node.kind)
        if stack and stack[-1].kind == "contents":
            stack.pop()
        if node.kind == "mark":
            while stack and not (stack[-1].kind == "mark" and stack[-1].level < node.level):
                stack.pop()
        elif i in self.within and node.kind in ("annex", "label", "contents", "name"):
            while stack[-1].kind != "article":
                stack.pop()
        elif node.kind in ("label", "contents"):
            below = self.marks[i + 1] if i + 1 < len(self.marks) else None
            while below is not None and any(n.kind == below.kind for n in stack):
                stack.pop()
        elif node.kind == "name":
            while stack and stack[-1].kind not in ("mark", "annex"):
                stack.pop()
        elif node.kind == "title":
            while stack and stack[-1].kind != "mark" and not self.top_is_bare_annex():
                stack.pop()
        elif node.kind == "annex":
            inner = node.value == 0 and any(
                n.kind == "annex" and n.value and n.number[:2] != node.number[:2] for n in stack
            )
            while stack and stack[-1].kind != "mark" and not (inner and stack[-1].kind == "annex"):
                stack.pop()
        elif any(n.kind == node.kind for n in stack):
            while stack[-1].kind != node.kind:
                stack.pop()
            stack.pop()
        elif rank is not None:
            while stack and stack[-1].kind not in _CONTAINERS and _RANK.get(stack[-1].kind, 99) >= rank:
                stack.pop()
        (stack[-1].children if stack else self.roots).append(node)
        stack.append(node)


def _within(articles: Mapping[int, float]) -> frozenset[int]:
    """Indices of lines between an article and the next one that goes on counting: nothing of a higher order begins there."""
    inside: set[int] = set()
    order = sorted(articles)
    for first, following in pairwise(order):
        if articles[first] < articles[following] <= int(articles[first]) + 1:
            inside |= set(range(first + 1, following))
    return frozenset(inside)


def _collect(text: str, nodes: list[_Node], level: int, *, under_article: bool, found: list[Heading]) -> None:
    for node in nodes:
        if _is_section(node, under_article):
            found.append(_heading(text, node, level))
        in_article = under_article or node.kind in ("article", "point")
        _collect(text, node.children, level + 1, under_article=in_article, found=found)


def _is_section(node: _Node, under_article: bool) -> bool:
    """Units of a rule are sections; enumerations inside them only where they head text of their own."""
    if node.kind in _ALWAYS or (node.kind == "cjk" and not under_article and not node.in_cells):
        return True
    return bool(node.children) or (node.body_lines > 0 and is_title(node.rest))


def _heading(text: str, node: _Node, level: int) -> Heading:
    begin = node.line.span.start
    if node.words is not None:
        return Heading(node.line.start, node.words, level, node.number)
    whole = node.kind in _LAW_HEADINGS and len(node.rest) <= names.LONGEST_NAME
    if not node.number or whole or is_title(node.rest, names.LONGEST_NAME if node.kind == "annex" else 40):
        return Heading(node.line.start, node.line.span, level, node.number)
    number_end = begin + len(text[begin : node.rest_start].rstrip())
    return Heading(node.line.start, Span(begin, number_end), level, node.number)
