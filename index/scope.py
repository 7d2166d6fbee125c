"""Which documents a question restricts itself to: by title, by another name, by the year or the order of an edition.

It only narrows: a question that names none, or only names that several documents share, is asked of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from corpus.normalize import search_key, years
from corpus.types import Document
from index.tokenize import folded

_SHORTEST = 4
"""Characters of a name that is looked for; a shorter one is a word."""

_EDITION = re.compile(
    r"(?:民國)?\d{2,4}年?度?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:發布|公布|出版|提出|修正)?的?(?:那份|這份)?(?:報告書?|簡報|文件|版本?(?!面|權|圖|塊)|白皮書)"
)
_LATEST = re.compile(r"最新的?版|最新的?(?:報告|文件|白皮書)|現行版|新版(?!面)")
_EARLIEST = re.compile(r"舊版(?!面)|上一版|前一版|最早的?版|舊的?(?:報告|文件|白皮書)")
_BOTH = re.compile(r"比較|相較|相比|不同|差異|變化|兩[份版]|各[是有份]|\bcompare|\bdiffer|\bboth\b", re.IGNORECASE)


class Scope:
    """Knows the names and editions of a release's documents.

    Args:
        documents: all documents.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._few = len(documents) < 2
        self._dates = tuple((d.document_id, d.edition) for d in documents if d.edition)
        families = {d.family for d in documents if d.edition and d.family}
        of_family = [(d.edition, d.document_id) for d in documents if d.edition and d.family]
        self._editions = tuple(of_family) if len(families) == 1 and len(of_family) > 1 else ()
        owners: dict[str, set[str]] = {}
        for document in documents:
            for name in (document.title, *document.aliases):
                if name != document.document_id:
                    owners.setdefault(search_key(name).text, set()).add(document.document_id)
        self._owner = {
            name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1 and len(name) >= _SHORTEST
        }

    def of(self, question: str) -> tuple[str, ...]:
        """Return the ids of the documents that a question is about, none where it may be any.

        Args:
            question: in Taiwan's characters.
        """
        if self._few or _BOTH.search(question):
            return ()
        return self._named(folded(question)[0].text) or self._dated(question)

    def _named(self, folded: str) -> tuple[str, ...]:
        names = [name for name in self._owner if name in folded]
        longest = [name for name in names if not any(name != other and name in other for other in names)]
        return tuple(dict.fromkeys(self._owner[name] for name in longest))

    def _dated(self, question: str) -> tuple[str, ...]:
        """Documents whose edition is of a year that the question joins to a word for document; or the newest or oldest."""
        asked = {year.ce for found in _EDITION.finditer(question) for year in years(found.group())}
        if asked and (same := tuple(identity for identity, edition in self._dates if int(edition[:4]) in asked)):
            return same
        for pattern, pick in ((_LATEST, max), (_EARLIEST, min)) if self._editions else ():
            if pattern.search(question):
                return (pick(self._editions, key=itemgetter(0))[1],)
        return ()
