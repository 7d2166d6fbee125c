"""The chat page: Gradio Blocks that put a question to the service and show the turns that come of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import gradio as gr

from assistant.api.service import Service
from assistant.events import Done, Event, Stage, Text, Typing, Withdrawn
from assistant.ui import render
from assistant.ui.examples import Offered
from assistant.ui.fragments import notice
from assistant.ui.kept import Kept
from assistant.ui.markup import escape
from assistant.ui.turns import Problem, Turn
from assistant.ui.words import Words
from corpus.errors import PolicyAssistantError

MAX_TURNS = 30
"""Turns kept on the page; older ones scroll away for good."""

STATE_SECONDS = 3600
"""How long an idle conversation is remembered by the server."""

PAUSE = 0.08
"""Seconds between two looks of an answer that is being written."""

Turns = tuple[Turn, ...]

_log = logging.getLogger(__name__)


def history(turns: Turns) -> tuple[str, ...]:
    """Return the earlier questions that were answered, oldest first."""
    return tuple(turn.question for turn in turns if turn.answer is not None)


def reply(service: Service, turn: Turn, words: Words, client: str = "") -> Iterator[Turn]:
    """Put one question to the service; what goes wrong becomes part of the turn.

    Args:
        service: answers it.
        turn: the question, when it was asked, and the questions before it.
        words: the language of what goes wrong unexpectedly.
        client: who asks, for the limit only.

    Yields:
        The turn as it grows; the last has an answer or a problem.
    """
    shown = time.monotonic()
    try:
        for event in service.events(turn.question, turn.earlier, client=client, channel="page"):
            turn = grown(turn, event)
            if isinstance(event, Stage | Withdrawn) or time.monotonic() - shown > PAUSE:
                yield turn
                shown = time.monotonic()
    except PolicyAssistantError as error:
        yield replace(turn, problem=Problem(error.message, error.hint))
        return
    except Exception:
        _log.exception("answering failed")
        yield replace(turn, problem=Problem(words.problem_unknown, words.problem_unknown_hint))
        return
    yield turn


def grown(turn: Turn, event: Event) -> Turn:
    """Return the turn after one more event of its answer."""
    match event:
        case Stage(name):
            return replace(turn, stage=name)
        case Typing(text):
            return replace(turn, typing=text)
        case Text(text, citations):
            return replace(turn, partial=turn.partial + text, typing="", citations=(*turn.citations, *citations))
        case Withdrawn(message):
            return replace(turn, partial="", typing="", citations=(), withdrawn=message)
        case Done(answer):
            return replace(turn, answer=answer, generated=answer.mode == "generated")


QUIET = {"show_progress": "hidden", "api_visibility": "private"}
"""Of every event: no veil over the page, no public endpoint."""


def build(
    service: Service,
    words: Words,
    offered: Offered,
    kept: Kept,
    *,
    changing: bool = False,
) -> gr.Blocks:
    """Return the chat in one language.

    Args:
        service: answers the questions.
        words: the language.
        offered: questions to offer.
        kept: keeps finished turns, for downloading and judging.
        changing: whether documents may change while it runs, so that a page asks anew what there is.
    """
    with gr.Blocks(title=words.name, analytics_enabled=False, delete_cache=(3600, 86_400), fill_width=True) as blocks:
        gr.Markdown(render.header(words), elem_id="top", latex_delimiters=[])
        gr.Markdown(render.now("notice", notice(service, words), fresh=changing), elem_id="notice", latex_delimiters=[])
        turns = gr.State((), time_to_live=STATE_SECONDS)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=3, min_width=280):
                conversation = gr.Markdown(render.conversation((), words), elem_id="conversation", latex_delimiters=[])
                examples = render.now("examples", render.examples(offered.now(), words), fresh=changing)
                gr.Markdown(examples, elem_id="examples", latex_delimiters=[])
                question, send = _question_row(words)
                clear = gr.Button(words.new_conversation, elem_id="clear", size="sm", visible=False)
            with gr.Column(elem_id="sources", scale=2, min_width=280):
                gr.Markdown(_panel(words), elem_id="panel", latex_delimiters=[])

        outputs = [question, turns, conversation, clear]
        # the only two events; why everything else is fetched: fragments.py
        gr.on([question.submit, send.click], _answerer(service, words, kept), [question, turns], outputs, **QUIET)
        clear.click(lambda: _cleared(words), None, outputs, **QUIET)
    blocks.queue(max_size=256, default_concurrency_limit=32, api_open=False)  # how many at once: Admission
    return blocks


def _question_row(words: Words) -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="ask"):
        question = gr.Textbox(
            label=words.question_label,
            placeholder=words.question_placeholder,
            elem_id="question",
            lines=1,
            max_lines=5,
            scale=8,
            autofocus=True,
        )
        return question, gr.Button(words.send, variant="primary", elem_id="send", scale=1, min_width=88)


def _cleared(words: Words) -> tuple[object, ...]:
    return ("", (), render.conversation((), words), gr.update(visible=False))


def _panel(words: Words) -> str:
    return (
        f'<div class="panel"><h2 class="small">{escape(words.sources_label)}</h2>'
        f'<div class="panel-body"><p class="empty">{escape(words.sources_hint)}</p></div></div>'
    )


def _answerer(service: Service, words: Words, kept: Kept) -> Callable[..., Iterator[tuple[object, ...]]]:
    def answer(question: str, turns: Turns, request: gr.Request) -> Iterator[tuple[object, ...]]:
        asked_at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        before = tuple(turns)[-(MAX_TURNS - 1) :]
        turn = Turn(question, asked_at, earlier=history(before))

        def shown(turn: Turn, state: Turns) -> tuple[object, ...]:
            look = render.conversation((*before, turn), words)
            return ("", state, look, gr.update(visible=True))

        yield shown(turn, before)
        for turn in reply(service, turn, words, request.client.host if request.client else ""):  # noqa: B020  it grows
            if turn.answer is None and turn.problem is None:
                yield shown(turn, before)
        turn = kept.keep(turn)
        yield shown(turn, (*before, turn))

    return answer
