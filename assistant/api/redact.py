"""Personal data taken out of what people typed before it is stored: the forms that Taiwan's numbers have."""

from __future__ import annotations

import re

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("電子郵件", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("證號", re.compile(r"(?<![A-Za-z0-9])[A-Za-z][1289A-Da-d]\d{8}(?!\d)")),  # 身分證、居留證
    ("卡號", re.compile(r"(?<!\d)(?:\d{4}[- ]?){3}\d{4}(?!\d)|(?<!\d)\d{12}(?!\d)")),  # 信用卡、健保卡
    ("電話", re.compile(r"(?<!\d)(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)")),
    ("電話", re.compile(r"(?<!\d)(?:\(0\d{1,2}\)|0\d{1,2}[- ])\s?\d{3,4}[- ]?\d{4}(?!\d)")),
)


def redacted(text: str) -> str:
    """Return ``text`` with addresses of e-mail and numbers of identity, cards and telephones replaced by what they were."""
    for name, form in _FORMS:
        text = form.sub(f"〔{name}〕", text)
    return text
