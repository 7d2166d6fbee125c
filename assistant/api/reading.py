"""``/api/search``, ``/api/documents``, ``/api/sections/{id}``: what the answers are made of."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from assistant.api.asking import client_of
from assistant.api.problems import RESPONSES, ErrorBody, NotFoundError
from assistant.api.service import Service
from corpus.types import Document, Hit, Span


class Found(BaseModel):
    """The passages nearest to a question, rank 1 first."""

    hits: list[Hit]


class DocumentRow(BaseModel):
    """One document; ``edition`` is an ISO date or empty, ``characters`` its length, ``warnings`` what could not be read."""

    document_id: str
    title: str
    agency: str
    edition: str
    family: str
    source: str
    licence: str
    sha256: str
    sections: int
    characters: int
    warnings: list[str]


class Documents(BaseModel):
    """Every document of an index release."""

    index_id: str
    documents: list[DocumentRow]


class SectionText(BaseModel):
    """A section and its text; positions are code points of the document; ``page`` counts from 1."""

    section_id: str
    document_id: str
    path: list[str]
    number: str
    level: int
    span: Span
    heading: Span
    parent_id: str | None
    page: int | None
    text: str
    previous_id: str | None
    next_id: str | None


def routes(service: Service) -> APIRouter:
    """Return the reading part of the interface.

    Args:
        service: the documents, and the search over them.
    """
    router = APIRouter(prefix="/api")

    @router.get("/search", responses=RESPONSES, summary="檢索段落")
    def search(request: Request, q: Annotated[str, Query()], top_k: Annotated[int, Query(ge=1, le=100)] = 5) -> Found:
        """Return the passages nearest to a question."""
        return Found(hits=list(service.search(q, top_k, client=client_of(request))))

    @router.get("/documents", summary="文件清單")
    def documents() -> Documents:
        """List the documents in the index."""
        shelf = service.shelf
        rows = [_row(document, len(shelf.outline(document.document_id))) for document in shelf.documents]
        return Documents(index_id=service.index_id, documents=rows)

    @router.get("/sections/{section_id:path}", responses={404: {"model": ErrorBody}}, summary="一個章節的原文")
    def section(section_id: str) -> SectionText:
        """Return one section with its text."""
        return SectionText(**section_text(service, section_id))

    return router


def section_text(service: Service, section_id: str) -> dict[str, Any]:
    """Return a section as ``SectionText`` has it.

    Raises:
        NotFoundError: there is none of this id.
    """
    shelf = service.shelf
    found = shelf.section(section_id)
    document = shelf.document(found.document_id) if found else None
    if found is None or document is None:
        raise NotFoundError(f"找不到章節：{section_id[:80]}", hint="章節代號可由 /api/search 或回答的出處取得。")
    before, after = shelf.neighbours(found)
    return found.to_dict() | {
        "text": found.span.slice(document.text),
        "previous_id": before.section_id if before else None,
        "next_id": after.section_id if after else None,
    }


def _row(document: Document, sections: int) -> DocumentRow:
    names = ("document_id", "title", "agency", "edition", "family", "source", "licence", "sha256")
    return DocumentRow(
        **{name: getattr(document, name) for name in names},
        sections=sections,
        characters=len(document.text),
        warnings=list(document.warnings),
    )
