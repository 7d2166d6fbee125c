"""Both ways between this product and llama-index: our retriever and assistant in its pipelines, its embedding models in ours.

llama-index's node types begin and end in this file; nothing else of the product sees them.

    from llama_index.core.query_engine import RetrieverQueryEngine
    RetrieverQueryEngine.from_args(PolicyRetriever(retriever), llm=…)      # our search, their synthesis
    PolicyQueryEngine(assistant=assistant).query("…")                      # our cited answers as a query engine
    build(library, folder, embedder=LlamaEmbedder(their_embedding))        # their embedding model in our index
    VectorStoreIndex(nodes, embed_model=PolicyEmbedding(load_embedder()))  # our embedding model in their index

A runnable whole: ``docs/examples/llama_index_pipeline.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from pydantic import PrivateAttr

from assistant.answer import Assistant
from corpus.errors import ModelError, PolicyAssistantError
from corpus.types import Citation, Document, Hit, Passage
from index.dense import FloatArray
from index.embed import Embedder, normalised
from index.retriever import Retriever, SearchOptions

_PROBE = "政策問答助理以臺灣的政策文件回答問題，每句附出處。"
_SHOWN = ("title", "edition", "section")
"""What of the metadata goes into a prompt beside the text."""


class PolicyRetriever(BaseRetriever):  # type: ignore[misc]  # untyped guest
    """Our retriever as llama-index's ``BaseRetriever``.

    Args:
        retriever: the open index.
        top_k: nodes to return, best first.
        document_ids: search only these; empty for all.
    """

    def __init__(self, retriever: Retriever, top_k: int = 5, document_ids: Sequence[str] = ()) -> None:
        super().__init__()
        self._retriever = retriever
        self._options = SearchOptions(top_k, tuple(document_ids))
        self._documents = {d.document_id: d for d in retriever.release.documents}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._retriever.search(query_bundle.query_str, self._options)
        return [node(hit, self._documents[hit.passage.document_id]) for hit in hits]


class PolicyQueryEngine(CustomQueryEngine):  # type: ignore[misc]  # untyped guest
    """The assistant as a llama-index query engine: checked, cited answers, declined where there is none.

    The response's ``source_nodes`` are the citations in the order of their markers; its ``metadata`` holds the whole
    answer under ``answer`` (as ``Answer.to_dict`` gives it) and ``refused``.

    Args:
        assistant: answers the questions.
    """

    assistant: Any

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant=assistant)

    def custom_query(self, query_str: str) -> Response:
        """Answer one question.

        Raises:
            QuestionError: it is empty, too long or not text.
        """
        answer = self.assistant.ask(query_str)
        sources = [_cited(c, self.assistant.documents[c.document_id]) for c in answer.citations]
        metadata = {"refused": answer.refused, "answer": answer.to_dict()}
        return Response(response=answer.text, source_nodes=sources, metadata=metadata)


class PolicyEmbedding(BaseEmbedding):  # type: ignore[misc]  # untyped guest
    """Our embedding model as llama-index's ``BaseEmbedding``.

    Args:
        embedder: as ``index.embed.load_embedder`` gives it.
    """

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.model_id)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._embedder.encode_queries([query])[0].tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.encode_passages([text])[0].tolist()
        return vector


class LlamaEmbedder:
    """A llama-index embedding model as ours, for building an index and searching it.

    The index remembers ``model_id``: name, and a fingerprint of what the model makes of one sentence, so that a changed
    model is refused. Open such an index with ``Retriever(open_release(folder), LlamaEmbedder(…))``.

    Args:
        embedding: the model.

    Raises:
        ModelError: it does not answer.
    """

    def __init__(self, embedding: BaseEmbedding) -> None:
        self._embedding = embedding
        self.name = f"llama-index:{embedding.model_name}"
        probe = self._encode([_PROBE], embedding.get_text_embedding_batch)[0]
        self._dimension = len(probe)
        print_ = hashlib.sha256(np.round(probe, 3).astype(np.float32).tobytes()).hexdigest()[:12]
        self.model_id = f"{self.name}@{print_}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def encode_queries(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per question, shape [texts, dimension]."""
        return self._encode(texts, lambda many: [self._embedding.get_query_embedding(text) for text in many])

    def encode_passages(self, texts: list[str]) -> FloatArray:
        """Return one normalised vector per passage, shape [texts, dimension]."""
        return self._encode(texts, self._embedding.get_text_embedding_batch)

    def _encode(self, texts: list[str], encode: Any) -> FloatArray:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        try:
            return normalised(np.asarray(encode(texts), dtype=np.float32))
        except PolicyAssistantError:
            raise
        except Exception as error:  # whatever the provider raises; it may quote the request, so only the type is told
            raise ModelError(
                f"嵌入模型「{self.name}」沒有算出向量（{type(error).__name__}）",
                hint="請確認該模型的服務與設定；其他功能不受影響。",
                retryable=True,
            ) from error


def node(hit: Hit, document: Document) -> NodeWithScore:
    """Return a hit as a llama-index node: passage id, text, offsets into the document, metadata, score."""
    passage = hit.passage
    return NodeWithScore(node=_node(passage.passage_id, passage, document, passage.path), score=hit.score)


def _cited(citation: Citation, document: Document) -> NodeWithScore:
    made = Passage(
        passage_id=f"{citation.document_id}:{citation.span.start}-{citation.span.end}",
        document_id=citation.document_id,
        section_id=citation.section_id,
        path=citation.section,
        span=citation.span,
        text=citation.quote,
        page=citation.page,
    )
    found = _node(made.passage_id, made, document, citation.section)
    found.metadata["marker"] = citation.marker
    found.excluded_llm_metadata_keys.append("marker")
    found.excluded_embed_metadata_keys.append("marker")
    return NodeWithScore(node=found, score=None)


def _node(node_id: str, passage: Passage, document: Document, path: Sequence[str]) -> TextNode:
    metadata = {
        "title": document.title,
        "edition": document.edition,
        "section": " › ".join(path),
        "document_id": document.document_id,
        "section_id": passage.section_id,
        "page": passage.page,
        "agency": document.agency,
        "source": document.source,
        "licence": document.licence,
    }
    hidden = [key for key in metadata if key not in _SHOWN]
    return TextNode(
        id_=node_id,
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=metadata,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=list(hidden),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document.document_id)},
    )
