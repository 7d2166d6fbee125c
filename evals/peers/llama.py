"""llama-index as it comes: SentenceSplitter, its BM25 retriever or its vector index, and the query engine over them.

No language model is here to phrase an answer (the engine runs with ``MockLLM`` and the ``NoText`` synthesizer), so the
answer is the beginning of the first source node. Nodes are llama-index's own; they never leave this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from llama_index.core import Document as LlamaDocument
from llama_index.core import VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText

from assistant.llama import PolicyEmbedding
from corpus.errors import EvaluationError
from corpus.types import Document, Hit, Passage, Span
from evals.peers.top_passage import TopPassage
from index.embed import Embedder

_DEPTH = 10


def llama_bm25(documents: Sequence[Document]) -> TopPassage:
    """Return the stock query engine over llama-index's BM25 retriever.

    Raises:
        EvaluationError: llama-index-retrievers-bm25 is not installed.
    """
    try:
        from llama_index.retrievers.bm25 import BM25Retriever
    except ImportError as error:
        raise EvaluationError(
            "沒有安裝 llama-index-retrievers-bm25", hint="pip install 'policy-assistant[bench]'"
        ) from error
    nodes, passages = _split(documents)
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(_DEPTH, len(nodes)))
    return _peer("llama-index BM25", documents, passages, retriever)


def llama_vector(documents: Sequence[Document], embedder: Embedder) -> TopPassage:
    """Return the stock query engine over llama-index's in-memory vector index.

    Args:
        documents: what is asked about.
        embedder: the model; ours, so that the comparison is not one of models.
    """
    nodes, passages = _split(documents)
    index = VectorStoreIndex(nodes, embed_model=PolicyEmbedding(embedder))
    return _peer("llama-index vector", documents, passages, index.as_retriever(similarity_top_k=_DEPTH))


def _split(documents: Sequence[Document]) -> tuple[list[Any], dict[str, Passage]]:
    splitter = SentenceSplitter()
    nodes: list[Any] = splitter.get_nodes_from_documents(
        [
            LlamaDocument(text=document.text, doc_id=document.document_id, metadata={"title": document.title})
            for document in documents
        ]
    )
    texts = {document.document_id: document.text for document in documents}
    return nodes, {node.node_id: _passage(node, texts[node.ref_doc_id]) for node in nodes}


def _passage(node: Any, text: str) -> Passage:
    span = Span(node.start_char_idx, node.end_char_idx)
    key = f"{node.ref_doc_id}\0{span.start}\0{span.end}"
    return Passage(
        passage_id="n" + hashlib.sha256(key.encode()).hexdigest()[:12],
        document_id=node.ref_doc_id,
        section_id="",
        path=(),
        span=span,
        text=span.slice(text),
    )


def _peer(name: str, documents: Sequence[Document], passages: Mapping[str, Passage], retriever: Any) -> TopPassage:
    engine = RetrieverQueryEngine(retriever, response_synthesizer=NoText(llm=MockLLM()))

    def search(question: str, top_k: int) -> tuple[Hit, ...]:
        found = engine.query(question).source_nodes[:top_k]
        return tuple(
            Hit(passages[node.node.node_id], float(node.score or 0.0), rank) for rank, node in enumerate(found, start=1)
        )

    splitter = SentenceSplitter()
    made = f"{name}, SentenceSplitter({splitter.chunk_size}, {splitter.chunk_overlap})"
    return TopPassage(name, documents, tuple(passages.values()), made, search)
