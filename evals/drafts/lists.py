"""Lists under a heading: which items?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.types import Section
from evals.drafts.source import Draft, Source, heading_name, says_something, trimmed

_NAME = re.compile(r"[^：:。；;，,（(\n]+")
_FEWEST, _MOST, _LONGEST = 3, 10, 30


def lists(source: Source) -> Iterator[Draft]:
    """Yield one draft for each section whose heading says something and whose items have short names."""
    for section in source.sections:
        lines = source.items(section)
        if heading_name(section.title) and _FEWEST <= len(lines) <= _MOST and (draft := _draft(section, lines)):
            yield draft


def _draft(section: Section, lines: Sequence[str]) -> Draft | None:
    names = [trimmed(found[0]) if (found := _NAME.match(line)) else "" for line in lines]
    if len(set(names)) < len(names) or any(len(name) > _LONGEST or not says_something(name, 2) for name in names):
        return None
    return Draft(
        kind="list",
        category="list_enumeration",
        section=section,
        question=f"「{heading_name(section.title)}」包括哪{len(lines)}項？",
        answer=f"{'、'.join(names)}。",
        must_include=tuple((name,) for name in names),
        quotes=tuple(names),
    )
