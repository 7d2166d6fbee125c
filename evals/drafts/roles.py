"""Who does what: 「主辦機關：數位發展部」 and 「推動開放資料（數位發展部）」 → which agency?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.types import Section
from evals.drafts.source import Draft, Source, says_something, unmarked
from index.lexicon import Lexicon, Mention, shipped_lexicon

_PAIR = re.compile(r"^(?P<what>[^：:，。；]{2,40})[：:](?P<who>[^。；]{2,60})$")
_BRACKETS = re.compile(r"(?P<what>[^（()）：:，。；]{4,40})[（(](?P<who>[^（()）]{2,40})[）)]")
_OFFICE = re.compile(r"(?:機關|單位|部會|窗口|召集人|權責|分工)$")
_BETWEEN = re.compile(r"[、，,及與和/／及其\s（）()]|等")


def roles(source: Source, lexicon: Lexicon | None = None) -> Iterator[Draft]:
    """Yield one draft for each thing that names its agencies and nothing else after a colon or in brackets.

    An agency before the brackets is not a task but the agency above (經濟部（商業司）), so it is left out.

    Args:
        source: the document.
        lexicon: names of agencies; None for the shipped one.
    """
    known = lexicon or shipped_lexicon()
    for section, sentence in source.sentences(headings=True):
        line = sentence.slice(source.document.text).strip()
        found = _PAIR.match(line) or _BRACKETS.search(line)
        if found is None:
            continue
        agencies = [mention for mention in known.find(found["who"]) if mention.kind == "agency"]
        what = unmarked(found["what"])
        itself = any(mention.end == len(what) and mention.kind == "agency" for mention in known.find(what))
        if _only(found["who"], agencies) and says_something(what, 2) and not itself:
            yield _draft(source, section, what, agencies, known, line)


def _only(who: str, agencies: Sequence[Mention]) -> bool:
    """Say whether the words are agencies and what stands between agencies."""
    rest = who
    for mention in agencies:
        rest = rest.replace(mention.surface, "")
    return bool(agencies) and not _BETWEEN.sub("", rest)


def _draft(
    source: Source, section: Section, what: str, agencies: Sequence[Mention], lexicon: Lexicon, line: str
) -> Draft:
    title = source.quoted(section)
    asked = f"{title}的{what}是誰？" if _OFFICE.search(what) and title else f"「{what}」由哪個機關負責？"
    names = {
        mention.entry_id: tuple(dict.fromkeys((mention.surface, *lexicon.names(mention.entry_id))))
        for mention in agencies
    }
    return Draft(
        kind="role",
        category="org_responsibility",
        section=section,
        question=asked,
        answer=f"{'、'.join(choices[0] for choices in names.values())}。",
        must_include=tuple(names.values()),
        quotes=(line,),
    )
