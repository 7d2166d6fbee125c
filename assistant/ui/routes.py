"""The pages beside the chat: reading a document, one source, the list of documents, and our own style and script."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, Field

from assistant.api.admission import Admission, NotAdmitted
from assistant.api.asking import client_of
from assistant.api.feedback import Feedback
from assistant.api.limit import RateLimit
from assistant.api.problems import NotFoundError
from assistant.api.service import Service
from assistant.api.shelf import Shelf
from assistant.settings import Settings
from assistant.ui import reading, shell
from assistant.ui.about import about, read_headlines, trust
from assistant.ui.api_page import api_page
from assistant.ui.compare import Comparer, comparison
from assistant.ui.export import markdown, odt
from assistant.ui.kept import Kept
from assistant.ui.turns import Turn
from assistant.ui.words import Words
from corpus.library import SHIPPED
from corpus.types import Document, Section, Span

HERE = Path(__file__).parent
ASSETS = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "connection.js": "text/javascript",
    "judge.js": "text/javascript",
    "start.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}

TAKEN_AS: dict[str, tuple[Callable[[Sequence[Turn], Words], bytes | str], str]] = {
    "md": (markdown, "text/markdown; charset=utf-8"),
    "odt": (odt, "application/vnd.oasis.opendocument.text"),
}


JUDGED = (20, 600)
"""How many judgements one client may send in how many seconds."""


class Said(BaseModel):
    """A judgement of an answer, as the page sends it."""

    key: str = Field(max_length=64)
    kind: str
    note: str = ""


Offset = Annotated[int | None, Query(ge=0)]


def asset(name: str) -> Response:
    """Return one of our own static files; 404 for any other name."""
    if name not in ASSETS:
        return Response(status_code=404)
    return FileResponse(HERE / name, media_type=ASSETS[name], headers={"Cache-Control": "no-cache"})


def pages(
    service: Service, kept: Kept, feedback: Feedback, words: Words, settings: Settings | None = None
) -> APIRouter:
    """Return the pages in one language, under that language's prefix.

    Args:
        service: the documents.
        kept: turns that can be downloaded and judged.
        feedback: keeps the judgements.
        words: the language.
        settings: how the service is served; None for the defaults.

    Raises:
        SettingsError: the evaluation's headline cannot be read.
    """
    chosen = settings or Settings()
    router = APIRouter(prefix=f"/{words.prefix}".rstrip("/"), include_in_schema=False)
    router.add_api_route("/ui/{name}", asset, methods=["GET"])
    _documents(router, service, words, chosen.corpus or SHIPPED)
    _accounts(router, service, words, chosen)
    _compare(router, service, words)
    _answers(router, service, kept, feedback, words)
    return router


def _documents(router: APIRouter, service: Service, words: Words, folder: Path) -> None:
    """The list of documents, one of them, one of its sections, its file."""

    @router.get("/documents", response_class=HTMLResponse)
    def documents() -> HTMLResponse:
        return HTMLResponse(reading.documents(service.shelf, words, with_file=lambda one: bool(original(folder, one))))

    @router.get("/d/{document_id}", response_class=HTMLResponse)
    def document(document_id: str, section: str = "", start: Offset = None, end: Offset = None) -> HTMLResponse:
        shelf = service.shelf
        found = shelf.document(document_id)
        if found is None:
            return HTMLResponse(shell.missing(words, root="../"), status_code=404)
        quote = quoted(found, start, end)
        return HTMLResponse(reading.document(shelf, found, words, target=section, highlight=quote))

    @router.get("/source/{document_id}", response_class=HTMLResponse)
    def source(
        document_id: str, section: str = "", start: Offset = None, end: Offset = None, n: Offset = None
    ) -> HTMLResponse:
        shelf = service.shelf
        found = shelf.document(document_id)
        quote = quoted(found, start, end) if found else None
        within = section_of(shelf, document_id, section, quote)
        if found is None or within is None:
            return HTMLResponse(shell.missing(words, root="../"), status_code=404)
        return HTMLResponse(reading.source(shelf, found, within, quote, n, words))

    @router.get("/file/{document_id}")
    def file(document_id: str) -> Response:
        found = service.shelf.document(document_id)
        path = original(folder, found) if found else None
        if path is None:
            return HTMLResponse(shell.missing(words, root="../"), status_code=404)
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)


def _accounts(router: APIRouter, service: Service, words: Words, settings: Settings) -> None:
    """What the service tells of itself."""
    headlines = read_headlines(settings.headline)

    @router.get("/about", response_class=HTMLResponse)
    def told_about() -> HTMLResponse:
        return HTMLResponse(about(service, settings, words))

    @router.get("/trust", response_class=HTMLResponse)
    def trusted() -> HTMLResponse:
        return HTMLResponse(trust(headlines, service, words))

    if not settings.public:

        @router.get("/api", response_class=HTMLResponse)
        def described(request: Request) -> HTMLResponse:
            root = str(request.base_url).rstrip("/") + "/"
            return HTMLResponse(api_page(request.app.openapi(), root, words))


def _compare(router: APIRouter, service: Service, words: Words) -> None:
    """Two documents side by side; filling the cells counts as asking."""
    comparers = _Comparers(service)

    @router.get("/compare", response_class=HTMLResponse)
    def compare(request: Request, one: str = "", other: str = "", topic: str = "") -> HTMLResponse:
        if topic.strip():
            try:
                service.admission.check(client_of(request))
            except NotAdmitted as error:
                return HTMLResponse(shell.message(error.message, error.hint, words, root=""), error.status)
        return HTMLResponse(comparison(comparers.now(), one, other, topic, words))


def _answers(router: APIRouter, service: Service, kept: Kept, feedback: Feedback, words: Words) -> None:
    """What is done with an answer: taken along, judged."""
    often = Admission(limit=RateLimit(*JUDGED))

    @router.get("/export/{keys}.{kind}")
    def export(keys: str, kind: str) -> Response:
        turns = [turn for key in keys.split(".")[:50] if (turn := kept.turn(key)) is not None]
        if not turns or kind not in TAKEN_AS:
            return HTMLResponse(shell.message(words.export_gone, words.export_gone_hint, words, root="../"), 404)
        made, media_type = TAKEN_AS[kind]
        name = f"policy-answers-{turns[-1].asked_at[:10]}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(made(turns, words), media_type=media_type, headers=headers)

    @router.post("/feedback")
    def judge(said: Said, request: Request) -> Response:
        turn = kept.turn(said.key)
        if turn is None or turn.answer is None:
            raise NotFoundError(words.export_gone, hint=words.export_gone_hint)
        often.check(client_of(request))
        feedback.add(said.key, said.kind, said.note, turn.answer, turn.earlier)
        service.metrics.feedback.labels(said.kind).inc()
        return Response(status_code=204)


def original(folder: Path, document: Document) -> Path | None:
    """Return the file that a document was read from; None where it is not there any more or has changed since."""
    if not folder.is_dir() or not document.source_path:
        return None
    path = (folder / document.source_path).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    return path if hashlib.sha256(path.read_bytes()).hexdigest() == document.sha256 else None


class _Comparers:
    """The comparer of the index release in service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._now: Comparer | None = None

    def now(self) -> Comparer:
        """Return it, made anew when another release is in service."""
        shelf = self._service.shelf
        if self._now is None or self._now.shelf is not shelf:
            self._now = Comparer(self._service.plain_ask, shelf)
        return self._now


def quoted(document: Document, start: int | None, end: int | None) -> Span | None:
    """Return the span of a quote that lies in the document, None for anything else an address may say."""
    if start is None or end is None or not start < end <= len(document.text):
        return None
    return Span(start, end)


def section_of(shelf: Shelf, document_id: str, section_id: str, quote: Span | None) -> Section | None:
    """Return the section to show: where the quote begins, else the one named, else the document's first."""
    outline = shelf.outline(document_id)
    if quote is not None:
        at = next((one for one in outline if one.span.start <= quote.start < one.span.end), None)
        if at is not None:
            return at
    named = next((one for one in outline if one.section_id == section_id), None)
    return named or (outline[0] if outline and not section_id else None)
