"""Settings: defaults < ``policy-assistant.toml`` < environment < command line; each value knows its origin.

The only file that reads or writes ``os.environ``. A setting is one field of ``Settings``: its metadata says what it
means, which values are allowed, and whether it changes answers (and so belongs to ``settings_id``).
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import os
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from corpus.errors import SettingsError

CONFIG_NAME = "policy-assistant.toml"
ENVIRONMENT_PREFIX = "POLICY_ASSISTANT_"
DEFAULT_ORIGIN = "預設值"
COMMAND_LINE_ORIGIN = "命令列"
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Secret:
    """A value that never shows itself: ``repr`` and ``str`` are stars. ``reveal()`` gives the text."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text itself; pass it on, never print it."""
        return self._value

    def __repr__(self) -> str:
        return "********"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


HEADLINE = Path(__file__).parent / "headline.json"
"""How well this release answers about the shipped documents and others, as ``python -m evals.publish`` wrote it."""


def _data_dir() -> Path:
    return Path(platformdirs.user_data_dir("policy-assistant", appauthor=False))


def _help(text: str, *, answers: bool = False, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"help": text, "answers": answers, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run of the program.

    ``index`` and ``corpus`` are None when nobody named them; ``index_dir`` is where the index then lives.
    ``origins`` maps the names of settings that are not at their default to where the value came from.
    """

    data_dir: Path = field(default_factory=_data_dir, metadata=_help("程式存放索引與評測紀錄的資料夾"))
    index: Path | None = field(default=None, metadata=_help("索引資料夾；未指定時依文件資料夾自動決定"))
    corpus: Path | None = field(default=None, metadata=_help("文件資料夾或 .jsonl；未指定時使用隨附的政策文件"))
    embedding_model: str = field(
        default="", metadata=_help("建立索引用的 sentence-transformers 模型資料夾或名稱；留空為內建模型")
    )
    max_question_length: int = field(default=2000, metadata=_help("問題的字數上限", low=1, high=100_000))
    top_k: int = field(default=10, metadata=_help("檢索時列出、答案中保留的段落數", answers=True, low=1, high=100))
    host: str = field(default="127.0.0.1", metadata=_help("網頁服務的位址"))
    port: int = field(default=7860, metadata=_help("網頁服務的連接埠；0 表示任選一個空的", low=0, high=65535))
    public: bool = field(default=False, metadata=_help("以公開展示模式提供服務"))
    root_path: str = field(default="", metadata=_help("反向代理之下的網址路徑，例如 /policy"))
    llm_url: str = field(
        default="",
        metadata=_help("語言模型服務的網址，例如 http://127.0.0.1:11434/v1；留空則不使用語言模型", answers=True),
    )
    llm_model: str = field(default="", metadata=_help("語言模型在該服務上的名稱", answers=True))
    llm_key: Secret = field(default=Secret(""), metadata=_help("語言模型服務的金鑰；不顯示也不記錄"))
    llm_provider: str = field(
        default="openai-compatible", metadata=_help("連接方式：openai-compatible、openai-like 或 ollama", answers=True)
    )
    llm_allowed: str = field(
        default="", metadata=_help("另外准許的模型，以逗號分隔，每項為「名稱=產地」，例如 my-model=臺灣")
    )
    llm_use_proxy: bool = field(default=False, metadata=_help("是否經由環境變數所設的代理伺服器連線"))
    llm_connect_seconds: float = field(default=3.0, metadata=_help("連線的時限（秒）", low=0.05, high=60))
    llm_first_token_seconds: float = field(default=30.0, metadata=_help("等候第一個字的時限（秒）", low=0.05, high=600))
    llm_idle_seconds: float = field(default=15.0, metadata=_help("字與字之間的時限（秒）", low=0.05, high=600))
    llm_total_seconds: float = field(
        default=120.0, metadata=_help("一個答案所有呼叫合計的時限（秒）", low=0.05, high=3600)
    )
    llm_calls: int = field(
        default=3, metadata=_help("一個答案至多呼叫語言模型幾次，重試也算", answers=True, low=1, high=10)
    )
    llm_concurrency: int = field(default=4, metadata=_help("同時進行的呼叫數上限", low=1, high=256))
    llm_failures: int = field(default=5, metadata=_help("連續失敗幾次後暫停呼叫", low=1, high=1000))
    llm_pause_seconds: float = field(default=30.0, metadata=_help("暫停呼叫的時間（秒）", low=0.05, high=3600))
    llm_evidence: int = field(
        default=6000, metadata=_help("提示中文件資料的字數上限", answers=True, low=200, high=200_000)
    )
    llm_max_tokens: int = field(default=800, metadata=_help("一個答案的 token 上限", answers=True, low=16, high=32_000))
    officer: str = field(default="", metadata=_help("承辦人員的帳號；留空則不提供登入、上傳與意見審閱"))
    officer_password: Secret = field(
        default=Secret(""), metadata=_help("承辦人員密碼的雜湊，由 policy-assistant password 產生")
    )
    officer_header: str = field(
        default="", metadata=_help("反向代理驗證身分後所附的標頭名稱，例如 X-Remote-User；設定後不再使用帳號密碼")
    )
    retention_days: int = field(default=90, metadata=_help("使用者意見保存的日數", low=1, high=3650))
    contact: str = field(default="", metadata=_help("「關於本服務」所列的聯絡方式"))
    headline: Path | None = field(
        default=None,
        metadata=_help("評測結果頁（/trust）所讀的檔案，由 eval report --headline 產生；未指定時為本版隨附的結果"),
    )
    mcp: bool = field(default=False, metadata=_help("是否在 /mcp 提供 MCP 工具（提問、檢索、讀章節）"))
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def index_dir(self) -> Path:
        """Where the index lives: the named folder, else one of our own per document folder."""
        if self.index is not None:
            return self.index
        if self.corpus is None:
            return self.data_dir / "indexes" / "shipped"
        folder = self.corpus.resolve()
        key = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return self.data_dir / "indexes" / f"{folder.stem}-{key}"

    @property
    def settings_id(self) -> str:
        """Twelve hexadecimal digits that change when any setting that can change an answer changes."""
        relevant = {name: getattr(self, name) for name, item in options().items() if item.metadata["answers"]}
        return hashlib.sha256(json.dumps(relevant, sort_keys=True, default=str).encode()).hexdigest()[:12]

    def origin(self, name: str) -> str:
        """Say where the value of setting ``name`` came from, in words for people."""
        return self.origins.get(name, DEFAULT_ORIGIN)


def options() -> dict[str, dataclasses.Field[Any]]:
    """Return the settings by name, in the order in which they are shown; ``metadata["help"]`` explains each."""
    return {item.name: item for item in dataclasses.fields(Settings) if item.metadata}


def load(
    overrides: Mapping[str, object] | None = None,
    *,
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Gather the settings from all sources.

    Args:
        overrides: values from the command line; None values are ignored.
        config: the settings file; without one, ``policy-assistant.toml`` of the working directory if it exists.
        environ: the environment; without one, the process's own.

    Raises:
        SettingsError: an unknown key, a value of the wrong type or out of range, or an unreadable settings file.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    sources = (
        *_from_file(config),
        *_from_environment(os.environ if environ is None else environ),
        *((COMMAND_LINE_ORIGIN, key, value) for key, value in (overrides or {}).items() if value is not None),
    )
    for origin, key, value in sources:
        values[key] = _checked(key, value, origin)
        origins[key] = origin
    return Settings(**values, origins=types.MappingProxyType(origins))


def apply_environment(variables: Mapping[str, str]) -> None:
    """Set environment variables that libraries read when they are imported (switching off their telemetry, say)."""
    os.environ.update(variables)


def _from_file(config: Path | None) -> list[tuple[str, str, object]]:
    path = config if config is not None else Path(CONFIG_NAME)
    if config is None and not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"讀不到設定檔：{path}", hint="請確認 --config 的路徑與讀取權限。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"設定檔不是有效的 TOML：{path}（{error}）", hint="請依 docs/settings.md 的例子修正。"
        ) from error
    origin = f"設定檔 {path}"
    rows: list[tuple[str, str, object]] = []
    for key, value in table.items():
        hint = typing.get_type_hints(Settings).get(key)
        if isinstance(value, str) and Path in (hint, *typing.get_args(hint)):
            value = str(path.parent / Path(value).expanduser())  # a path in a file is relative to that file
        rows.append((origin, key, value))
    return rows


def _from_environment(environ: Mapping[str, str]) -> list[tuple[str, str, object]]:
    return [
        (f"環境變數 {name}", name.removeprefix(ENVIRONMENT_PREFIX).lower(), value)
        for name, value in sorted(environ.items())
        if name.startswith(ENVIRONMENT_PREFIX) and value
    ]


def _checked(key: str, value: object, origin: str) -> object:
    known = options()
    if key not in known:
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"是不是「{close[0]}」？" if close else f"可用的設定：{'、'.join(known)}。"
        raise SettingsError(f"沒有「{key}」這項設定（{origin}）", hint=hint)
    converted = _converted(key, value, typing.get_type_hints(Settings)[key], origin)
    low, high = known[key].metadata["low"], known[key].metadata["high"]
    if isinstance(converted, int | float) and not (low is None or low <= converted <= high):
        number = "整數" if isinstance(converted, int) else "數字"
        raise SettingsError(
            f"設定「{key}」的值超出範圍：{value}（{origin}）", hint=f"請用 {low} 到 {high} 之間的{number}。"
        )
    return converted


def _converted(key: str, value: object, hint: Any, origin: str) -> object:
    kind = next((arg for arg in typing.get_args(hint) if arg is not type(None)), hint)
    text = str(value).strip()
    if kind is bool and text.lower() in _TRUE + _FALSE:
        return text.lower() in _TRUE
    if kind is int and not isinstance(value, bool) and text.isascii() and text.removeprefix("-").isdigit():
        return int(text)
    if kind is float and not isinstance(value, bool) and _NUMBER.fullmatch(text):
        return float(text)
    if kind in (str, Path, Secret) and isinstance(value, str | Path):
        return Path(value).expanduser() if kind is Path else kind(value)
    wanted = {bool: "true 或 false", int: "整數", float: "數字"}.get(kind, "文字")
    shown = "（不顯示）" if kind is Secret else value
    raise SettingsError(f"設定「{key}」的值無法使用：{shown}（{origin}）", hint=f"請給{wanted}。")
