"""The documents of an index release as a reader walks through them: by id, in order, one section to the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, Self

from corpus.quality import Quality, quality
from corpus.types import Document, Section


class Holding(Protocol):
    """What of an index release the shelf needs."""

    @property
    def documents(self) -> Iterable[Document]:
        """Every document."""

    @property
    def sections(self) -> Iterable[Section]:
        """Every section, in text order within its document."""


class Shelf:
    """Documents and their sections, looked up without failing.

    Args:
        documents: the documents.
        sections: their sections; those of one document in text order.
    """

    def __init__(self, documents: Iterable[Document], sections: Iterable[Section]) -> None:
        self._documents = {document.document_id: document for document in documents}
        self._sections = {section.section_id: section for section in sections}
        self._outlines: dict[str, list[Section]] = {key: [] for key in self._documents}
        self._qualities: dict[str, Quality] = {}
        for section in self._sections.values():
            self._outlines.setdefault(section.document_id, []).append(section)

    @classmethod
    def of(cls, release: Holding) -> Self:
        """Build the shelf from an open index release."""
        return cls(release.documents, release.sections)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document, in the order of the index."""
        return tuple(self._documents.values())

    @property
    def newest_edition(self) -> str:
        """The latest edition date as ISO text, empty when no document is dated."""
        return max((document.edition for document in self._documents.values()), default="")

    def document(self, document_id: str) -> Document | None:
        """Return the document, or None."""
        return self._documents.get(document_id)

    def section(self, section_id: str) -> Section | None:
        """Return the section, or None."""
        return self._sections.get(section_id)

    def outline(self, document_id: str) -> tuple[Section, ...]:
        """Return the sections of a document in text order, none for an unknown document."""
        return tuple(self._outlines.get(document_id, ()))

    def neighbours(self, section: Section) -> tuple[Section | None, Section | None]:
        """Return the section before and the section after, None at either end."""
        outline = self._outlines.get(section.document_id, [])
        at = next((i for i, other in enumerate(outline) if other.section_id == section.section_id), None)
        if at is None:
            return None, None
        return (outline[at - 1] if at else None), (outline[at + 1] if at + 1 < len(outline) else None)

    def quality(self, document_id: str) -> Quality:
        """Return how well a document was read; worked out when first asked for.

        Raises:
            KeyError: there is no such document.
        """
        if document_id not in self._qualities:
            self._qualities[document_id] = quality(self._documents[document_id], self.outline(document_id))
        return self._qualities[document_id]
