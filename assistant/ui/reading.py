"""Documents as they are read: one whole with its section tree, one section beside an answer, and the list of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote

from assistant.api.shelf import Shelf
from assistant.ui.links import document_link
from assistant.ui.markup import blocks, escape, highlighted, plain
from assistant.ui.render import edition, section_path
from assistant.ui.series import chart, find_series
from assistant.ui.shell import page
from assistant.ui.words import Words
from corpus.quality import Quality
from corpus.types import Document, Section, Span

AROUND = 700
"""Code points of a long section shown on either side of a quote."""


def source(
    shelf: Shelf, document: Document, section: Section, highlight: Span | None, marker: int | None, words: Words
) -> str:
    """Render one section with its quote highlighted, for the panel beside the answer.

    Args:
        shelf: where the neighbouring sections are found.
        document: the document the section belongs to.
        section: the section to show.
        highlight: the quote, in code points of the document, or None.
        marker: the number of the source in its answer, or None.
        words: the language.

    Returns:
        An HTML fragment whose links are relative to the chat page.
    """
    whole = _body(document.text, section, highlight)
    window = _window(document.text, whole, highlight)
    number = f'<span class="number">{marker}</span>' if marker is not None else ""
    elided = f'<p class="elided">{escape(words.elided)}</p>' if len(window) < len(whole) else ""
    opened = escape(document_link(document.document_id, section.section_id, highlight))
    return (
        f'<article class="source"><h2 tabindex="-1">{number}<span>{escape(plain(document.title))}</span></h2>'
        f'<p class="meta">{_meta(document, section, words)}</p>'
        f'<p class="path">{section_path(section.path, words)}</p>'
        f'<div class="excerpt" lang="zh-Hant-TW">{_once(blocks(document.text, window, highlighted(document.text, highlight)))}</div>'
        f'{elided}<p class="open"><a class="button" href="{opened}" target="_blank" rel="noopener">'
        f"{escape(words.open_original)}</a></p>{_steps(shelf, section, words)}</article>"
    )


def _once(html: str) -> str:
    """Give the first highlighted run the id that links point to."""
    return html.replace("<mark>", '<mark id="quote">', 1)


def _body(text: str, section: Section, highlight: Span | None) -> Span:
    """What stands under the section's heading (the path names it already); all of it where that is needed."""
    under = Span(section.heading.end, section.span.end) if len(section.heading) else section.span
    quoted_heading = highlight is not None and highlight.overlaps(section.heading)
    return section.span if quoted_heading or not under.slice(text).strip() else under


def _window(text: str, span: Span, highlight: Span | None) -> Span:
    if highlight is None or not span.overlaps(highlight):
        return span if len(span) <= 3 * AROUND else Span(span.start, _line_end(text, span.start + 2 * AROUND, span.end))
    start, end = max(span.start, highlight.start - AROUND), min(span.end, highlight.end + AROUND)
    if start > span.start:
        start = max(text.rfind("\n", span.start, start) + 1, span.start)
    return Span(start, _line_end(text, end, span.end))


def _line_end(text: str, at: int, limit: int) -> int:
    found = text.find("\n", at, limit)
    return limit if found < 0 else found


def _meta(document: Document, section: Section | None, words: Words) -> str:
    parts = [escape(document.agency), edition(document.edition, words)]
    if section is not None and section.page is not None:
        parts.append(escape(words.page.format(page=section.page)))
    return " · ".join(part for part in parts if part)


def _steps(shelf: Shelf, section: Section, words: Words) -> str:
    links = []
    for kind, label, other in zip(
        ("previous", "next"),
        (words.previous_section, words.next_section),
        shelf.neighbours(section),
        strict=True,
    ):
        if other is not None:
            address = escape(document_link(other.document_id, other.section_id))
            title = escape(plain(other.title) or words.no_heading)
            links.append(f'<a class="step {kind}" href="{address}"><span>{escape(label)}</span> {title}</a>')
    return f'<nav class="steps">{"".join(links)}</nav>'


def document(shelf: Shelf, document: Document, words: Words, *, target: str = "", highlight: Span | None = None) -> str:
    """Render the reading page of a whole document.

    Args:
        shelf: where its sections are found.
        document: the document.
        words: the language.
        target: id of the section to mark as the one looked for.
        highlight: the quote, in code points of the document.
    """
    outline = shelf.outline(document.document_id)
    tree = _tree(_children(outline), None, words)
    origin = escape(words.source.format(source=document.source)) if document.source else ""
    sections = "".join(_section(document, section, highlight, section.section_id == target) for section in outline)
    body = (
        f'<div class="reading"><nav class="tree" aria-label="{escape(words.contents)}"><details open>'
        f"<summary>{escape(words.contents)}</summary>{tree}</details></nav>"
        f'<main id="main" lang="zh-Hant-TW"><header class="doc"><h1>{escape(plain(document.title))}</h1>'
        f'<p class="meta">{_meta(document, None, words)}</p><p class="meta">{origin}</p></header>'
        f"{_figures(document, outline, words)}"
        f"{_once(sections)}</main></div>"
    )
    here = f"d/{quote(document.document_id, safe='')}"
    return page(plain(document.title), body, words, root="../", here=here)


def _figures(document: Document, outline: Sequence[Section], words: Words) -> str:
    """The document's series over years as charts, folded away."""
    found = find_series(document, outline)
    if not found:
        return ""
    drawn = "".join(chart(one, document.document_id, words, root="../") for one in found)
    return f'<details class="figures"><summary>{escape(words.figures)}</summary><div class="charts">{drawn}</div></details>'


def _children(outline: Sequence[Section]) -> Mapping[str | None, list[Section]]:
    known = {section.section_id for section in outline}
    children: dict[str | None, list[Section]] = {}
    for section in outline:
        parent = section.parent_id if section.parent_id in known else None
        children.setdefault(parent, []).append(section)
    return children


def _tree(children: Mapping[str | None, list[Section]], parent: str | None, words: Words) -> str:
    items = "".join(
        f'<li><a href="#{quote(section.section_id, safe="")}">{escape(plain(section.title) or words.no_heading)}</a>'
        f"{_tree(children, section.section_id, words)}</li>"
        for section in children.get(parent, ())
        if section.title or section.level == 0
    )
    return f"<ol>{items}</ol>" if items else ""


def _section(document: Document, section: Section, highlight: Span | None, is_target: bool) -> str:
    inline = highlighted(document.text, highlight)
    level = min(section.level + 1, 6)
    heading = ""
    body = blocks(document.text, section.span, inline)
    if len(section.heading):
        before = blocks(document.text, Span(section.span.start, section.heading.start), inline)
        title = inline(section.heading.start, section.heading.end).strip()
        heading = f"{before}<h{level}>{title}</h{level}>"
        body = blocks(document.text, Span(section.heading.end, section.span.end), inline)
    state = ' class="target"' if is_target else ""
    return f'<section id="{escape(section.section_id)}"{state}>{heading}{body}</section>'


def documents(shelf: Shelf, words: Words, *, with_file: Callable[[Document], bool] = lambda _one: False) -> str:
    """Render the list of what is in here: what each is, how well it was read, and what could not be read.

    Args:
        shelf: the documents.
        words: the language.
        with_file: says of a document whether its file can be downloaded.
    """
    cards = "".join(_card(shelf, one, words, with_file(one)) for one in shelf.documents)
    newest = shelf.newest_edition or words.undated
    body = (
        f'<main id="main" class="list"><h1>{escape(words.documents)}</h1>'
        f"<p>{escape(words.documents_lead)} {escape(words.coverage.format(date=newest, count=len(shelf.documents)))}</p>"
        f"{cards}</main>"
    )
    return page(words.documents, body, words, root="", here="documents")


def _card(shelf: Shelf, one: Document, words: Words, has_file: bool) -> str:
    read = shelf.quality(one.document_id)
    facts = [
        (words.agency, one.agency),
        (words.edition_label, one.edition or words.undated),
        (words.sections, str(len(shelf.outline(one.document_id)))),
        (words.read_as, extent(read, words)),
        (words.gaps, "；".join(gaps(read, words)) or words.gaps_none),
        (words.licence, one.licence),
        (words.origin, one.source),
    ]
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    address = f"file/{quote(one.document_id, safe='')}"
    file = f'<p><a class="button" href="{address}">{escape(words.original_file)}</a></p>' if has_file else ""
    return (
        f'<section class="card"><h2><a href="{escape(document_link(one.document_id))}">{escape(plain(one.title))}</a></h2>'
        f"<dl>{rows}</dl>{file}</section>"
    )


def extent(read: Quality, words: Words) -> str:
    """Return how much was read, in words."""
    pages = words.extent_pages.format(count=read.pages) if read.pages else ""
    tables = words.extent_tables.format(count=read.tables, rows=read.rows) if read.tables else ""
    headings = words.extent_headings.format(count=sum(read.headings))
    return words.joiner.join(
        part for part in (pages, words.extent_characters.format(count=f"{read.characters:,}"), headings, tables) if part
    )


def gaps(read: Quality, words: Words) -> Iterator[str]:
    """Yield what of a document is not in the answers, or not surely right, in words."""
    yield from read.warnings
    if read.recognised:
        yield words.gap_recognised.format(pages=words.joiner.join(map(str, read.recognised)))
    if read.given:
        yield words.gap_given.format(count=len(read.given))
    for aside in read.left_out:
        yield words.gap_left_out.format(
            what=getattr(words, f"left_out_{aside.reason}"), count=aside.count, characters=aside.characters
        )
