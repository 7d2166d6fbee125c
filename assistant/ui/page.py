"""The chat page: Gradio Blocks that put a question to the assistant and show the turns that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import gradio as gr

from assistant.api.app import Answering, Limit
from assistant.api.shelf import Shelf
from assistant.ui import render
from assistant.ui.markup import escape
from assistant.ui.render import Problem, Turn
from assistant.ui.words import Words
from corpus.errors import PolicyAssistantError

MAX_TURNS = 30
"""Turns kept on the page; older ones scroll away for good."""

STATE_SECONDS = 3600
"""How long an idle conversation is remembered by the server."""

Turns = tuple[Turn, ...]


def history(turns: Turns) -> tuple[str, ...]:
    """Return the earlier questions that were answered, oldest first."""
    return tuple(turn.question for turn in turns if turn.answer is not None)


def reply(assistant: Answering, question: str, turns: Turns, asked_at: str) -> Turn:
    """Put one question to the assistant; what goes wrong becomes part of the turn.

    Args:
        assistant: answers it.
        question: as typed.
        turns: the conversation so far.
        asked_at: when it was asked, as shown to the reader.
    """
    try:
        return Turn(question, asked_at, answer=assistant.ask(question, history(turns)))
    except PolicyAssistantError as error:
        return Turn(question, asked_at, problem=Problem(error.message, error.hint))


def build(
    assistant: Answering, shelf: Shelf, words: Words, examples: tuple[str, ...], limit: Limit | None = None
) -> gr.Blocks:
    """Return the chat in one language.

    Args:
        assistant: answers the questions.
        shelf: the documents, for the notice.
        words: the language.
        examples: questions to offer.
        limit: how often one client may ask; None sets no limit.
    """
    with gr.Blocks(title=words.name, analytics_enabled=False, delete_cache=(3600, 86_400), fill_width=True) as blocks:
        gr.Markdown(render.header(words), elem_id="top", latex_delimiters=[])
        gr.Markdown(render.notice(shelf.documents, shelf.newest_edition, words), elem_id="notice", latex_delimiters=[])
        turns = gr.State((), time_to_live=STATE_SECONDS)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=3, min_width=280):
                conversation = gr.Markdown(render.conversation((), words), elem_id="conversation", latex_delimiters=[])
                with gr.Column(elem_id="examples", visible=bool(examples)) as offered:
                    gr.Markdown(f'<h2 class="small">{escape(words.examples)}</h2>', latex_delimiters=[])
                    buttons = [gr.Button(text, elem_classes="example", size="sm") for text in examples]
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
                    send = gr.Button(words.send, variant="primary", elem_id="send", scale=1, min_width=88)
                clear = gr.Button(words.new_conversation, elem_id="clear", size="sm", visible=False)
            with gr.Column(elem_id="sources", scale=2, min_width=280):
                gr.Markdown(_panel(words), elem_id="panel", latex_delimiters=[])

        outputs = [question, turns, conversation, offered, clear]
        answer = _answerer(assistant, words, limit)
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([question.submit, send.click], answer, [question, turns], outputs, **quiet)
        for button in buttons:
            button.click(answer, [button, turns], outputs, **quiet)
        clear.click(
            lambda: (
                "",
                (),
                render.conversation((), words),
                gr.update(visible=bool(examples)),
                gr.update(visible=False),
            ),
            None,
            outputs,
            **quiet,
        )
    blocks.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    return blocks


def _panel(words: Words) -> str:
    return (
        f'<div class="panel"><h2 class="small">{escape(words.sources_label)}</h2>'
        f'<div class="panel-body"><p class="empty">{escape(words.sources_hint)}</p></div></div>'
    )


def _answerer(assistant: Answering, words: Words, limit: Limit | None) -> Callable[..., Iterator[tuple[object, ...]]]:
    def answer(question: str, turns: Turns, request: gr.Request) -> Iterator[tuple[object, ...]]:
        asked_at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        earlier = tuple(turns)[-(MAX_TURNS - 1) :]
        shown = (gr.update(visible=False), gr.update(visible=True))
        pending = (*earlier, Turn(question, asked_at))
        yield ("", earlier, render.conversation(pending, words), *shown)
        seconds = limit.wait(request.client.host if request.client else "") if limit else 0.0
        if seconds:
            turn = Turn(
                question, asked_at, problem=Problem(words.busy, words.busy_hint.format(seconds=round(seconds) or 1))
            )
        else:
            turn = reply(assistant, question, earlier, asked_at)
        turns = (*earlier, turn)
        yield ("", turns, render.conversation(turns, words), *shown)

    return answer
