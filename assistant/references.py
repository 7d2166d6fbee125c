"""Provisions that a statement refers to: 「違反第十一條規定者，處…」 is about what article 11 forbids, 「前條」 about the one before.

The conventions are those of 中央法規標準法 article 8 (條, 項, 款) and of the rules made after it, whose provisions are points (點).
References to other laws (「護照條例第二十五條」) are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.normalize import numeral
from corpus.types import Document, Section, Span
from corpus.units import Unit, units

_NUMBER = r"[〇○零一二三四五六七八九十百\d]+"
_REFERENCE = re.compile(
    rf"(?P<before>前)(?:[一二三]|\s)*[條點](?:第\s*(?P<paragraph0>{_NUMBER})\s*項)?"
    rf"|第\s*(?P<number>{_NUMBER})(?:\s*-\s*(?P<dash>\d+))?\s*[條點](?:\s*之\s*(?P<of>{_NUMBER}))?(?:第\s*(?P<paragraph>{_NUMBER})\s*項)?"
)
_OTHER_LAW = re.compile(r"(?:[法律例則程準點]|規定|公約)$")
_OWN_LAW = re.compile(r"本(?:法|條例|辦法|規則|細則|標準|準則|要點|規定)$")
_MOTHER_LAW = re.compile(r"(?:以下|下)[簡稱]*稱[「『]?本(?:法|條例)")
"""In rules made under a law 「本法」 is that law."""
_REMARK = re.compile(r"[（(][^（()）]*[）)]\s*$")
_JOINED = re.compile(rf"(?:[\s、,，及或與至和]|第\s*{_NUMBER}\s*[項款目]|前段|後段|但書|各款)*")
_PRINTED = re.compile(
    rf"(?:第\s*)?(?P<number>{_NUMBER})(?:\s*-\s*(?P<dash>\d+))?\s*(?:條(?:\s*之\s*(?P<of>{_NUMBER}))?|[、.])"
)
_MOST = 4
"""Provisions of one statement that are followed."""
_LONGEST = 400
"""Characters of a provision that are read."""

Provision = tuple[int, int]
"""A number and, for articles put in later (第五條之一), the number after it; else 0."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """The provision referred to, or None for the one before; and its paragraph, 0 for all of it."""

    provision: Provision | None
    paragraph: int


class References:
    """The provisions of one document.

    Args:
        document: a law or rule.
        sections: its sections in text order.
    """

    def __init__(self, document: Document, sections: Sequence[Section]) -> None:
        self._document = document
        self._sections = sections

    def text(self, section: Section, said: str) -> str:
        """Return what the provisions say that a statement refers to.

        Args:
            section: the statement's section.
            said: its words.

        Returns:
            Their text, shortened; empty where it refers to none of this document.
        """
        own = self._own(section)
        if own is None or ("條" not in said and "點" not in said):
            return ""
        followed = _references(said, mother_law=self._has_mother_law)
        found = list(dict.fromkeys(self._span(own, reference) for reference in followed))
        return " ".join(span.slice(self._document.text)[:_LONGEST] for span in found[:_MOST] if span is not None)

    @cached_property
    def _provisions(self) -> dict[str | None, dict[Provision, Section]]:
        """Articles under None, points under the section that holds them; of equal numbers the first."""
        found: dict[str | None, dict[Provision, Section]] = {}
        for section in self._sections:
            printed = _PRINTED.fullmatch(section.number)
            if printed is not None:
                holder = None if "條" in section.number else section.parent_id
                found.setdefault(holder, {}).setdefault(_provision(printed), section)
        return found

    def _own(self, section: Section) -> tuple[str | None, Provision] | None:
        """Where a section's provision stands: the outermost numbered section around it."""
        place = None
        above: Section | None = section
        while above is not None:
            printed = _PRINTED.fullmatch(above.number)
            if printed is not None:
                place = (None if "條" in above.number else above.parent_id, _provision(printed))
                if place[0] is None:
                    break
            above = self._by_id.get(above.parent_id or "")
        return place

    @cached_property
    def _has_mother_law(self) -> bool:
        return bool(_MOTHER_LAW.search(self._document.text))

    @cached_property
    def _by_id(self) -> dict[str, Section]:
        return {section.section_id: section for section in self._sections}

    def _span(self, own: tuple[str | None, Provision], reference: _Reference) -> Span | None:
        holder, provision = own
        provisions = self._provisions.get(holder, {})
        if reference.provision is None:
            earlier = [other for other in provisions if other < provision]
            section = provisions[max(earlier)] if earlier else None
        else:
            section = provisions.get(reference.provision) if reference.provision != provision else None
        return self._paragraph(section, reference.paragraph) if section is not None else None

    def _paragraph(self, section: Section, number: int) -> Span:
        """A paragraph (項) with the items (款) below it; the whole provision where it has no such paragraph."""
        parts = [u for u in units(self._document, section, wrapped=False) if u.kind != "heading"]
        starts = [i for i, unit in enumerate(parts) if unit.kind != "item"]
        if not 0 < number <= len(starts):
            return section.span
        end = starts[number] if number < len(starts) else len(parts)
        return _across(parts[starts[number - 1] : end])


def _across(parts: Sequence[Unit]) -> Span:
    return Span(parts[0].span.start, parts[-1].span.end)


def _references(said: str, *, mother_law: bool) -> Iterator[_Reference]:
    """The references of a text to its own document; ``mother_law``: 「本法」 is another one."""
    other, end = False, 0
    for match in _REFERENCE.finditer(said):
        joined = bool(end) and _JOINED.fullmatch(said, end, match.start()) is not None
        other = other if joined else _names_other_law(said[: match.start()].rstrip(), mother_law=mother_law)
        end = match.end()
        if not other:
            paragraph = _value(match["paragraph"] or match["paragraph0"])
            yield _Reference(None if match["before"] else _provision(match), paragraph)


def _names_other_law(before: str, *, mother_law: bool) -> bool:
    before = _REMARK.sub("", before)
    own = _OWN_LAW.search(before)
    if own is not None:
        return mother_law and own.group() in ("本法", "本條例")
    return bool(_OTHER_LAW.search(before))


def _provision(match: re.Match[str]) -> Provision:
    return _value(match["number"]), _value(match["dash"] or match["of"])


def _value(printed: str | None) -> int:
    value = numeral(printed) if printed else None
    return int(value) if value is not None else 0
