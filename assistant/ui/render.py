"""Turns of a conversation → HTML, by pure functions. Nothing of a question or a document reaches the page unescaped.

The conversation is handed to Gradio's Markdown component, which passes one HTML block through untouched as long as it
holds no line break; ``conversation`` therefore returns a single line. Links are built from document and section ids,
never from text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.ui.export import footnoted
from assistant.ui.links import document_link
from assistant.ui.markup import blocks, escape, highlighted, plain
from assistant.ui.turns import Problem, Turn
from assistant.ui.words import Words
from corpus.types import Answer, Citation, Document, Span

_MARKER = re.compile(r"\[(\d{1,3})\]")


def section_path(path: Sequence[str], words: Words) -> str:
    """Return a section path as escaped text, outermost first."""
    return " › ".join(escape(plain(part)) for part in path) or escape(words.no_heading)


def edition(date: str, words: Words) -> str:
    """Return the words for an edition date; empty dates are said to be missing."""
    return escape(words.edition.format(date=date) if date else words.undated)


def conversation(turns: Sequence[Turn], words: Words) -> str:
    """Render a conversation, oldest turn first.

    Args:
        turns: the turns; none gives the welcome.
        words: the language.

    Returns:
        One HTML element without line breaks.
    """
    if not turns:
        return (
            f'<div class="welcome"><p class="welcome-title">{escape(words.welcome)}</p>'
            f"<p>{escape(words.welcome_hint)}</p></div>"
        )
    shown = "".join(_turn(i, turn, words) for i, turn in enumerate(turns, 1))
    keys = ".".join(turn.key for turn in turns if turn.key and turn.answer is not None)
    whole = _downloads(keys, words.export_conversation) if keys.count(".") else ""
    return f'<div class="turns">{shown}{whole}</div>'


def _turn(number: int, turn: Turn, words: Words) -> str:
    if turn.answer is not None:
        body = _answer(turn, turn.answer, words)
    elif turn.problem is not None:
        body = _problem(turn.problem, words)
    else:
        body = _pending(turn, words)
    state = "pending" if turn.answer is None and turn.problem is None else "done"
    return (
        f'<div class="turn {state}" id="turn-{number}">'
        f'<h2 class="question"><span class="hidden-label">{escape(words.asked)}</span> {escape(turn.question).strip() or escape(words.no_question)}</h2>'
        f"{body}</div>"
    )


def _pending(turn: Turn, words: Words) -> str:
    stages = {
        "reading": words.stage_reading,
        "searching": words.stage_searching,
        "composing": words.stage_composing,
        "generating": words.stage_generating,
    }
    told = f'<p class="stage">{escape(stages.get(turn.stage, words.thinking))}</p>'
    withdrawn = f'<p class="understood">{escape(turn.withdrawn)}</p>' if turn.withdrawn else ""
    text = f'<div class="text">{text_of(turn.partial, turn.citations)}</div>' if turn.partial else ""
    typing = f'<p class="typing">{escape(turn.typing)}</p>' if turn.typing else ""
    return f'<div class="card pending">{withdrawn}{text}{typing}{told}</div>'


def _problem(problem: Problem, words: Words) -> str:
    hint = f'<p class="hint">{escape(words.what_to_do.format(hint=problem.hint))}</p>' if problem.hint else ""
    return (
        f'<div class="card problem" role="alert"><h3 class="label">{escape(words.error)}</h3>'
        f"<p>{escape(problem.message)}</p>{hint}</div>"
    )


def _answer(turn: Turn, answer: Answer, words: Words) -> str:
    understood = ""
    if answer.completed_question and answer.completed_question != answer.question:
        text = words.understood_as.format(question=answer.completed_question)
        understood = f'<p class="understood">{escape(text)}</p>'
    warnings = "".join(f"<li>{escape(text)}</li>" for text in answer.warnings)
    warned = f'<ul class="warnings">{warnings}</ul>' if warnings else ""
    label = _label(turn, answer, words)
    cited, heading = (answer.nearest, words.nearest) if answer.refused else (answer.citations, words.sources)
    return (
        f'<div class="card answer{" refused" if answer.refused else ""}">'
        f'<h3 class="label"><span class="hidden-label">{escape(words.answered)}</span> {escape(label)}</h3>'
        f"{understood}"
        f'<div class="text">{answer_text(answer)}</div>'
        f"{warned}{_source_list(cited, heading, words, numbered=not answer.refused)}"
        f"{_actions(turn, words)}{_copy_text(footnoted(answer, turn, words))}</div>"
    )


def _actions(turn: Turn, words: Words) -> str:
    """What can be done with an answer: copy, judge, download."""
    judged = (
        f'<button type="button" class="quiet helpful" value="{turn.key}">{escape(words.helpful)}</button>'
        f'<button type="button" class="quiet report" value="{turn.key}">{escape(words.report)}</button>'
        if turn.key
        else ""
    )
    saved = _downloads(turn.key, words.export_answer) if turn.key else ""
    return f'<div class="actions"><button type="button" class="quiet copy">{escape(words.copy)}</button>{judged}{saved}</div>'


def _downloads(keys: str, label: str) -> str:
    name = escape(label)
    links = " ".join(
        f'<a class="export" href="export/{keys}.{kind}" title="{name}（{title}）">{title}</a>'
        for kind, title in (("odt", "ODT"), ("md", "Markdown"))
    )
    return f'<span class="downloads"><span class="downloads-label">{name}</span> {links}</span>'


def _label(turn: Turn, answer: Answer, words: Words) -> str:
    if not answer.refused:
        return words.generated if turn.generated else words.extracted
    return words.out_of_scope if answer.reason in ("instructions", "off_topic") else words.refused


def answer_text(answer: Answer) -> str:
    """Render an answer's text; each ``[n]`` that names a citation becomes a link to its source, any other stays text."""
    return text_of(answer.text, answer.citations)


def text_of(text: str, citations: Sequence[Citation] = ()) -> str:
    """Render an answer's text, whole or as far as it has come; see ``answer_text``."""
    by_marker = {citation.marker: citation for citation in citations}
    inline = highlighted(text, None)

    def with_markers(start: int, end: int) -> str:
        out: list[str] = []
        at = start
        for found in _MARKER.finditer(text, start, end):
            citation = by_marker.get(int(found[1]))
            if citation is None:
                continue
            out += [inline(at, found.start()), _marker(citation)]
            at = found.end()
        out.append(inline(at, end))
        return "".join(out)

    return blocks(text, Span(0, len(text)), with_markers)


def _address(citation: Citation, marker: int | None) -> str:
    return escape(document_link(citation.document_id, citation.section_id, citation.span, marker))


def _marker(citation: Citation) -> str:
    where = f"{citation.title} › {' › '.join(citation.section)}"
    return (
        f'<a class="cite" href="{_address(citation, citation.marker)}" title="{escape(plain(where))}">'
        f"[{citation.marker}]</a>"
    )


def _source_list(citations: Sequence[Citation], heading: str, words: Words, *, numbered: bool) -> str:
    if not citations:
        return ""
    items = "".join(_source_item(citation, words, numbered) for citation in citations)
    return f'<div class="sources"><h4>{escape(heading)}</h4><ol>{items}</ol></div>'


def _source_item(citation: Citation, words: Words, numbered: bool) -> str:
    number = f'<span class="number">{citation.marker}</span>' if numbered else ""
    page = f" · {escape(words.page.format(page=citation.page))}" if citation.page else ""
    page += f" · {escape(words.recognised)}" if citation.recognised else ""
    return (
        f'<li><a class="cite-row" href="{_address(citation, citation.marker if numbered else None)}">{number}'
        f'<span class="where"><span class="title">{escape(plain(citation.title))}</span> '
        f'<span class="path">{section_path(citation.section, words)}{page}</span></span></a></li>'
    )


def _copy_text(text: str) -> str:
    rows = "".join(f"<span>{escape(line)}</span>" for line in text.split("\n"))
    return f'<span class="copy-text" hidden>{rows}</span>'


def now(name: str, html: str, *, fresh: bool) -> str:
    """Wrap what may change while a page lies open or in a cache: the page's script fetches it anew where it is ``fresh``."""
    return f'<div class="now{" fresh" if fresh else ""}" id="now-{name}">{html}</div>'


def follow_ups(questions: Sequence[str], words: Words) -> str:
    """Render what to ask next, empty where there is nothing."""
    return _offered(questions, words.follow_ups, "follow")


def examples(questions: Sequence[str], words: Words) -> str:
    """Render the questions that a new conversation offers, empty where there is nothing."""
    return _offered(questions, words.examples, "example")


def _offered(questions: Sequence[str], title: str, kind: str) -> str:
    """Questions as buttons that ask them."""
    if not questions:
        return ""
    items = "".join(f'<li><button type="button" class="{kind}">{escape(text)}</button></li>' for text in questions)
    return f'<div class="{kind}s"><h2 class="small">{escape(title)}</h2><ul>{items}</ul></div>'


def notice(documents: Sequence[Document], newest: str, words: Words, *, generative: bool = False) -> str:
    """Render the notice on the limits of the service, how it makes its answers, and the date of its data."""
    told = words.notice_generative if generative else words.notice
    template = words.coverage if newest else words.coverage_undated
    coverage = escape(template.format(date=newest, count=len(documents)))
    return (
        f'<div class="notice" role="note"><p><strong>{escape(words.notice_label)}</strong> {escape(told)}</p>'
        f'<p class="coverage">{coverage}</p></div>'
    )


def header(words: Words) -> str:
    """Render the title bar: skip link, name, and the ways to documents, the other language and the theme."""
    other = "../" if words.prefix else "en/"
    return (
        f'<div class="bar"><a class="skip" href="#question">{escape(words.skip)}</a>'
        f'<div class="brand"><h1>{escape(words.name)}</h1><p>{escape(words.tagline)}</p></div>'
        f'<div class="links"><a class="tool" href="documents">{escape(words.documents)}</a>'
        f'<a class="tool" href="compare">{escape(words.compare)}</a>'
        f'<a class="tool" href="about">{escape(words.about)}</a>'
        f'<a class="tool" href="{other}" lang="{words.other_lang}">{escape(words.other_language)}</a>'
        f'<button type="button" class="tool theme" title="{escape(words.theme)}">'
        f'<span class="hidden-label">{escape(words.theme)}</span></button></div></div>'
    )


def client_words(words: Words) -> Mapping[str, str]:
    """Return the few words the page's script needs."""
    names = (
        "lang",
        "copied",
        "copy_failed",
        "back_to_answer",
        "source_failed",
        "connection_lost",
        "lost_title",
        "lost_hint",
        "back_title",
        "back_hint",
        "reload",
        "report_title",
        "report_kind",
        "wrong_citation",
        "wrong_answer",
        "missing_content",
        "report_note",
        "report_send",
        "report_cancel",
        "report_kept",
        "report_thanks",
        "report_failed",
    )
    return {name: getattr(words, name) for name in names}
