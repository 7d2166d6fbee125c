"""What the chat page's script fetches: the notice and the examples as they are now, and what to ask after an answer.

Each is a plain request and not an event of Gradio's: all events of a page share one stream, which Gradio's server closes
when the last one known to it is done. A question that arrives in that moment is answered into the closed stream and the
reader waits for ever; so the only event that may run when a question is sent is another question.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.api.service import Service
from assistant.ui import render
from assistant.ui.about import Mode
from assistant.ui.examples import Offered
from assistant.ui.follow_ups import FollowUps
from assistant.ui.kept import Kept
from assistant.ui.words import Words


def fragments(service: Service, kept: Kept, offered: Offered, follow_ups: FollowUps, words: Words) -> APIRouter:
    """Return the fragments in one language, under that language's prefix.

    Args:
        service: the documents.
        kept: turns that were answered, whose keys the page has.
        offered: the examples.
        follow_ups: suggests what to ask next.
        words: the language.
    """
    router = APIRouter(prefix=f"/{words.prefix}".rstrip("/"), include_in_schema=False)

    @router.get("/now/notice", response_class=HTMLResponse)
    def now_notice() -> HTMLResponse:
        return HTMLResponse(notice(service, words))

    @router.get("/now/examples", response_class=HTMLResponse)
    def now_examples() -> HTMLResponse:
        return HTMLResponse(render.examples(offered.now(), words))

    @router.get("/follow-ups/{key}", response_class=HTMLResponse)
    def suggested(key: str) -> HTMLResponse:
        turn = kept.turn(key)
        if turn is None or turn.answer is None:
            return HTMLResponse("")
        asked = (*turn.earlier, turn.question)
        return HTMLResponse(render.follow_ups(follow_ups.after(turn.answer, service.shelf, asked), words))

    return router


def notice(service: Service, words: Words) -> str:
    """Return the notice above the chat: how answers are made and how far the documents reach."""
    generative = bool(Mode.of(service.assistant).model)
    return render.notice(service.shelf.documents, service.shelf.newest_edition, words, generative=generative)
