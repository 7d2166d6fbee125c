"""Errors over HTTP, in one shape: ``{"error": {"code", "message", "hint", "retryable"}}``."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.api.admission import NotAdmitted
from corpus.errors import InputError, PolicyAssistantError


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str
    message: str
    hint: str
    retryable: bool


class ErrorBody(BaseModel):
    """The body of every answer that is an error."""

    error: ErrorDetail


RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorBody, "description": "無法使用的請求"},
    429: {"model": ErrorBody, "description": "提問過於頻繁"},
    503: {"model": ErrorBody, "description": "忙碌、暫停或索引無法使用"},
}
"""The errors of an operation that asks, for the description of the interface."""

INTERNAL = {
    "code": "internal",
    "message": "處理時發生未預期的錯誤",
    "hint": "請稍後再試；若持續發生，請通知系統管理人員。",
}


class NotFoundError(InputError):
    """What an address names does not exist."""

    code = "not_found"


def body(error: PolicyAssistantError) -> dict[str, Any]:
    """Return an error as the JSON that clients get."""
    shown = {"code": error.code, "message": error.message, "hint": error.hint, "retryable": error.retryable}
    return {"error": shown}


def status(error: PolicyAssistantError) -> int:
    """Return the HTTP status that fits an error."""
    if isinstance(error, NotAdmitted):
        return error.status
    if isinstance(error, NotFoundError):
        return 404
    return 422 if isinstance(error, InputError) else 503


def handle(app: FastAPI) -> None:
    """Make an application answer every error in this shape."""
    app.add_exception_handler(PolicyAssistantError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unknown)


def response(error: PolicyAssistantError) -> JSONResponse:
    """Return an error as an HTTP response."""
    headers = None
    if isinstance(error, NotAdmitted) and error.seconds:
        headers = {"Retry-After": str(max(1, round(error.seconds)))}
    return JSONResponse(body(error), status_code=status(error), headers=headers)


def _known(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PolicyAssistantError)  # noqa: S101  registered for this type only
    return response(error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this type only
    fields = "、".join(".".join(str(part) for part in item["loc"]) for item in error.errors())
    return response(InputError(f"請求的內容不符格式：{fields}", hint="欄位與型別請見 /api/openapi.json。"))


async def _framework(request: Request, error: Exception) -> Response:
    """What the framework itself declines (no such address or method): in our shape under the addresses of the interface."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this type only
    if not request.url.path.startswith(("/api/", "/v1/")):
        return await http_exception_handler(request, error)
    shown = {"code": "not_found" if error.status_code == 404 else "not_allowed", "message": "沒有這個位址或方法"}
    hint = {"hint": "可用的位址請見 /api/openapi.json。", "retryable": False}
    return JSONResponse({"error": shown | hint}, status_code=error.status_code, headers=error.headers)


def _unknown(_request: Request, error: Exception) -> JSONResponse:
    assert not isinstance(error, HTTPException)  # noqa: S101  handled by the framework
    return JSONResponse({"error": INTERNAL | {"retryable": True}}, status_code=500)
