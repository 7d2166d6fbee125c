"""Small values for the tests of the index."""

from __future__ import annotations

import hashlib

import numpy as np

from corpus.types import Document, Passage, Section, Span
from index.dense import FloatArray


class TinyEmbedder:
    """A vector with one place per letter of ``letters``: how often it stands in the text, normalised."""

    def __init__(self, letters: str = "水火土", model_id: str = "tiny@1") -> None:
        self.letters, self.model_id, self.name = letters, model_id, ""
        self.encoded: list[str] = []

    @property
    def dimension(self) -> int:
        return len(self.letters)

    def encode_queries(self, texts: list[str]) -> FloatArray:
        counts = np.array([[text.count(c) for c in self.letters] for text in texts], dtype=np.float32)
        counts = counts.reshape(len(texts), self.dimension)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return (counts / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def encode_passages(self, texts: list[str]) -> FloatArray:
        self.encoded += texts
        return self.encode_queries(texts)


def make_document(document_id: str, *lines: str) -> tuple[Document, list[Section], list[Passage]]:
    """A document of one section per line; the heading path is the document's id and the line's number."""
    text = "\n".join(lines)
    document = Document(document_id, document_id, text, hashlib.sha256(text.encode()).hexdigest())
    sections, passages, start = [], [], 0
    for number, line in enumerate(lines):
        span = Span(start, start + len(line) + (number < len(lines) - 1))
        path = (document_id, f"第{number}節")
        section_id = f"{document_id}/{number}"
        sections.append(Section(section_id, document_id, path, "", 1, span, Span(start, start)))
        inner = Span(start, start + len(line))
        passages.append(Passage(f"{section_id}/p", document_id, section_id, path, inner, line))
        start = span.end
    return document, sections, passages
