"""Judgements of answers: kept without a person in them, reviewed, made into pending questions."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api import Service
from assistant.api.feedback import Feedback
from assistant.api.problems import handle
from assistant.api.redact import redacted
from assistant.settings import Secret, Settings
from assistant.ui import admin
from assistant.ui.kept import Kept
from assistant.ui.officers import Officers, SignInRefused, hashed
from assistant.ui.routes import pages
from assistant.ui.turns import Turn
from assistant.ui.words import ZH
from corpus.errors import InputError, SettingsError
from corpus.types import Answer
from evals.pending import pending_questions

PASSWORD = "correct horse battery"


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "data", days=90)


@pytest.fixture
def answer(assistant: Any) -> Answer:
    found: Answer = assistant.ask("目標？")
    return found


def officers(**settings: Any) -> Officers:
    return Officers(Settings(officer="chen", officer_password=Secret(hashed(PASSWORD)), **settings))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("我是A123456789，電話0912-345-678", "我是〔證號〕，電話〔電話〕"),
        ("寫信到 chen.li@example.gov.tw 或 (02) 2345-6789", "寫信到 〔電子郵件〕 或 〔電話〕"),
        ("卡號 4111-1111-1111-1111", "卡號 〔卡號〕"),
        ("2030年達90%，1,250億元，113年12月31日", "2030年達90%，1,250億元，113年12月31日"),
        ("第0912345678號函", "第〔電話〕號函"),
    ],
)
def test_personal_data_is_taken_out_and_figures_stay(typed: str, kept: str) -> None:
    assert redacted(typed) == kept


def test_a_judgement_is_kept_once_and_redacted_and_only_its_owner_reads_the_file(
    feedback: Feedback, answer: Answer, tmp_path: Path
) -> None:
    feedback.add("k", "helpful", "", answer, ())
    feedback.add("k", "wrong_answer", " 請回電 0912345678 ", answer, ("A123456789 的計畫？",))
    (row,) = feedback.rows()
    assert (row.kind, row.note, row.turns) == ("wrong_answer", "請回電 〔電話〕", ("〔證號〕 的計畫？",))
    assert feedback.rows("helpful") == ()
    path = tmp_path / "data" / "feedback.sqlite3"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"0912345678" not in path.read_bytes()


def test_unknown_kinds_and_long_notes_are_refused(feedback: Feedback, answer: Answer) -> None:
    with pytest.raises(InputError, match="沒有這種意見"):
        feedback.add("k", "spam", "", answer, ())
    with pytest.raises(InputError, match="超過 500 個字"):
        feedback.add("k", "helpful", "長" * 501, answer, ())
    with pytest.raises(InputError, match="找不到這筆意見"):
        feedback.make_pending("none")


def test_what_is_older_than_its_days_goes(tmp_path: Path, answer: Answer) -> None:
    feedback = Feedback(tmp_path, days=-1)
    feedback.add("k", "helpful", "", answer, ())
    assert feedback.rows() == ()


def test_a_judgement_becomes_a_pending_question_once(feedback: Feedback, answer: Answer) -> None:
    feedback.add("k", "wrong_citation", "頁碼不對", answer, ("前一題？",))
    path = feedback.make_pending("k")
    feedback.make_pending("k")
    ((question, remark),) = pending_questions(path)
    assert (question.question, question.turns, question.status) == ("目標？", ("前一題？",), "pending")
    assert question.evidence[0].doc == "plan"
    assert "頁碼不對" in remark
    assert len(path.read_text("utf-8").splitlines()) == 1
    assert feedback.rows()[0].pending


def test_five_failures_lock_for_fifteen_minutes() -> None:
    now = [0.0]
    settings = Settings(officer="chen", officer_password=Secret(hashed(PASSWORD)))
    people = Officers(settings, clock=lambda: now[0])
    for _ in range(5):
        with pytest.raises(SignInRefused, match="不正確"):
            people.sign_in("chen", "wrong")
    with pytest.raises(SignInRefused, match="暫時鎖定") as locked:
        people.sign_in("chen", PASSWORD)
    assert "15 分鐘" in locked.value.hint
    now[0] = 899.0
    with pytest.raises(SignInRefused, match="暫時鎖定"):
        people.sign_in("chen", PASSWORD)
    now[0] = 901.0
    assert people.sign_in("chen", PASSWORD)


def test_settings_that_would_open_the_door_are_refused() -> None:
    with pytest.raises(SettingsError, match="不是密碼的雜湊"):
        Officers(Settings(officer="chen", officer_password=Secret("plain text")))
    with pytest.raises(SettingsError, match="只能在本機位址提供"):
        Officers(Settings(officer_header="X-Remote-User", host="192.0.2.1"))
    assert not Officers(Settings()).enabled


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(assistant: Any, feedback: Feedback, kept: Kept) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(admin.routes(officers(), feedback))
    app.include_router(pages(Service(assistant), kept, feedback, ZH))
    handle(app)
    with TestClient(app, base_url="http://testserver") as opened:
        yield opened


def test_the_page_sends_a_judgement_and_an_officer_makes_it_a_question(
    client: TestClient, kept: Kept, answer: Answer, tmp_path: Path
) -> None:
    turn = kept.keep(Turn("目標？", "2026-01-02 03:04", answer=answer))
    body = {"key": turn.key, "kind": "missing_content", "note": "<b>少了一項</b>"}
    assert client.post("/feedback", json=body).status_code == 204
    assert client.post("/feedback", json=body | {"key": "gone"}).status_code == 404
    assert client.post("/feedback", json=body | {"kind": "spam"}).status_code == 422

    assert client.get("/admin/feedback").url.path == "/admin/sign-in"
    assert client.post("/admin/sign-in", data={"name": "chen", "password": "no"}).status_code == 403
    page = client.post("/admin/sign-in", data={"name": "chen", "password": PASSWORD})
    assert page.url.path == "/admin/feedback"
    assert "&lt;b&gt;少了一項" in page.text
    assert page.headers["cache-control"] == "no-store"
    token = page.text.split('name="token" value="')[1].split('"')[0]
    forged = client.post("/admin/feedback-pending", data={"key": turn.key, "token": "x"})
    assert forged.status_code == 403
    done = client.post("/admin/feedback-pending", data={"key": turn.key, "token": token})
    assert "已寫入待審題目" in done.text
    assert json.loads((tmp_path / "data" / "feedback-pending.jsonl").read_text("utf-8"))["rating"] == "bad"
    gone = client.post("/admin/feedback-delete", data={"key": turn.key, "token": token})
    assert "沒有意見" in gone.text
    client.post("/admin/sign-out", data={"token": token})
    assert client.get("/admin/feedback").url.path == "/admin/sign-in"


def test_the_session_cookie_is_not_for_scripts_or_other_sites(client: TestClient) -> None:
    answer = client.post("/admin/sign-in", data={"name": "chen", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_proxy_vouches_for_an_officer(assistant: Any, feedback: Feedback) -> None:
    app = FastAPI()
    app.include_router(admin.routes(Officers(Settings(officer_header="X-Remote-User")), feedback))
    with TestClient(app) as client:
        assert client.get("/admin/feedback").status_code == 401
        page = client.get("/admin/feedback", headers={"X-Remote-User": "lin"})
        assert page.status_code == 200
        assert "lin" in page.text


def test_answers_are_downloaded_while_they_are_kept(client: TestClient, kept: Kept, answer: Answer) -> None:
    keys = [kept.keep(Turn(text, "2026-01-02 03:04", answer=answer)).key for text in ("目標？", "時程？")]
    both = client.get(f"/export/{'.'.join(keys)}.md")
    assert both.headers["content-disposition"] == 'attachment; filename="policy-answers-2026-01-02.md"'
    assert "## 目標？" in both.text
    assert "## 時程？" in both.text
    assert client.get(f"/export/{keys[0]}.odt").content[:2] == b"PK"
    assert client.get("/export/gone.odt").status_code == 404
    assert client.get(f"/export/{keys[0]}.exe").status_code == 404
