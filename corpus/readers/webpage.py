"""Saved web pages: the main text with its headings and tables; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html
from lxml.etree import _Element

from corpus.errors import DocumentError
from corpus.readers.builder import TextBuilder
from corpus.readers.numerals import joined
from corpus.readers.parsed import Parsed
from corpus.readers.pipes import Cell, spread
from corpus.readers.text import decode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "ruby",
        "rb",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "map",
        "head",
        "title",
        "meta",
        "link",
        "base",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "datalist",
        "rt",
        "rp",
    ]
)
_ASIDE = frozenset({"nav", "footer", "aside"})
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LINK_BLOCKS = frozenset({"ul", "ol", "div", "section", "p", "td", "table", "dl"})
_SENTENCE_END = re.compile(r"[。；！？]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_WRAP_IN_HAN = re.compile(r"(?<=[\u2e80-\uffef])[ \t\r]*\n\s*(?=[\u2e80-\uffef])")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BIG5 = frozenset({"big5", "big5-hkscs", "cp950", "x-x-big5", "ms950"})
_MAX_DEPTH = 200
_MAIN = frozenset({"main", "article"})
_MAIN_SHARE = 0.25
_MIN_LINKS = 3
_LINK_SHARE = 0.8


def read(path: Path) -> Parsed:
    """Read an HTML file.

    Args:
        path: a saved page.

    Returns:
        The page's main text: ``main`` or ``article`` where the page has one, else the body without navigation, footers
        and blocks that are nothing but links, which are counted in a warning.

    Raises:
        DocumentError: the file is not text, or not HTML.
    """
    text, warnings = _decoded(path)
    text = _XML_DECLARATION.sub("", text)
    if "<" not in text:
        raise DocumentError(f"{path.name}：內容不是 HTML", hint="請確認副檔名；純文字請用 .txt")
    root = _parsed(text, path.name)
    title = _collapsed(root.findtext(".//title") or "")
    etree.strip_elements(root, *_SILENT, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction, etree.Entity)
    body = root.find("body")
    body = root if body is None else body
    main = _main(body)
    page = _Page()
    page.walk(main, 0)
    page.end_line()
    if main is not body:
        warnings += (f"只納入網頁的主要內容區（全頁 {_text_length(body):,} 字中的 {_text_length(main):,} 字）",)
    if page.left_out:
        warnings += (f"略過導覽、頁尾與純連結的區塊 {page.left_out:,} 處",)
    return page.builder.build(title=title, warnings=warnings)


def _parsed(text: str, name: str) -> _Element:
    """Parse a page; what the parser would cut off without a word is refused."""
    parser = html.HTMLParser(no_network=True, huge_tree=False)
    root: _Element = html.document_fromstring(text, parser=parser)
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise DocumentError(
            f"{name}：網頁的標籤層層相套過深，無法完整讀取", hint="請以瀏覽器另存成純文字，或列印為 PDF"
        )
    return root


def _decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """Decode by the page's own declaration, else strictly by content."""
    data = path.read_bytes()
    declared = _DECLARED.search(data[:4096])
    charset = declared[1].decode("ascii").lower() if declared else ""
    if charset in _BIG5:
        text = data.decode("cp950", errors="replace")
        lost = text.count("\ufffd")
        return text, (f"{lost:,} 個字元無法以 Big5 解讀，以 � 代替",) if lost else ()
    return decode(path)


def _main(body: _Element) -> _Element:
    """Return the element that holds the page's own text."""
    candidates = [element for element in body.iter() if element.tag in _MAIN or element.get("role") == "main"]
    longest = max(candidates, key=_text_length, default=body)
    return longest if _text_length(longest) >= _MAIN_SHARE * _text_length(body) else body


def _text_length(element: _Element) -> int:
    return len(_all_text(element).strip())


def _all_text(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


class _Page:
    """Walks the blocks of a page and puts their words into lines."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.left_out = 0
        self._words: list[str] = []

    def end_line(self, level: int | None = None) -> None:
        """Append the words gathered so far as a line, a heading where ``level`` is given."""
        words = "\n".join(map(_collapsed, "".join(self._words).split("\0")))
        self._words.clear()
        self.builder.line(words, None if level is None else "heading", level)

    def walk(self, element: _Element, depth: int) -> None:
        """Append what ``element`` holds; deeper than ``_MAX_DEPTH`` as plain words."""
        if depth > _MAX_DEPTH:
            self._words.append(_all_text(element))
            return
        self._gather(element.text)
        for child in element:
            self._child(child, depth)
            self._gather(child.tail)

    def _child(self, child: _Element, depth: int) -> None:
        tag = child.tag
        if _is_hidden(child):
            return
        if tag == "br":
            self._words.append("\0")
        elif tag in _INLINE:
            self.walk(child, depth + 1)
        elif _is_aside(child) or _is_link_block(child):
            self.end_line()
            self.left_out += 1
        else:
            self.end_line()
            self._block(child, depth)

    def _block(self, block: _Element, depth: int) -> None:
        if block.tag in _HEADINGS:
            self.walk(block, depth + 1)
            self.end_line(_HEADINGS[block.tag])
        elif block.tag == "table" and _is_data(block):
            for caption in block.iterchildren("caption"):
                self.builder.line(_flat(caption))
            self.builder.table(_rows(block))
        else:
            if block.tag == "li":
                self._words.append(joined(_item_label(block), ""))
            self.walk(block, depth + 1)
            self.end_line()

    def _gather(self, text: str | None) -> None:
        if text:
            self._words.append(text.replace("\0", ""))


def _is_hidden(element: _Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style", "")))


def _is_aside(element: _Element) -> bool:
    if element.tag == "header":
        return next(element.iterancestors("main", "article"), None) is None
    return element.tag in _ASIDE or element.get("role") in _ASIDE_ROLES


def _is_link_block(block: _Element) -> bool:
    """Say whether a block is nothing but links: a menu, a bread crumb, a list of related pages."""
    if block.tag not in _LINK_BLOCKS:
        return False
    links = ["".join(_all_text(link).split()) for link in block.iter("a")]
    if len(links) < _MIN_LINKS:
        return False
    words = "".join(_all_text(block).split())
    return len("".join(links)) >= _LINK_SHARE * len(words) and not _SENTENCE_END.search(words)


def _is_data(table: _Element) -> bool:
    """Say whether a table holds data, not the layout of a page."""
    laid_out = next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None
    if laid_out or table.get("role") in ("presentation", "none"):
        return False
    rows = [len(list(row.iterchildren("td", "th"))) for row in table.iter("tr")]
    return len(rows) > 1 and max(rows) > 1


def _rows(table: _Element) -> list[list[str]]:
    return spread(
        [Cell(_flat(cell), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in row.iterchildren("td", "th")]
        for row in table.iter("tr")
    )


def _span(cell: _Element, attribute: str) -> int:
    value = cell.get(attribute, "1").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _flat(element: _Element) -> str:
    """Return an element's words, one line per block or break."""
    return "\n".join(filter(None, map(_collapsed, "".join(_flat_pieces(element)).split("\0"))))


def _collapsed(words: str) -> str:
    """Collapse white space as a browser does, but let a source line end between Han characters vanish."""
    return " ".join(_WRAP_IN_HAN.sub("", words).split())


def _flat_pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield "" if child.tag in _INLINE else "\0"
        yield from _flat_pieces(child)
        yield child.tail or ""


def _item_label(item: _Element) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "•"
    start = parent.get("start", "1")
    return f"{(int(start) if start.isdecimal() else 1) + len(list(item.itersiblings('li', preceding=True)))}."
