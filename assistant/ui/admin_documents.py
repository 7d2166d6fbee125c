"""Officers' page of documents: upload, preview of the section tree and what could not be read, publish, withdraw, roll back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from assistant.api.service import Service
from assistant.ui.admin import guarded, hidden, shown
from assistant.ui.markup import escape, plain
from assistant.ui.officers import Officers, Session
from assistant.ui.publishing import FIELDS, Draft, Workshop
from assistant.ui.reading import extent, gaps
from assistant.ui.words import ZH
from corpus.errors import PolicyAssistantError

_LABELS = {
    "id": "代號（網址用，不可重複）",
    "title": "名稱",
    "agency": "機關",
    "edition": "版本日期（西元，例如 2024-12-31）",
    "family": "所屬計畫（同一計畫的各版本填相同名稱）",
    "source": "資料來源",
    "licence": "授權",
}

_DONE = {"publish": "已發布", "withdraw": "已撤下", "rollback": "已回復"}


def routes(officers: Officers, workshop: Workshop, service: Service) -> APIRouter:
    """Return the page and what its forms do.

    Args:
        officers: who may.
        workshop: does it.
        service: what is in service.
    """
    router = APIRouter(prefix="/admin", include_in_schema=False)
    desk = _Desk(officers, workshop, service)
    _preparing(router, desk)
    _publishing(router, desk)
    return router


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every form of this page needs."""

    officers: Officers
    workshop: Workshop
    service: Service

    def page(self, session: Session, told: str = "", problem: str = "", status: int = 200) -> Response:
        """Show the page."""
        body = _page(self.workshop, self.service, session, told, problem)
        return shown("文件管理", body, session, status=status)

    def attempt(self, request: Request, token: str, act: Callable[[Session], Response]) -> Response:
        """Do what someone signed in asks for; what goes wrong is told on the page."""

        def tried(session: Session) -> Response:
            try:
                return act(session)
            except PolicyAssistantError as error:
                return self.page(session, problem=f"{error.message}。{error.hint}", status=422)

        return guarded(self.officers, request, tried, token)

    def change(self, request: Request, token: str, verb: str, act: Callable[[], str]) -> Response:
        """Put another index into service; tell which."""

        def done(_session: Session) -> Response:
            return RedirectResponse(f"documents?done={verb}&index={act()}", status_code=303)

        return self.attempt(request, token, done)


def _preparing(router: APIRouter, desk: _Desk) -> None:
    """The page, and a file on its way."""

    @router.get("/documents")
    def listed(request: Request, done: str = "", index: str = "") -> Response:
        words = _DONE.get(done, "")
        told = f"{words}；目前的索引版本：{index}" if words else ""
        return guarded(desk.officers, request, lambda session: desk.page(session, told))

    @router.post("/documents-upload")
    async def upload(request: Request) -> Response:
        if desk.officers.session(request) is None:  # before the body is read
            return guarded(desk.officers, request, desk.page)
        async with request.form(max_files=1, max_fields=2) as form:
            file, token = form.get("file"), str(form.get("token", ""))
            name, data = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")

        def preview(session: Session) -> Response:
            return shown("預覽", _preview(desk.workshop.upload(name, data), session), session)

        return await run_in_threadpool(desk.attempt, request, token, preview)


def _publishing(router: APIRouter, desk: _Desk) -> None:
    """What changes the index in service."""

    @router.post("/documents-publish")
    async def publish(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=len(FIELDS) + 2) as form:
            values = {name: str(form.get(name, "")) for name in (*FIELDS, "token", "draft")}

        def act() -> str:
            return desk.workshop.publish(values["draft"], values)

        return await run_in_threadpool(desk.change, request, values["token"], "publish", act)

    @router.post("/documents-withdraw")
    def withdraw(
        request: Request, token: Annotated[str, Form()] = "", document: Annotated[str, Form()] = ""
    ) -> Response:
        return desk.change(request, token, "withdraw", lambda: desk.workshop.withdraw(document))

    @router.post("/documents-rollback")
    def roll_back(request: Request, token: Annotated[str, Form()] = "") -> Response:
        return desk.change(request, token, "rollback", desk.workshop.roll_back)


def _page(workshop: Workshop, service: Service, session: Session, told: str, problem: str) -> str:
    notice = f'<p class="told" role="status">{escape(told)}</p>' if told else ""
    notice += f'<p class="told bad" role="alert">{escape(problem)}</p>' if problem else ""
    return f"{notice}{_upload(workshop, session)}{_index(workshop, session)}{_listed(workshop, service, session)}"


def _upload(workshop: Workshop, session: Session) -> str:
    if workshop.folder is None:
        return (
            '<p class="told">目前使用隨附的文件；要發布文件，請以 <code>--corpus</code> 指定文件資料夾後重新啟動。</p>'
        )
    return (
        '<section class="card"><h2>上傳文件</h2><p>上傳後先預覽章節與判讀結果，確認後才發布。</p>'
        f'<form class="fields" method="post" action="documents-upload" enctype="multipart/form-data">{hidden(session)}'
        '<label for="file">檔案</label><input id="file" name="file" type="file" required>'
        '<button class="button strong">上傳並預覽</button></form></section>'
    )


def _index(workshop: Workshop, session: Session) -> str:
    status = workshop.status()
    earlier = len(status.generations) > 1 and status.generations[0] != status.generation
    button = (
        f'<form method="post" action="documents-rollback">{hidden(session)}<button class="quiet">回復到前一版索引</button></form>'
        if earlier
        else "<p>沒有更早的索引可以回復。</p>"
    )
    return (
        f'<section class="card"><h2>索引</h2><dl><dt>版本</dt><dd>{escape(status.manifest.index_id)}（{escape(status.generation)}）</dd>'
        f"<dt>建立時間</dt><dd>{escape(status.manifest.created)}</dd></dl>{button}</section>"
    )


def _listed(workshop: Workshop, service: Service, session: Session) -> str:
    rows = "".join(
        f'<tr><th scope="row"><a href="../d/{escape(one.document_id)}">{escape(plain(one.title))}</a></th>'
        f"<td>{escape(one.edition or ZH.undated)}</td><td>{_withdraw(one.document_id, session) if workshop.folder else ''}</td></tr>"
        for one in service.shelf.documents
    )
    return (
        '<h2>使用中的文件</h2><div class="table"><table><thead><tr><th scope="col">名稱</th><th scope="col">版本</th>'
        f'<th scope="col">動作</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _withdraw(document_id: str, session: Session) -> str:
    return (
        f'<form method="post" action="documents-withdraw">{hidden(session)}'
        f'<input type="hidden" name="document" value="{escape(document_id)}"><button class="quiet">撤下</button></form>'
    )


def _preview(draft: Draft, session: Session) -> str:
    tree = "".join(
        f'<li style="margin-left:{max(section.level - 1, 0) * 1.2:.1f}em">{escape(plain(section.title) or ZH.no_heading)}</li>'
        for section in draft.sections[:400]
    )
    more = f"<p>其餘 {len(draft.sections) - 400} 個章節未列出。</p>" if len(draft.sections) > 400 else ""
    warnings = "".join(f"<li>{escape(text)}</li>" for text in gaps(draft.read, ZH)) or "<li>無</li>"
    named = next((section.title for section in draft.sections if section.title), "")
    title = draft.document.title if draft.document.title != draft.path.stem else named or draft.path.stem
    guess = {"id": draft.path.stem, "title": plain(title)}
    inputs = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" value="{escape(guess.get(name, ""))}"'
        f"{' required' if name in ('id', 'title') else ''}>"
        for name, label in _LABELS.items()
    )
    return (
        f'<section class="card"><h2>{escape(draft.path.name)}</h2><p>{escape(extent(draft.read, ZH))}</p>'
        f"<h3>未納入或待核對</h3><ul>{warnings}</ul><details open><summary>章節（{len(draft.sections)}）</summary>"
        f'<ol class="outline">{tree}</ol>{more}</details></section>'
        f'<section class="card"><h2>發布</h2><form class="fields" method="post" action="documents-publish">{hidden(session)}'
        f'<input type="hidden" name="draft" value="{escape(draft.token)}">{inputs}'
        '<button class="button strong">發布為新的索引版本</button></form><p><a href="documents">不發布，回文件管理</a></p></section>'
    )
