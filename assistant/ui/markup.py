"""Untrusted text → HTML. Everything is escaped; only the block shape and a few inert marks are understood.

Positions are code points of the given text, so that a highlight computed elsewhere falls on the same characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.types import Span

Inline = Callable[[int, int], str]
"""Renders the stretch ``text[start:end]`` of one line."""

BlockKind = Literal["text", "bullet", "number", "row", "rule", "blank"]

# C0/C1 controls, line separators, and characters that reorder or hide text (bidirectional controls, tag characters).
_INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\U000e0000-\\U000e007f]"
)
_BULLET = re.compile(r"[ \t　]*[-•‧·●▪*][ \t　]+(?=\S)")
_NUMBER = re.compile(r"[ \t　]*(\d{1,3})[.)][ \t　]+(?=\S)")
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?[ \t]*)?")
_MARK = re.compile(
    r"(?P<strong>\*\*|</?(?:b|strong)>)"
    r"|(?P<break></?(?:br|li|p|div)\b[^<>\n]{0,200}>)"
    r"|(?P<drop></?(?:u|i|em|ul|ol|span|sup|sub|font)\b[^<>\n]{0,200}>|\\(?=[\\`*_{}\[\]()#+\-.!$|~>]))",
    re.IGNORECASE,
)


def escape(text: str) -> str:
    """Return ``text`` safe for HTML content and attributes, without invisible characters."""
    return html.escape(_INVISIBLE.sub("", text), quote=True).replace("\n", " ").replace("\t", " ")


def plain(text: str) -> str:
    """Return ``text`` without formatting marks and invisible characters, for copying and labels."""
    return " ".join(_INVISIBLE.sub("", _MARK.sub("", text)).split())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: its kind, its cells (one for anything but a table row) and its number in a list."""

    kind: BlockKind
    cells: tuple[Span, ...]
    number: str = ""


def lines(text: str, span: Span) -> Iterator[Line]:
    """Yield the lines of ``text`` inside ``span`` with their kind.

    Args:
        text: the whole text.
        span: the stretch to read, in code points.
    """
    at = span.start
    for raw in text[span.start : span.end].split("\n"):
        yield _line(text, at, at + len(raw))
        at += len(raw) + 1


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    stripped = raw.strip()
    if not stripped:
        return Line("blank", ())
    if stripped.startswith("|") and stripped.count("|") > 1:
        if _RULE.fullmatch(stripped):
            return Line("rule", ())
        first = start + raw.index("|") + 1
        last = start + raw.rindex("|")
        return Line("row", tuple(_cells(text, first, last if last >= first else end, "|")))
    if bullet := _BULLET.match(raw):
        return Line("bullet", (Span(start + bullet.end(), end),))
    if number := _NUMBER.match(raw):
        return Line("number", (Span(start + number.end(), end),), number[1])
    if "\t" in stripped:
        lead = len(raw) - len(raw.lstrip(" "))  # a tab before the first word is an empty first cell
        return Line("row", tuple(_cells(text, start + lead, start + len(raw.rstrip(" ")), "\t")))
    return Line("text", (Span(start, end),))


def _cells(text: str, start: int, end: int, separator: str) -> Iterator[Span]:
    at = start
    for cell in text[start:end].split(separator):
        yield Span(at, at + len(cell))
        at += len(cell) + 1


def blocks(text: str, span: Span, inline: Inline) -> str:
    """Render paragraphs, lists and tables of a stretch of text, on one line of HTML.

    Args:
        text: the whole text.
        span: the stretch to render, in code points.
        inline: renders the inside of a line or cell; it must escape.
    """
    out: list[str] = []
    group: list[Line] = []
    for line in (*lines(text, span), Line("blank", ())):
        same = group and (line.kind == group[0].kind or {line.kind, group[0].kind} == {"row", "rule"})
        if group and not same:
            out.append(_block(group, inline))
            group = []
        if line.kind != "blank":
            group.append(line)
    return "".join(out)


def _block(group: list[Line], inline: Inline) -> str:
    kind = next((line.kind for line in group if line.kind != "rule"), "rule")
    if kind == "row":
        return _table(group, inline)
    inner = [(line.number, inline(line.cells[0].start, line.cells[0].end)) for line in group if line.cells]
    if kind == "bullet":
        return f"<ul>{''.join(f'<li>{item}</li>' for _, item in inner)}</ul>"
    if kind == "number":
        items = "".join(f'<li value="{int(number)}">{item}</li>' for number, item in inner)
        return f"<ol>{items}</ol>"
    return f"<p>{'<br>'.join(item for _, item in inner)}</p>" if inner else ""


def _table(group: list[Line], inline: Inline) -> str:
    has_head = len(group) > 1 and group[1].kind == "rule"
    rows = [[inline(cell.start, cell.end) for cell in line.cells] for line in group if line.kind == "row"]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0]) if has_head else ""
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (rows[1:] if has_head else rows)
    )
    thead = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f'<div class="table"><table>{thead}<tbody>{body}</tbody></table></div>'


def highlighted(text: str, highlight: Span | None) -> Inline:
    """Return an inline renderer that wraps what lies inside ``highlight`` in ``<mark>``.

    Args:
        text: the whole text.
        highlight: the quote, in code points of ``text``, or None.
    """

    def render(start: int, end: int) -> str:
        out: list[str] = []
        strong = False
        at = start
        for mark in _MARK.finditer(text, start, end):
            out.append(_run(text, at, mark.start(), strong, highlight))
            at = mark.end()
            if mark.lastgroup == "strong":
                strong = not strong
            elif mark.lastgroup == "break" and any(out):
                out.append("<br>")
        out.append(_run(text, at, end, strong, highlight))
        return "".join(out)

    return render


def _run(text: str, start: int, end: int, strong: bool, highlight: Span | None) -> str:
    inner = "".join(_marked(text, start, end, highlight))
    return f"<strong>{inner}</strong>" if strong and inner.strip() else inner


def _marked(text: str, start: int, end: int, highlight: Span | None) -> Iterator[str]:
    low, high = (
        (end, end)
        if highlight is None
        else (min(max(highlight.start, start), end), min(max(highlight.end, start), end))
    )
    yield escape(text[start:low])
    if text[low:high].strip():
        yield f"<mark>{escape(text[low:high])}</mark>"
    else:
        yield escape(text[low:high])
    yield escape(text[high:end])
