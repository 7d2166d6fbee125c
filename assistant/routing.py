"""Which documents a question names: by title, alias, family, edition year or date; and what is left when that is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normalize import search_key, years
from corpus.types import Document

_EDITION_NOUN = r"(?:的)?(?:那份|這份|這個|那個)?(?:[A-Za-z+.\d ]{0,8})?(?:報告書?|簡報|文件|版本?|計畫書?|方案|白皮書|規劃報告|那份|修正版)"
_YEAR_EDITION = re.compile(
    rf"(?:民國)?(\d{{2,4}})年?(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?(?:發布|提出|公布|出版)?{_EDITION_NOUN}"
)
_SEVERAL = re.compile(
    r"[兩二]份|兩個(?:版本|計畫|方案|文件|報告)|前後(?:兩|二)份|各份|每份|這些(?:文件|報告)|\bboth\b|\btwo (?:reports|documents|plans|editions)\b",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"上一[版期份]|前一[版期份]|舊版|舊的?(?:報告|計畫|方案)|前期(?:計畫|方案|報告)|原(?:先|本)的?(?:報告|計畫|方案)"
)
_NEWER = re.compile(
    r"最新(?:的)?(?:報告|計畫|方案|版)|新版|新的?(?:報告|計畫|方案)(?!點)|下一[版期]|現行(?:的)?(?:報告|計畫|方案|版)"
)
_TITLE_PART = re.compile(r"[，、（(）)「」：:\s·‧\-－—]+")
_SHORTEST_NAME = 3
_SHORTEST_PART = 6


@dataclass(frozen=True, slots=True)
class Route:
    """What routing found.

    ``documents`` are the ids named, in the order named; ``content`` is the question without those names, of the same length
    as the question; ``several`` says that it speaks of two or more documents; ``places`` are (offset, id) of each name.
    """

    documents: tuple[str, ...]
    content: str
    several: bool = False
    places: tuple[tuple[int, str], ...] = ()


class Router:
    """Knows the names of a release's documents.

    Args:
        documents: all documents of the release.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)
        names: dict[str, set[str]] = {}
        for document in documents:
            for name in _names(document):
                names.setdefault(name, set()).add(document.document_id)
        # A name that several documents share selects none of them.
        self._names = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
        self._by_length = sorted(self._names, key=len, reverse=True)

    def route(self, text: str) -> Route:
        """Find the documents a question names.

        Args:
            text: the question in Taiwan's characters.

        Returns:
            Their ids and the question without the names.
        """
        key = search_key(text)
        found: list[tuple[int, str]] = []
        masked = list(text)
        folded = key.text
        for name in self._by_length:
            at = folded.find(name)
            if at < 0:
                continue
            span = key.source_span(at, at + len(name))
            folded = folded.replace(name, "\0" * len(name))
            found.append((span.start, self._names[name]))
            masked[span.start : span.end] = " " * len(span)
        found += self._by_edition(text, masked)
        ordered = tuple(dict.fromkeys(document_id for _, document_id in sorted(found)))
        several = bool(_SEVERAL.search(text)) and len(self._documents) > 1
        return Route(ordered, "".join(masked), several or len(ordered) > 1, tuple(sorted(found)))

    def of_year(self, year: int) -> str | None:
        """Return the only document whose edition is of a CE year, or None."""
        same = [d.document_id for d in self._documents if d.edition.startswith(str(year))]
        return same[0] if len(same) == 1 else None

    def all(self) -> tuple[str, ...]:
        """Return the ids of all documents, oldest edition first."""
        return tuple(d.document_id for d in sorted(self._documents, key=lambda d: d.edition))

    def _by_edition(self, text: str, masked: list[str]) -> list[tuple[int, str]]:
        """Documents meant by 「2020年報告」, 「109年版」, 「上一期」."""
        found: list[tuple[int, str]] = []
        for match in _YEAR_EDITION.finditer(text):
            named = {y.ce for y in years(match.group())}
            same = [d for d in self._documents if d.edition and int(d.edition[:4]) in named]
            if len(same) == 1:
                found.append((match.start(), same[0].document_id))
                masked[match.start() : match.end()] = " " * len(match.group())
        for pattern, pick in ((_OLDER, min), (_NEWER, max)):
            dated = [d for d in self._documents if d.edition and d.family]
            match_ = pattern.search(text)
            if match_ and dated and len({d.family for d in dated}) == 1 and len(dated) > 1:
                found.append((match_.start(), pick(dated, key=lambda d: d.edition).document_id))
        return found


def _names(document: Document) -> set[str]:
    """The title, its long parts, and the aliases, in search form."""
    names = {document.title, *document.aliases}
    names |= {part for part in _TITLE_PART.split(document.title) if len(part) >= _SHORTEST_PART}
    bare = re.sub(
        r"(?:作業|實施|活動|推動|補助)*(?:要點|辦法|規定|計畫|方案|須知|規則|準則|細則|條例)(?:修正規定)?$",
        "",
        document.title,
    )
    if len(bare) >= _SHORTEST_PART:
        names.add(bare)
    return {search_key(name).text for name in names if len(name) >= _SHORTEST_NAME}
