"""Two documents side by side on a topic: a citation in every cell, and said plainly where a document is silent.

A cell holds what the assistant answers about one document, and of that only what stands in this document, speaks of the
topic, and has the form of what is asked (an aim, a figure, an agency, a year). Anything else leaves the cell blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.api.shelf import Shelf
from assistant.ui.examples import name_of
from assistant.ui.links import document_link
from assistant.ui.markup import blocks, escape, highlighted, plain
from assistant.ui.series import chart, find_series
from assistant.ui.shell import page
from assistant.ui.words import Words
from corpus.figures import figures
from corpus.normalize import search_key
from corpus.types import Answer, Citation, Document, Span

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ENOUGH = 0.6
_MOST_PARAGRAPHS = 3
LONGEST_TOPIC = 40
SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row: its name in ``Words``, how it is asked for, and the form that tells it."""

    name: str
    questions: tuple[str, ...]
    fits: Callable[[Citation], bool]


def _says(pattern: str) -> Callable[[Citation], bool]:
    found = re.compile(pattern)
    return lambda citation: bool(found.search(citation.quote) or any(found.search(h) for h in citation.section[-2:]))


def _states(*kinds: str) -> Callable[[Citation], bool]:
    return lambda citation: any(figure.kind in kinds for figure in figures(citation.quote))


ASPECTS: tuple[Aspect, ...] = (
    Aspect("aims", ("{name}的目標是什麼？", "{name}的願景與目標有哪些？"), _says("目標|願景|目的|宗旨")),
    Aspect("indicators", ("{name}的指標有哪些？", "{name}的目標值是多少？"), _states("percent", "money", "rank")),
    Aspect(
        "agencies",
        ("{name}由哪些機關主辦、協辦？", "{name}的召集部會與主責機關是誰？"),
        _says("主辦|協辦|召集|主責|主管機關|[^\\s，。、]{1,8}(?:部|會|署|局|院)[)）/、]"),
    ),
    Aspect("schedule", ("{name}的期程為何？", "{name}預計何時完成？"), _states("year")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says in one cell: paragraphs with markers, and their citations."""

    paragraphs: tuple[str, ...]
    citations: tuple[Citation, ...]


class Comparer:
    """Fills cells and remembers them for one index release.

    Args:
        ask: the assistant, without a language model.
        shelf: the documents.
    """

    def __init__(self, ask: Callable[[str], Answer], shelf: Shelf) -> None:
        self._ask, self.shelf = ask, shelf
        self.cell = lru_cache(maxsize=1024)(self._cell)

    def _cell(self, document_id: str, topic: str, aspect: Aspect) -> Said | None:
        """Return what a document says of an aspect of a topic, None where it is silent."""
        document = self.shelf.document(document_id)
        if document is None:
            return None
        name = f"{name_of(document)}的{topic}"
        kept: dict[Span, tuple[str, tuple[Citation, ...]]] = {}
        for question in aspect.questions:
            answer = self._ask(question.format(name=name))
            if answer.refused:
                continue
            known = {citation.marker: citation for citation in answer.citations}
            for paragraph in answer.text.split("\n\n"):
                cited = tuple(known[m] for m in dict.fromkeys(map(int, _MARKER.findall(paragraph))) if m in known)
                if cited and all(c.document_id == document_id for c in cited):
                    on_topic = any(_speaks_of(topic, c) for c in cited)
                    if on_topic and any(aspect.fits(c) for c in cited):
                        kept.setdefault(cited[0].span, (paragraph, cited))
        return _numbered(list(kept.values())[:_MOST_PARAGRAPHS]) if kept else None

    def topics(self, one: Document, other: Document) -> tuple[str, ...]:
        """Return headings that both documents have, in the order of the first: what can be compared."""
        mine, theirs = (
            {
                search_key(name).text: name
                for section in self.shelf.outline(d.document_id)
                if (name := _name(section.title))
            }
            for d in (one, other)
        )
        shared = [name for key, name in mine.items() if any(key in k or k in key for k in theirs)]
        return tuple(sorted(shared, key=lambda name: len(name))[:SUGGESTED])


def _name(title: str) -> str:
    """A heading up to a bracket, where that is a name of some length."""
    name = re.split(r"[\s（(：:]", plain(title))[0]
    return name if 3 <= len(name) <= 12 and re.fullmatch(r"[\u4e00-\u9fff]{2}[\u4e00-\u9fffA-Za-z0-9+]+", name) else ""


def _speaks_of(topic: str, citation: Citation) -> bool:
    """Whether a source speaks of a topic: enough of the topic's neighbouring characters stand in quote or headings."""
    wanted = search_key(topic).text.replace(" ", "")
    there = search_key(" ".join((citation.quote, *citation.section))).text.replace(" ", "")
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)} or {wanted}
    return sum(pair in there for pair in pairs) >= _ENOUGH * len(pairs)


def _numbered(kept: Sequence[tuple[str, tuple[Citation, ...]]]) -> Said:
    """Number the citations of a cell from 1."""
    numbers: dict[tuple[str, Span], int] = {}
    citations: list[Citation] = []
    paragraphs = []
    for paragraph, cited in kept:
        for citation in cited:
            if (citation.document_id, citation.span) not in numbers:
                numbers[citation.document_id, citation.span] = len(citations) + 1
                citations.append(replace(citation, marker=len(citations) + 1))
        new = {c.marker: numbers[c.document_id, c.span] for c in cited}
        paragraphs.append(_MARKER.sub(lambda m, new=new: f"[{new.get(int(m[1]), m[1])}]", paragraph))  # type: ignore[misc]
    return Said(tuple(paragraphs), tuple(citations))


def pair(shelf: Shelf, one: str, other: str) -> tuple[Document, Document] | None:
    """Return the two documents to compare: those named, else the two newest, of one family first; None for fewer."""
    documents = sorted(shelf.documents, key=lambda d: d.edition, reverse=True)
    if len(documents) < 2:
        return None
    first = shelf.document(one) or documents[0]
    rest = [d for d in documents if d.document_id != first.document_id]
    family = [d for d in rest if d.family and d.family == first.family]
    named = shelf.document(other)
    second = named if named is not None and named is not first else (family or rest)[0]
    return first, second


def comparison(comparer: Comparer, one: str, other: str, topic: str, words: Words) -> str:
    """Render the page of a comparison.

    Args:
        comparer: fills the cells.
        one: id of the first document, empty to choose.
        other: id of the second.
        topic: what to compare, empty to ask for it.
        words: the language.
    """
    shelf = comparer.shelf
    chosen = pair(shelf, one, other)
    head = f"<h1>{escape(words.compare)}</h1><p>{escape(words.compare_lead)}</p>"
    if chosen is None:
        body = f'<main id="main" class="list">{head}<p class="told">{escape(words.compare_too_few)}</p></main>'
        return page(words.compare, body, words, root="", here="compare")
    topic = " ".join(topic.split())[:LONGEST_TOPIC]
    table = _table(comparer, chosen, topic, words) if topic else ""
    charts = "".join(_charts(shelf, document, words) for document in chosen)
    body = (
        f'<main id="main" class="list wide">{head}{_form(comparer, chosen, topic, words)}{table}'
        f'<section class="figures"><h2>{escape(words.figures)}</h2><p>{escape(words.figures_lead)}</p>'
        f"{charts or f'<p>{escape(words.figures_none)}</p>'}</section></main>"
    )
    return page(words.compare, body, words, root="", here="compare")


def _form(comparer: Comparer, chosen: tuple[Document, Document], topic: str, words: Words) -> str:
    def choice(name: str, label: str, now: Document) -> str:
        options = "".join(
            f'<option value="{escape(d.document_id)}"{" selected" if d is now else ""}>{escape(plain(d.title))}</option>'
            for d in comparer.shelf.documents
        )
        return f'<p><label for="{name}">{escape(label)}</label><select id="{name}" name="{name}">{options}</select></p>'

    suggested = "".join(
        f'<button class="quiet" name="topic" value="{escape(text)}">{escape(text)}</button>'
        for text in comparer.topics(*chosen)
    )
    offered = f'<p class="filters"><span>{escape(words.compare_topics)}</span> {suggested}</p>' if suggested else ""
    return (
        f'<form class="fields across" action="compare">{choice("one", words.compare_one, chosen[0])}'
        f"{choice('other', words.compare_other, chosen[1])}"
        f'<p><label for="topic">{escape(words.compare_topic)}</label>'
        f'<input id="topic" name="topic" maxlength="{LONGEST_TOPIC}" value="{escape(topic)}" '
        f'placeholder="{escape(words.compare_topic_example)}"></p>'
        f'<p><button class="button strong">{escape(words.compare_go)}</button></p>{offered}</form>'
    )


def _table(comparer: Comparer, chosen: tuple[Document, Document], topic: str, words: Words) -> str:
    heads = "".join(
        f'<th scope="col"><a href="{escape(document_link(d.document_id))}">{escape(plain(d.title))}</a>'
        f'<span class="meta">{escape(d.agency)} · {escape(d.edition or words.undated)}</span></th>'
        for d in chosen
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(getattr(words, aspect.name))}</th>'
        + "".join(_shown(comparer.cell(d.document_id, topic, aspect), d, words) for d in chosen)
        + "</tr>"
        for aspect in ASPECTS
    )
    caption = escape(words.compare_caption.format(topic=topic))
    return (
        f'<div class="table"><table class="compare"><caption>{caption}</caption><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _shown(said: Said | None, document: Document, words: Words) -> str:
    label = f'<span class="of">{escape(plain(document.title))}</span>'
    if said is None:
        return f'<td class="silent">{label}{escape(words.not_stated)}</td>'
    known = {citation.marker: citation for citation in said.citations}

    def cited(text: str) -> Callable[[int, int], str]:
        inline = highlighted(text, None)

        def render(start: int, end: int) -> str:
            out, at = [], start
            for found in _MARKER.finditer(text, start, end):
                if int(found[1]) in known:
                    out += [inline(at, found.start()), _marker(known[int(found[1])])]
                    at = found.end()
            return "".join((*out, inline(at, end)))

        return render

    text = "".join(blocks(p, Span(0, len(p)), cited(p)) for p in said.paragraphs)
    places: dict[str, list[int]] = {}
    for citation in said.citations:
        places.setdefault(" › ".join(plain(h) for h in citation.section[-2:]), []).append(citation.marker)
    where = "".join(f"<li>{''.join(map(_number, markers))}{escape(path)}</li>" for path, markers in places.items())
    return f'<td>{label}{text}<ul class="where">{where}</ul></td>'


def _number(marker: int) -> str:
    return f'<span class="number">{marker}</span> '


def _marker(citation: Citation) -> str:
    address = escape(document_link(citation.document_id, citation.section_id, citation.span))
    where = escape(plain(f"{citation.title} › {' › '.join(citation.section)}"))
    return f'<a class="cite" href="{address}" title="{where}">[{citation.marker}]</a>'


def _charts(shelf: Shelf, document: Document, words: Words) -> str:
    found = find_series(document, shelf.outline(document.document_id))
    if not found:
        return ""
    drawn = "".join(chart(one, document.document_id, words, root="") for one in found)
    return f'<h3>{escape(plain(document.title))}</h3><div class="charts">{drawn}</div>'
