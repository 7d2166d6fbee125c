"""Every word the pages show, once per language, one file each."""

from assistant.ui.words.english import EN
from assistant.ui.words.fields import Words
from assistant.ui.words.zh_hant import ZH

LANGUAGES: tuple[Words, ...] = (ZH, EN)
"""The first is served at the root, the others under their prefix."""

__all__ = ["EN", "LANGUAGES", "ZH", "Words"]
