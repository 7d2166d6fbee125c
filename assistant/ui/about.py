"""The service's account of itself: what it is and is not, and how well it answers, in figures that can be got again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.api.service import Service
from assistant.settings import HEADLINE, Settings
from assistant.ui.markup import escape
from assistant.ui.shell import page
from assistant.ui.words import Words
from corpus.errors import SettingsError

_SHARES = ("full", "refusal", "false_refusal", "figure_support", "stability")


@dataclass(frozen=True, slots=True)
class Mode:
    """How answers are made: in the documents' own words, or worded by a model with this name and origin."""

    model: str = ""
    origin: str = ""

    @classmethod
    def of(cls, assistant: object) -> Mode:
        """Read it off an assistant; one with a ``writer`` uses its model."""
        model = getattr(getattr(assistant, "writer", None), "model", None)
        return cls(str(model.name), str(model.origin)) if model is not None else cls()


def about(service: Service, settings: Settings, words: Words) -> str:
    """Render 「關於本服務」: AI notice, mode, data, what is kept, limits, contact.

    Args:
        service: what is in service.
        settings: how it is served.
        words: the language.
    """
    mode, shelf = Mode.of(service.assistant), service.shelf
    how = (
        words.mode_generative.format(model=mode.model, origin=mode.origin or words.unknown)
        if mode.model
        else words.mode_extractive
    )
    cut_off = shelf.newest_edition or words.undated
    kept = words.kept_feedback.format(days=settings.retention_days)
    facts = (
        (words.about_mode, how),
        (words.about_data, words.about_data_is.format(date=cut_off, count=len(shelf.documents))),
        (words.about_index, service.index_id),
        (words.about_kept, f"{words.kept_questions}{kept}"),
        (words.about_limits, words.about_limits_generative if mode.model else words.about_limits_are),
        (words.about_duty, words.about_duty_is),
        (words.about_contact, settings.contact or words.about_contact_none),
    )
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    links = (
        f'<p><a href="trust">{escape(words.trust)}</a> · <a href="documents">{escape(words.documents)}</a>'
        + ("" if settings.public else f' · <a href="api">{escape(words.api)}</a>')
        + "</p>"
    )
    notice = words.notice_generative if mode.model else words.notice
    body = (
        f'<main id="main" class="list"><h1>{escape(words.about_title)}</h1><p class="told">{escape(notice)}</p>'
        f'<section class="card"><dl>{rows}</dl></section>{links}</main>'
    )
    return page(words.about_title, body, words, root="", here="about")


def read_headlines(path: Path | None) -> tuple[Mapping[str, Any], ...]:
    """Read what ``policy-assistant eval report --headline`` wrote.

    Args:
        path: the file; None for what this release was published with.

    Raises:
        SettingsError: the file cannot be read or is something else.
    """
    path = path or HEADLINE
    hint = "請以 policy-assistant eval report --headline 產生。"
    try:
        rows = json.loads(path.read_text("utf-8"))["headlines"]
        for row in rows:
            if not isinstance(row["question_set"], str) or not isinstance(row["reproduce"], list):
                raise TypeError(row)
    except OSError as error:
        raise SettingsError(f"讀不到評測結果：{path}", hint=hint) from error
    except (ValueError, TypeError, KeyError) as error:
        raise SettingsError(f"不是評測結果的主要數字：{path}", hint=hint) from error
    return tuple(rows)


def trust(headlines: tuple[Mapping[str, Any], ...], service: Service, words: Words) -> str:
    """Render the page of how well the service answers.

    Args:
        headlines: from ``read_headlines``.
        service: what is in service, to say whether the figures are of it.
        words: the language.
    """
    told = "".join(_set(row, service.index_id, words) for row in headlines)
    lead = words.trust_lead if headlines else words.trust_none
    body = f'<main id="main" class="list"><h1>{escape(words.trust)}</h1><p>{escape(lead)}</p>{told}</main>'
    return page(words.trust, body, words, root="", here="trust")


def _set(row: Mapping[str, Any], index_id: str, words: Words) -> str:
    cards = "".join(
        f'<div class="figure{" first" if name == "full" else ""}"><span class="of">{escape(getattr(words, f"share_{name}"))}'
        f"</span><strong>{row[name]:.1%}</strong>{_interval(row, name)}</div>"
        for name in _SHARES
        if isinstance(row.get(name), int | float)
    )
    if isinstance(row.get("latency_p50_ms"), int | float):
        cards += (
            f'<div class="figure"><span class="of">{escape(words.share_latency)}</span>'
            f"<strong>{row['latency_p50_ms']:.0f} ms</strong></div>"
        )
    same = words.trust_same if row.get("index_id") == index_id else words.trust_other
    facts = (
        (words.trust_date, row.get("date", "")),
        (words.trust_questions, row.get("questions", "")),
        (words.about_index, f"{row.get('index_id', '')}（{same}）"),
        (words.trust_machine, row.get("machine", "")),
    )
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(text))}</dd>" for name, text in facts if text)
    steps = "\n".join(map(str, row["reproduce"]))
    code = "<br>".join(escape(line) for line in steps.split("\n"))
    return (
        f'<section class="card"><h2>{escape(row["question_set"])}</h2>{_about(row, words)}<div class="headline">{cards}</div><dl>{rows}</dl>'
        f"<details><summary>{escape(words.trust_reproduce)}</summary><p><code>{code}</code></p></details></section>"
    )


def _about(row: Mapping[str, Any], words: Words) -> str:
    """What the set's questions are of, in the page's language."""
    told = row.get("about") or ("", "")
    about = str(told[0] if words.lang.startswith("zh") else told[-1])
    return f"<p>{escape(about)}</p>" if about else ""


def _interval(row: Mapping[str, Any], name: str) -> str:
    low, high = row.get("full_low"), row.get("full_high")
    if name != "full" or not isinstance(low, int | float) or not isinstance(high, int | float):
        return ""
    return f"<small>{low:.1%}–{high:.1%}</small>"
