"""The HTTP interface: ask, search, documents, sections. Plain JSON in and out; errors in one shape.

    POST /api/ask               {"question": "…", "history": ["…"]}   → Answer
    GET  /api/search            ?q=…&top_k=5                          → {"hits": […]}
    GET  /api/documents                                               → {"index_id", "documents": […]}
    GET  /api/sections/{id}                                           → a section, its text, its neighbours

An error is ``{"error": {"code", "message", "hint", "retryable"}}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.api.shelf import Shelf
from corpus.errors import InputError, PolicyAssistantError
from corpus.types import Answer, Document, Hit, Section


class Release(Protocol):
    """What of an index release is shown."""

    @property
    def index_id(self) -> str:
        """Identity of the release."""

    @property
    def documents(self) -> Iterable[Document]:
        """Every document."""

    @property
    def sections(self) -> Iterable[Section]:
        """Every section, in text order within its document."""


class Searching(Protocol):
    """Finds passages."""

    def search(self, question: str, options: Any, /) -> tuple[Hit, ...]:
        """Return the best passages, rank 1 first."""


class Answering(Protocol):
    """The assistant, as the pages and this interface use it."""

    @property
    def release(self) -> Release:
        """The index release in use."""

    @property
    def retriever(self) -> Searching:
        """The retriever over it."""

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        """Answer a question; ``history`` holds the earlier questions, oldest first."""


class Limit(Protocol):
    """Decides whether one more request of a client is served."""

    def wait(self, client: str) -> float:
        """Return the seconds to wait, 0 to go ahead."""


class Question(BaseModel):
    """A question and the earlier questions of the same conversation, oldest first."""

    question: str
    history: list[str] = Field(default_factory=list, max_length=50)


def create_app(assistant: Answering, *, documented: bool = True, limit: Limit | None = None) -> FastAPI:
    """Return the application with the HTTP interface on it.

    Args:
        assistant: answers the questions; called from several threads at once.
        documented: whether ``/api/openapi.json`` is served.
        limit: how often one client may ask or search; None sets no limit.
    """
    app = FastAPI(
        title="政策問答助理",
        docs_url=None,  # FastAPI's own pages load scripts from other hosts
        redoc_url=None,
        openapi_url="/api/openapi.json" if documented else None,
    )
    app.include_router(_asking(assistant, limit))
    app.include_router(_reading(assistant))
    app.add_exception_handler(PolicyAssistantError, _known_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    return app


def _asking(assistant: Answering, limit: Limit | None) -> APIRouter:
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(body: Question, request: Request) -> JSONResponse:
        """Answer a question with citations."""
        if refused := _too_often(limit, request):
            return refused
        return JSONResponse(assistant.ask(body.question, tuple(body.history)).to_dict())

    @router.get("/search")
    def search(
        request: Request, q: Annotated[str, Query()], top_k: Annotated[int, Query(ge=1, le=100)] = 5
    ) -> JSONResponse:
        """Return the passages nearest to a question."""
        from index.retriever import SearchOptions  # heavy: only when searched

        if refused := _too_often(limit, request):
            return refused
        hits = assistant.retriever.search(q, SearchOptions(top_k=top_k))
        return JSONResponse({"hits": [hit.to_dict() for hit in hits]})

    return router


def _reading(assistant: Answering) -> APIRouter:
    router = APIRouter(prefix="/api")
    release = assistant.release
    shelf = Shelf.of(release)

    @router.get("/documents")
    def documents() -> JSONResponse:
        """List the documents in the index."""
        rows = [_document_row(document, len(shelf.outline(document.document_id))) for document in shelf.documents]
        return JSONResponse({"index_id": release.index_id, "documents": rows})

    @router.get("/sections/{section_id:path}")
    def section(section_id: str) -> JSONResponse:
        """Return one section with its text."""
        found = shelf.section(section_id)
        document = shelf.document(found.document_id) if found else None
        if found is None or document is None:
            error = InputError(f"找不到章節：{section_id[:80]}", hint="章節代號可由 /api/search 或回答的出處取得。")
            return _error(404, error)
        before, after = shelf.neighbours(found)
        return JSONResponse(
            found.to_dict()
            | {
                "text": found.span.slice(document.text),
                "previous_id": before.section_id if before else None,
                "next_id": after.section_id if after else None,
            }
        )

    return router


def _document_row(document: Document, sections: int) -> dict[str, Any]:
    names = ("document_id", "title", "agency", "edition", "family", "source", "licence", "sha256")
    return {name: getattr(document, name) for name in names} | {
        "sections": sections,
        "characters": len(document.text),
        "warnings": list(document.warnings),
    }


def _too_often(limit: Limit | None, request: Request) -> JSONResponse | None:
    seconds = limit.wait(request.client.host if request.client else "") if limit else 0.0
    if not seconds:
        return None
    error = InputError("提問次數過於頻繁", hint=f"請於 {seconds:.0f} 秒後再試。", retryable=True)
    return _error(429, error, {"Retry-After": str(max(1, round(seconds)))})


def _known_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PolicyAssistantError)  # noqa: S101  registered for this type only
    return _error(422 if isinstance(error, InputError) else 503, error)


def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this type only
    fields = "、".join(".".join(str(part) for part in item["loc"]) for item in error.errors())
    return _error(422, InputError(f"請求的內容不符格式：{fields}", hint="欄位與型別請見 /api/openapi.json。"))


def _error(status: int, error: PolicyAssistantError, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"code": error.code, "message": error.message, "hint": error.hint, "retryable": error.retryable}
    return JSONResponse({"error": body}, status_code=status, headers=headers)
