"""Whether everything that the settings name is there and works; for each that does not, what to do.

Nothing is built, repaired or downloaded. What a check does not need is not imported: without a language model no
llama-index, with the shipped embedding model no torch, and never the web page.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.settings import Settings
from corpus.errors import PolicyAssistantError
from corpus.types import Value

if TYPE_CHECKING:
    from assistant.llm.calling import Model

State = Literal["ok", "warning", "failed", "skipped"]

_TRIAL = "請只回覆「好」一個字。"
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Check(Value):
    """One thing looked at: ``found`` says what there is, ``hint`` what to do where that is not enough."""

    name: str
    state: State
    found: str
    hint: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Yield the checks one by one: index, embedding model, fonts, and the language model where one is set."""
    yield _said("索引", lambda: _index(settings))
    yield _said("嵌入模型", lambda: _embedding(settings))
    yield _said("字型", _fonts)
    if not settings.llm_url:
        yield Check(
            "語言模型",
            "skipped",
            "未設定；以擷取式作答，不呼叫任何模型",
            "要使用語言模型時，見 docs/language-models.md。",
        )
        return
    yield from _language_model(settings)


def _said(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except PolicyAssistantError as error:
        return Check(name, "failed", error.message, error.hint)


def _index(settings: Settings) -> Check:
    from index import release

    folder = settings.index_dir
    if settings.index is None and not folder.exists():
        return Check("索引", "warning", f"尚未建立：{folder}", "第一次提問或執行 policy-assistant chat 時會自動建立。")
    status = release.verify(folder)
    counts = status.manifest.counts
    problems = status.manifest.problems
    found = f"完整（{status.manifest.index_id}）：{counts.get('documents', 0)} 份文件、{counts.get('passages', 0):,} 段"
    if problems:
        return Check(
            "索引", "warning", f"{found}；{len(problems)} 個檔案無法讀取", "policy-assistant index status 會列出。"
        )
    return Check("索引", "ok", f"{found}；{folder}")


def _embedding(settings: Settings) -> Check:
    name = settings.embedding_model
    if name and not Path(name).is_dir():
        hint = "程式從不下載模型：請先把模型放到本機，並把設定 embedding_model 指到該資料夾。"
        return Check("嵌入模型", "warning", f"「{name}」不是資料夾；只有在本機快取中才能使用", hint)
    if name and not (Path(name) / "modules.json").is_file():
        hint = "請指到 sentence-transformers 模型的資料夾（內有 modules.json）。"
        return Check("嵌入模型", "failed", f"資料夾裡沒有模型：{name}", hint)
    if name:
        return Check("嵌入模型", "ok", f"{name}（建立索引時才載入）")
    from index.embed import load_embedder

    model = load_embedder()
    return Check("嵌入模型", "ok", f"內建模型 {model.model_id}，{model.dimension} 維，不需要網路")


def _fonts() -> Check:
    """Fonts matter where pages are drawn on this machine (browser tests, printed reports), not to visitors' browsers."""
    if shutil.which("fc-list") is None:
        return Check("字型", "skipped", "這台電腦沒有 fc-list，無法查詢", "瀏覽器使用訪客自己的字型，不影響網頁問答。")
    listed = subprocess.run(
        ["fc-list", ":lang=zh-tw", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    names = sorted({line.split(",")[0].strip() for line in listed.stdout.splitlines() if line.strip()})
    if not names:
        return Check("字型", "warning", "沒有正體中文字型", "在這台電腦截圖或列印才需要：安裝 fonts-noto-cjk。")
    return Check("字型", "ok", f"{names[0]} 等 {len(names)} 種正體中文字型" if len(names) > 1 else names[0])


def _language_model(settings: Settings) -> Iterator[Check]:
    from assistant.llm.failures import CallFailed
    from assistant.llm.providers import connect

    try:
        model = connect(settings)
    except PolicyAssistantError as error:
        yield Check("語言模型", "failed", error.message, error.hint)
        return
    yield Check("語言模型", "ok", f"{model.name}，產地：{model.origin}；連接方式 {settings.llm_provider}")
    try:
        offered = _offered(settings)
    except CallFailed as failure:
        yield Check("模型服務", "failed", f"{settings.llm_url}：{failure.detail}", _advice(failure.detail))
        return
    names = "、".join(offered[:_LISTED]) + ("…" if len(offered) > _LISTED else "")
    if model.name in offered:
        yield Check("模型服務", "ok", f"{settings.llm_url} 提供 {len(offered)} 個模型，包括 {model.name}")
    else:
        yield Check(
            "模型服務",
            "warning",
            f"{settings.llm_url} 沒有列出 {model.name}；列出的有：{names}",
            "請核對設定 llm_model。",
        )
    yield _trial(model)


def _offered(settings: Settings) -> tuple[str, ...]:
    from assistant.llm.endpoint import Endpoint

    base = settings.llm_url.rstrip("/")
    if settings.llm_provider == "ollama":
        base = base.removesuffix("/v1") + "/v1"
    return Endpoint(
        base,
        settings.llm_model,
        key=settings.llm_key,
        connect_seconds=settings.llm_connect_seconds,
        use_proxy=settings.llm_use_proxy,
    ).models()


def _trial(model: Model) -> Check:
    """One short call, as an answer would make it."""
    from assistant.llm.failures import CallFailed

    meter = model.meter()
    started = time.perf_counter()
    try:
        reply = model.complete([("user", _TRIAL)], meter, 16)
    except CallFailed as failure:
        return Check("試答", "failed", failure.detail, _advice(failure.detail))
    seconds = time.perf_counter() - started
    first = (meter.first_token_ms or 0) / 1000
    if not reply.strip():
        return Check(
            "試答",
            "warning",
            f"{seconds:.1f} 秒，但沒有文字",
            "模型可能只輸出思考過程；請調高 llm_max_tokens 或換模型。",
        )
    return Check("試答", "ok", f"第一個字 {first:.1f} 秒，完成 {seconds:.1f} 秒")


def _advice(detail: str) -> str:
    if "401" in detail or "403" in detail:
        return "金鑰不被接受：請核對設定 llm_key（環境變數 POLICY_ASSISTANT_LLM_KEY）。"
    if "404" in detail:
        return "網址或模型名稱不對：llm_url 通常以 /v1 結尾。"
    if "連不上" in detail:
        return "請確認服務已啟動、網址與連接埠正確，且防火牆允許本機連線。"
    if "429" in detail or "503" in detail:
        return "服務忙碌：稍後再試，或調低 llm_concurrency。"
    return "請查看模型服務的紀錄；在修好之前，問答會改用擷取式作答。"
