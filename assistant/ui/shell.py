"""The frame around every page that is not the chat itself, and the two small pages that are only a message."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ui.markup import escape
from assistant.ui.words import LANGUAGES, ZH, Words


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the preparation has come. ``problem`` and ``hint`` are set when it failed."""

    stage: str = ""
    done: int = 0
    total: int = 0
    problem: str = ""
    hint: str = ""


def page(title: str, body: str, words: Words, *, root: str, script: str = "", here: str = "") -> str:
    """Return a whole HTML page.

    Args:
        title: the page's own title, unescaped.
        body: its HTML.
        words: the language.
        root: relative way from the page to its language's root, ``""`` or ``"../"``.
        script: a script of ours to load, if any.
        here: the page's address below the language's root, for the language switch; empty gives none.
    """
    to_site = root + ("../" if words.prefix else "")
    other = next(one for one in LANGUAGES if one is not words)
    switch = (
        f'<a class="tool" href="{escape(to_site + other.prefix + here)}" lang="{other.lang}" hreflang="{other.lang}">'
        f"{escape(words.other_language)}</a>"
        if here
        else ""
    )
    loaded = f'<script src="{root}ui/{script}" defer></script>' if script else ""
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}｜{escape(words.name)}</title>"
        f'<link rel="icon" href="{root}ui/mark.svg"><link rel="stylesheet" href="{root}ui/chat.css">{loaded}</head>'
        f'<body class="plain"><a class="skip" href="#main">{escape(words.skip_main)}</a>'
        f'<header class="bar"><div class="brand"><p class="name"><a href="{root or "./"}">{escape(words.name)}</a></p>'
        f"<p>{escape(words.tagline)}</p></div>"
        f'<nav class="links"><a class="tool" href="{root or "./"}">{escape(words.back_to_chat)}</a>'
        f'<a class="tool" href="{root}documents">{escape(words.documents)}</a>'
        f'<a class="tool" href="{root}compare">{escape(words.compare)}</a>'
        f'<a class="tool" href="{root}about">{escape(words.about)}</a>{switch}</nav></header>'
        f"{body}</body></html>"
    )


def missing(words: Words, *, root: str) -> str:
    """Return the page for a document or section that does not exist."""
    return message(words.not_found, words.not_found_hint, words, root=root)


def message(title: str, hint: str, words: Words, *, root: str) -> str:
    """Return a page that only says something; arguments as for ``page``, with what to do as ``hint``."""
    body = (
        f'<main id="main" class="message"><h1>{escape(title)}</h1><p>{escape(hint)}</p>'
        f'<p><a href="{root}documents">{escape(words.documents)}</a></p></main>'
    )
    return page(title, body, words, root=root)


def starting(progress: Progress, words: Words = ZH) -> str:
    """Return the page shown until the assistant is ready; it reloads itself, with or without its script.

    Args:
        progress: how far the preparation has come, or why it failed.
        words: the language.
    """
    if progress.problem:
        title = words.failed
        hint = f'<p class="hint">{escape(words.what_to_do.format(hint=progress.hint))}</p>' if progress.hint else ""
        inner = f'<p role="alert">{escape(progress.problem)}</p>{hint}'
    else:
        title = words.preparing
        value = f' value="{progress.done}" max="{progress.total}"' if progress.total else ""
        stage = words.stage.format(stage=progress.stage, done=progress.done, total=progress.total)
        inner = (
            f'<p>{escape(words.preparing_hint)}</p><progress id="progress" aria-label="{escape(title)}"{value}></progress>'
            f'<p id="stage" role="status" data-template="{escape(words.stage)}">{escape(stage) if progress.stage else ""}</p>'
            '<noscript><meta http-equiv="refresh" content="2"></noscript>'
        )
    script = "" if progress.problem else '<script src="ui/start.js" defer></script>'
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}｜{escape(words.name)}</title>"
        f'<link rel="icon" href="ui/mark.svg"><link rel="stylesheet" href="ui/chat.css">{script}</head>'
        f'<body class="plain"><main id="main" class="message start"><p class="name">{escape(words.name)}</p>'
        f"<h1>{escape(title)}</h1>{inner}</main></body></html>"
    )
