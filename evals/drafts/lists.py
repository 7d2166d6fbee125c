"""Lists under a heading or a leading line: which items?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.types import Section
from evals.drafts.source import Draft, Source, is_topic, says_something, trimmed

_NAME = re.compile(r"[^：:。；;，,（(\n]+")
_COLUMN = re.compile(r"\s+\d+$")
_OTHERS = ("其他", "其它")
_FEWEST, _MOST, _LONGEST = 3, 10, 30


def lists(source: Source) -> Iterator[Draft]:
    """Yield one draft for each section that announces a list whose items have short names."""
    for section in source.sections:
        lines = source.items(section)
        asked = _asked(source, section, len(lines)) if _FEWEST <= len(lines) <= _MOST else ""
        if asked and (draft := _draft(section, asked, lines)):
            yield draft


def _asked(source: Source, section: Section, count: int) -> str:
    """Ask by the leading line (應檢附下列文件 → 應檢附哪些文件), else by a heading that names a matter; else not."""
    lead = source.lead(section)
    if lead.count("下列") == 1 and says_something(lead.replace("下列", "")):
        return f"{lead.replace('下列', '哪些')}？"
    return f"{source.quoted(section)}包括哪{count}項？" if is_topic(section.title) else ""


def _draft(section: Section, asked: str, lines: Sequence[str]) -> Draft | None:
    names = [_name(line) for line in lines]
    if len(set(names)) < len(names) or any(len(name) > _LONGEST or not says_something(name, 2) for name in names):
        return None
    told = [name for name in names if name not in _OTHERS]
    return Draft(
        kind="list",
        category="list_enumeration",
        section=section,
        question=asked,
        answer=f"{'、'.join(names)}。",
        must_include=tuple((name,) for name in told),
        quotes=tuple(told),
    )


def _name(line: str) -> str:
    """Return what an item is called: its words up to a colon, a bracket or its end; empty for a sentence cut by a comma."""
    found = _NAME.match(line)
    if found is None or line[found.end() : found.end() + 1] in ("，", ","):
        return ""
    return _COLUMN.sub("", trimmed(found[0]))
