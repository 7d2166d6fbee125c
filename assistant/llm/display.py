"""What a model wrote → what may be shown: no HTML, no links, no Markdown, Taiwan's characters. Quotes are never touched here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import pairwise

from corpus.normalize import search_key
from index.lexicon import Lexicon
from index.tokenize import to_traditional

_BLOCK = re.compile(r"<(script|style|iframe|svg|object)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>?")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\]?)?")
_LINK = re.compile(r"\[([^\]\[]*)\]\([^)]*\)?")
_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:\s*\S*", re.MULTILINE)
_SCHEME = re.compile(r"(?:https?|ftp|file|javascript|data|vbscript|mailto|tel)[:：]\S*", re.IGNORECASE | re.ASCII)
_HOST = re.compile(
    r"(?<![\w@])(?:www\.)?(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d+)?(?:/[^\s，。；、）」]*)?", re.IGNORECASE | re.ASCII
)
_EMPHASIS = re.compile(r"\*\*|__|`+|^\s{0,3}#{1,6}\s+", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•·‧]|\(?\d{1,2}[.)、）])\s+(?=\S)|^\s*[•·‧](?=\S)")
_THINK, _THOUGHT = "<think>", "</think>"
_QUOTED = re.compile(r"(「[^」]*」)")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LETTER = re.compile(r"[A-Za-z]")
_NUMERAL = re.compile(r"[\d〇零一二兩三四五六七八九十百千萬億兆半廿卅壹貳參肆伍陸柒捌玖拾]")
_SAFE = re.compile(r"[㐀-䶿一-鿿，、：；「」（）]*")
_OFFICE = re.compile(r"[部署局處院會府司廳室所校團]")

BULLET = "• "

_GLIMPSE = 80
"""Characters of an unfinished sentence that are worth showing early."""


def clean(text: str, evidence: str) -> str:
    """Return a sentence that a page may show.

    Args:
        text: as the model wrote it, without markers.
        evidence: what it was shown; an address that stands there may stay.

    Returns:
        One line; empty when nothing of it may be shown.
    """
    text = "".join(c for c in text if c in "\n\t " or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    before = ""
    while text != before:  # what is left when something goes may be something again
        before, text = text, _plain(text, evidence)
    bullet = bool(_BULLET.match(text))
    text = " ".join(_BULLET.sub("", text).split())
    if not re.search(r"\w", text):
        return ""
    return BULLET + text if bullet else text


def _plain(text: str, evidence: str) -> str:
    for pattern in (_BLOCK, _TAG, _IMAGE, _DEFINITION):
        text = pattern.sub("", text)
    text = _LINK.sub(r"\1", text)
    for pattern in (_SCHEME, _HOST):
        text = pattern.sub(lambda found: found.group() if found.group() in evidence else "", text)
    return _EMPHASIS.sub("", text)


def without_thoughts(reply: str) -> str:
    """Return what a model says without what it first thinks (``<think>…</think>``); what grows at its end, grows here."""
    start = reply.lstrip()
    if _THINK.startswith(start):
        return ""
    if start.startswith(_THINK):
        _, _, said = start.partition(_THOUGHT)
        return said
    return reply


def in_taiwan(text: str, quoted: Collection[str]) -> str:
    """Return Simplified text in Taiwan's characters and words; what stands in 「」 word for word in ``quoted`` stays."""
    parts = _QUOTED.split(text)
    return "".join(
        part if _QUOTED.fullmatch(part) and any(part[1:-1] in q for q in quoted) else to_traditional(part)
        for part in parts
    )


def is_chinese(text: str, letters: int = 2) -> bool:
    """Whether a text is written in Chinese: at most ``letters`` Latin letters to a Chinese character."""
    return letters * len(_HAN.findall(text)) >= len(_LETTER.findall(text))


def glimpse(rest: str, lexicon: Lexicon) -> str:
    """Return what of an unfinished sentence may be shown before it is checked.

    Its beginning in Chinese, up to the first thing that a check might find wrong or that is no plain text: a figure or
    numeral, a character that ends the name of an agency, a Latin letter, a bracket, a mark of markup.
    """
    text = _SAFE.match(rest.lstrip("-*•·# \t")[:_GLIMPSE])[0]  # type: ignore[index]  # matches the empty text at least
    for pattern in (_NUMERAL, _OFFICE):
        found = pattern.search(text)
        text = text[: found.start()] if found else text
    named = next((m.start for m in lexicon.find(text) if m.kind == "agency"), len(text))
    return to_traditional(text[:named])


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters of a text, and its Latin words, in search form."""
    key = search_key(text).text
    pairs = {a + b for a, b in pairwise(key) if _HAN.match(a) and _HAN.match(b)}
    return frozenset(pairs | set(re.findall(r"[a-z][a-z0-9]+", key)))
