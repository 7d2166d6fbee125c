"""Who may review feedback and publish documents: one account with a lockout, or whom a reverse proxy vouches for.

Locked for fifteen minutes after five failures (資通系統防護基準, 資通安全責任等級分級辦法附表十). Sessions are in memory and end after
half an hour of silence or eight hours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request

from assistant.settings import Settings
from corpus.errors import InputError, SettingsError

COOKIE = "officer"
FAILURES = 5
LOCKED_SECONDS = 900.0
IDLE_SECONDS = 1800.0
LONGEST_SECONDS = 28_800.0
_COST = {"n": 2**14, "r": 8, "p": 1}
_LOCAL = ("127.0.0.1", "::1", "localhost")


def hashed(password: str) -> str:
    """Return what is stored of a password: scrypt (RFC 7914) with its cost and a random salt."""
    salt = secrets.token_bytes(16)
    made = hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_COST)
    parts = (str(_COST["n"]), str(_COST["r"]), str(_COST["p"]), _text(salt), _text(made))
    return "$".join(("scrypt", *parts))


def matches(password: str, stored: str) -> bool:
    """Say whether a password is the one that was hashed.

    Raises:
        SettingsError: what is stored is no hash of ours.
    """
    try:
        kind, n, r, p, salt, made = stored.split("$")
        found = hashlib.scrypt(password.encode(), salt=base64.b64decode(salt), dklen=32, n=int(n), r=int(r), p=int(p))
        if kind != "scrypt":
            raise ValueError(kind)
    except ValueError as error:
        raise SettingsError(
            "設定 officer_password 不是密碼的雜湊", hint="請以 policy-assistant password 產生，不要直接寫密碼。"
        ) from error
    return hmac.compare_digest(_text(found), made)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


class SignInRefused(InputError):
    """Name or password is wrong, or the account is locked."""

    code = "sign_in"


@dataclass(frozen=True, slots=True)
class Session:
    """Someone signed in; ``token`` must come with every form, ``began`` and ``seen`` are seconds of the clock."""

    name: str
    token: str
    began: float = 0.0
    seen: float = 0.0


class Officers:
    """The people who may sign in.

    Args:
        settings: account, password hash or proxy header; none of them switches signing in off.
        clock: seconds that only grow.

    Raises:
        SettingsError: the password is no hash, or a proxy's word is to be taken on an address others reach.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._stored = settings.officer, settings.officer_password.reveal()
        self.header = settings.officer_header
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._failures: list[float] = []
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        if self.header and settings.host not in _LOCAL:
            raise SettingsError(
                f"設定 officer_header 時，服務只能在本機位址提供，現為 {settings.host}",
                hint="請將 host 設為 127.0.0.1，由反向代理對外。",
            )
        if self._name and not self.header:
            matches("", self._stored)

    @property
    def enabled(self) -> bool:
        """Whether anyone may sign in."""
        return bool(self.header or self._name)

    def sign_in(self, name: str, password: str) -> str:
        """Return the secret of a new session, for the cookie.

        Raises:
            SignInRefused: wrong, or locked.
        """
        with self._lock:
            now = self._clock()
            self._failures = [moment for moment in self._failures if now - moment < LOCKED_SECONDS]
            if len(self._failures) >= FAILURES:
                minutes = max(1, round((LOCKED_SECONDS - (now - self._failures[-1])) / 60))
                raise SignInRefused("登入失敗次數過多，帳號已暫時鎖定", hint=f"請於 {minutes} 分鐘後再試。")
            right = hmac.compare_digest(name.encode(), self._name.encode())
            if not (matches(password, self._stored) and right):
                self._failures.append(now)
                raise SignInRefused("帳號或密碼不正確", hint="請重新輸入；連續失敗五次將鎖定十五分鐘。")
            self._failures.clear()
            secret = secrets.token_urlsafe(32)
            self._sessions[secret] = Session(self._name, secrets.token_urlsafe(16), now, now)
            return secret

    def sign_out(self, request: Request) -> None:
        """End the session of a request."""
        with self._lock:
            self._sessions.pop(request.cookies.get(COOKIE, ""), None)

    def session(self, request: Request) -> Session | None:
        """Return who sends a request, None for anyone."""
        if self.header:
            name = request.headers.get(self.header, "").strip()[:80]
            token = hmac.new(self._secret, name.encode(), "sha256").hexdigest()
            return Session(name, token) if name else None
        with self._lock:
            now = self._clock()
            live = {
                key: one
                for key, one in self._sessions.items()
                if now - one.seen < IDLE_SECONDS and now - one.began < LONGEST_SECONDS
            }
            self._sessions = live
            found = live.get(request.cookies.get(COOKIE, ""))
            if found is None:
                return None
            live[request.cookies[COOKIE]] = replace(found, seen=now)
            return found
