"""Officers' pages: sign in, review feedback. Plain HTML forms in Traditional Chinese; nothing here without a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.api.feedback import KINDS, Feedback, Judgement
from assistant.ui.markup import escape
from assistant.ui.officers import COOKIE, LONGEST_SECONDS, Officers, Session, SignInRefused
from assistant.ui.shell import page
from assistant.ui.words import ZH

NOT_KEPT = {"Cache-Control": "no-store"}
_KIND_WORDS = {
    "helpful": ZH.helpful,
    "wrong_citation": ZH.wrong_citation,
    "wrong_answer": ZH.wrong_answer,
    "missing_content": ZH.missing_content,
}


def routes(officers: Officers, feedback: Feedback) -> APIRouter:
    """Return the officers' pages under ``/admin``.

    Args:
        officers: who may sign in.
        feedback: what there is to review.
    """
    router = APIRouter(prefix="/admin", include_in_schema=False)
    _door(router, officers)
    _reviewing(router, officers, feedback)
    return router


def _door(router: APIRouter, officers: Officers) -> None:
    """Signing in and out."""

    @router.get("/")
    def home(request: Request) -> Response:
        return RedirectResponse("feedback" if officers.session(request) else "sign-in", status_code=303)

    @router.get("/sign-in")
    def asked_in() -> Response:
        return shown("登入", _sign_in(""))

    @router.post("/sign-in")
    def sign_in(request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "") -> Response:
        try:
            secret = officers.sign_in(name[:200], password[:500])
        except SignInRefused as error:
            return shown("登入", _sign_in(f"{error.message}。{error.hint}"), status=403)
        answer = RedirectResponse("feedback", status_code=303)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=int(LONGEST_SECONDS),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.post("/sign-out")
    def sign_out(request: Request, token: Annotated[str, Form()] = "") -> Response:
        def done(_session: Session) -> Response:
            officers.sign_out(request)
            answer = RedirectResponse("sign-in", status_code=303)
            answer.delete_cookie(COOKIE)
            return answer

        return guarded(officers, request, done, token)


def _reviewing(router: APIRouter, officers: Officers, feedback: Feedback) -> None:
    """Judgements: seen, made into questions, deleted."""

    @router.get("/feedback")
    def review(request: Request, kind: str = "", saved: str = "") -> Response:
        def done(session: Session) -> Response:
            told = f"已寫入待審題目：{saved}" if saved else ""
            return shown("意見審閱", _review(feedback.rows(kind), kind, told, session), session)

        return guarded(officers, request, done)

    @router.post("/feedback-{verb}")
    def act(
        verb: str, request: Request, key: Annotated[str, Form()] = "", token: Annotated[str, Form()] = ""
    ) -> Response:
        def done(_session: Session) -> Response:
            if verb == "pending":
                path = feedback.make_pending(key)
                return RedirectResponse(f"feedback?saved={path.name}", status_code=303)
            if verb == "delete":
                feedback.delete(key)
            return RedirectResponse("feedback", status_code=303)

        return guarded(officers, request, done, token)


def guarded(
    officers: Officers, request: Request, done: Callable[[Session], Response], token: str | None = None
) -> Response:
    """Answer a request of someone signed in; anyone else is sent to sign in.

    Args:
        officers: who may sign in.
        request: the request.
        done: what is answered.
        token: what the form brought, checked where it is given; None for a page that changes nothing.
    """
    session = officers.session(request)
    if session is None:
        if officers.header:
            return shown("未登入", "<p>未取得反向代理提供的身分，請由機關入口登入。</p>", status=401)
        return RedirectResponse("sign-in", status_code=303)
    if token is not None and token != session.token:
        return shown("表單已失效", "<p>請回到上一頁重新整理後再送出。</p>", session, status=403)
    return done(session)


def shown(title: str, body: str, session: Session | None = None, *, status: int = 200) -> HTMLResponse:
    """Return one of the officers' pages.

    Args:
        title: its heading.
        body: its HTML below the heading.
        session: who sees it, None where nobody is signed in.
        status: the HTTP status.
    """
    links = (
        '<nav class="admin-links" aria-label="管理"><a href="feedback">意見審閱</a> <a href="documents">文件管理</a>'
        f'<form method="post" action="sign-out">{hidden(session)}<button class="quiet">登出（{escape(session.name)}）'
        "</button></form></nav>"
        if session
        else ""
    )
    whole = f'<main id="main" class="list admin">{links}<h1>{escape(title)}</h1>{body}</main>'
    return HTMLResponse(page(title, whole, ZH, root="../"), status_code=status, headers=NOT_KEPT)


def hidden(session: Session) -> str:
    """Return the hidden field that proves a form is ours."""
    return f'<input type="hidden" name="token" value="{escape(session.token)}">'


def _sign_in(problem: str) -> str:
    told = f'<p class="told bad" role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'{told}<form class="fields" method="post" action="sign-in">'
        '<label for="name">帳號</label><input id="name" name="name" autocomplete="username" required>'
        '<label for="password">密碼</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        '<button class="button strong">登入</button></form>'
    )


def _review(rows: tuple[Judgement, ...], kind: str, told: str, session: Session) -> str:
    notice = f'<p class="told" role="status">{escape(told)}</p>' if told else ""
    kinds = " ".join(
        f'<a class="tool" href="feedback{f"?kind={one}" if one else ""}"{current}>{escape(_KIND_WORDS.get(one, "全部"))}</a>'
        for one in ("", *KINDS)
        for current in [' aria-current="true"' if one == kind else ""]
    )
    cards = "".join(_card(row, session) for row in rows) or "<p>沒有意見。</p>"
    return (
        "<p>意見不含身分與網路位址，逾保存期限自動刪除。轉為待審題目後，以 "
        "<code>policy-assistant eval questions pending</code> 納入題目檔。</p>"
        f'{notice}<p class="filters">{kinds}</p>{cards}'
    )


def _card(row: Judgement, session: Session) -> str:
    cited = "".join(
        f"<li>{escape(item['document_id'])} › {escape(' › '.join(item['section']))}：「{escape(item['quote'])}」</li>"
        for item in row.citations
    )
    turns = "".join(f"<li>{escape(turn)}</li>" for turn in row.turns)
    note = f"<dt>說明</dt><dd>{escape(row.note)}</dd>" if row.note else ""
    before = f"<dt>先前的問題</dt><dd><ol>{turns}</ol></dd>" if turns else ""
    sources = f"<dt>出處</dt><dd><ul>{cited}</ul></dd>" if cited else ""

    def form(verb: str, label: str) -> str:
        return (
            f'<form method="post" action="feedback-{verb}">{hidden(session)}'
            f'<input type="hidden" name="key" value="{escape(row.key)}"><button class="quiet">{label}</button></form>'
        )

    pending = '<span class="tag">已轉為待審題目</span>' if row.pending else form("pending", "轉為待審題目")
    return (
        f'<section class="card judged"><h2><span class="tag {escape(row.kind)}">{escape(_KIND_WORDS.get(row.kind, row.kind))}'
        f"</span> {escape(row.question)}</h2><dl>{note}{before}<dt>回答</dt><dd>{escape(row.answer)}</dd>{sources}"
        f"<dt>時間</dt><dd>{escape(row.time)}</dd><dt>索引</dt><dd>{escape(row.index_id)}</dd></dl>"
        f'<div class="actions">{pending}{form("delete", "刪除")}</div></section>'
    )
