"""The look of the Gradio parts: its variables point to ours, which ``chat.css`` defines for light and dark."""

from __future__ import annotations

import inspect
import json

import gradio as gr

from assistant.ui.markup import escape
from assistant.ui.render import client_words
from assistant.ui.words import Words

FONTS = ("Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", "system-ui", "sans-serif")

_VARIABLES = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--card)",
    "background_fill_secondary": "var(--paper)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--line)",
    "block_background_fill": "transparent",
    "block_border_color": "transparent",
    "block_label_background_fill": "transparent",
    "block_label_text_color": "var(--soft)",
    "block_title_text_color": "var(--ink)",
    "input_background_fill": "var(--card)",
    "input_background_fill_focus": "var(--card)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--soft)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-deep)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_text_color_hover": "var(--on-accent)",
    "button_primary_border_color": "transparent",
    "button_secondary_background_fill": "var(--card)",
    "button_secondary_background_fill_hover": "var(--wash)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "button_secondary_border_color": "var(--line)",
    "link_text_color": "var(--accent)",
    "link_text_color_hover": "var(--accent-deep)",
}


def theme() -> gr.themes.Base:
    """Return the Gradio theme: system fonts, our colours in both modes."""
    base = gr.themes.Base(font=list(FONTS), font_mono=["ui-monospace", "monospace"])
    dark = {f"{name}_dark": value for name, value in _VARIABLES.items()}
    accepted = inspect.signature(gr.themes.Base.set).parameters  # not every variable has a dark twin
    return base.set(
        **{name: value for name, value in (_VARIABLES | dark).items() if name in accepted},
        block_border_width="0px",
        block_shadow="none",
        shadow_drop="none",
        input_shadow="none",
        input_shadow_focus="none",
    )


def head(words: Words) -> str:
    """Return what goes into the head of the chat page: our style, our scripts, and the words it needs.

    Args:
        words: the language.
    """
    spoken = escape(json.dumps(dict(client_words(words)), ensure_ascii=False))
    return (
        f'<meta name="color-scheme" content="light dark"><meta name="policy-words" content="{spoken}">'
        '<link rel="stylesheet" href="ui/chat.css"><script src="ui/chat.js" defer></script>'
        '<script src="ui/judge.js" defer></script><script src="ui/connection.js" defer></script>'
    )
