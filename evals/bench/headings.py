"""How well headings are inferred: outlines written by hand against what ``corpus.sections.outline`` finds.

The outlines are those of ``tests/corpus/outlines`` (its README says how they were made and what counts): titles, headings and
points must be found on their line with their number; items count neither for nor against. Twelve of the 25 documents, those
whose ids come first by their hash, were read while the rules were written; the other thirteen say what the rules are worth.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.sections import outline
from corpus.types import Document, Section

FOR_DEVELOPMENT = 12


@dataclass(frozen=True, slots=True)
class Agreement:
    """Headings found, found where there is none, missed; and of those found the ones whose depth agrees."""

    found: int = 0
    extra: int = 0
    missed: int = 0
    same_level: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.found + other.found,
            self.extra + other.extra,
            self.missed + other.missed,
            self.same_level + other.same_level,
        )

    @property
    def precision(self) -> float:
        """Share of the headings found that are headings; 1 where none was found."""
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of the headings that were found; 1 where there is none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    def report(self, name: str) -> str:
        """Return a line to print."""
        level = self.same_level / max(1, self.found)
        return f"{name:12s} precision {self.precision:.3f}  recall {self.recall:.3f}  same level {level:.3f}"


def agreement(row: Mapping[str, Any]) -> Agreement:
    """Compare the outline inferred from a text with the one written by hand.

    Args:
        row: ``text`` and ``headings`` as in ``tests/corpus/outlines/gazette.jsonl``.
    """
    text = str(row["text"])
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    written = {int(heading["line"]): heading for heading in row["headings"]}
    inferred: dict[int, Section] = {}
    for section in outline(Document(str(row["id"]), str(row["id"]), text, "0")):
        if section.path:
            inferred[bisect_right(starts, section.heading.start) - 1] = section
    wanted = {line for line, heading in written.items() if heading["kind"] != "item"}
    found = {line for line in wanted & set(inferred) if _same_number(written[line], inferred[line])}
    return Agreement(
        found=len(found),
        extra=len(set(inferred) - set(written)),
        missed=len(wanted - found),
        same_level=sum(inferred[line].level == written[line]["level"] for line in found),
    )


def _same_number(heading: Mapping[str, Any], section: Section) -> bool:
    return re.sub(r"\s", "", str(heading["number"])) == re.sub(r"\s", "", section.number)


def total(rows: Iterable[Mapping[str, Any]]) -> Agreement:
    """Add up the agreement of several documents."""
    return sum((agreement(row) for row in rows), Agreement())


def divided(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Part the documents into those used while the rules were written and the others."""
    order = sorted(rows, key=lambda row: hashlib.sha256(str(row["id"]).encode()).hexdigest())
    return order[:FOR_DEVELOPMENT], order[FOR_DEVELOPMENT:]


def read_outlines(path: Path) -> list[Mapping[str, Any]]:
    """Read outlines written by hand, one document a line."""
    with path.open(encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]
