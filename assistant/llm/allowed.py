"""Which language models may be used, and where they come from: ``allowed.toml`` and the setting ``llm_allowed``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.errors import SettingsError

TABLE = Path(__file__).with_name("allowed.toml")


@dataclass(frozen=True, slots=True)
class Family:
    """Models of one maker: how their names begin (lower case), and where they come from."""

    name: str
    maker: str
    origin: str
    starts: tuple[str, ...]


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Return the families of the shipped table."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["family"]
    return tuple(Family(r["name"], r["maker"], r["origin"], tuple(r["starts"])) for r in rows)


def origin_of(model: str, allowed: str = "") -> str:
    """Say where a model comes from.

    Args:
        model: its name at the server; an organisation before a slash and a version after a colon do not count.
        allowed: further models, ``name=origin`` separated by commas; these must match the whole name.

    Returns:
        Origin and maker, such as ``美國（Google）``.

    Raises:
        SettingsError: it is on neither list.
    """
    for row in filter(None, (row.strip() for row in allowed.split(","))):
        name, _, origin = (part.strip() for part in row.partition("="))
        if not origin:
            raise SettingsError(
                f"設定「llm_allowed」的「{row}」沒有寫產地", hint="寫成「名稱=產地」，例如 my-model=臺灣。"
            )
        if name.lower() == model.lower():
            return f"{origin}（依設定 llm_allowed）"
    base = model.rstrip("/").rsplit("/", 1)[-1].lower()
    matches = [(len(start), f) for f in families() for start in f.starts if base.startswith(start)]
    if matches:
        best = max(matches, key=lambda match: match[0])[1]
        return f"{best.origin}（{best.maker}）"
    raise SettingsError(
        f"語言模型「{model}」不在准許的名單上",
        hint="請改用名單上的模型（例如 TAIDE、Gemma、Llama、Mistral），或確認產地後寫入設定 llm_allowed。",
    )
