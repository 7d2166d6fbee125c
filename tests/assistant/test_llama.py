"""Our retriever, assistant and embedding model in llama-index; its embedding models in our index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.schema import TextNode

from assistant.answer import Assistant
from assistant.llama import LlamaEmbedder, PolicyEmbedding, PolicyQueryEngine, PolicyRetriever
from corpus.errors import ModelError
from corpus.library import open_library
from corpus.types import Answer
from index.build import build
from index.embed import load_embedder
from index.release import open_release
from index.retriever import Retriever, SearchOptions

QUESTION = "數位學習獎助每案的上限是多少錢？"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "llama_index_pipeline.py"


class Letters(BaseEmbedding):  # type: ignore[misc]
    """A text's vector is how often each of a few characters stands in it, and a constant."""

    letters: str = "獎助上限召集部會"

    def _get_text_embedding(self, text: str) -> list[float]:
        return [1.0, *(float(text.count(letter)) for letter in self.letters)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def test_the_retriever_gives_nodes_that_know_where_they_stand(retriever: Retriever) -> None:
    found = PolicyRetriever(retriever, top_k=3).retrieve(QUESTION)
    hits = retriever.search(QUESTION, SearchOptions(3))
    assert [(n.node.node_id, n.score, n.node.text) for n in found] == [
        (h.passage.passage_id, h.score, h.passage.text) for h in hits
    ]
    for entry in found:
        document = retriever.release.document(entry.node.metadata["document_id"])
        assert document.text[entry.node.start_char_idx : entry.node.end_char_idx] == entry.node.text
        assert entry.node.ref_doc_id == document.document_id
        assert "section_id" not in entry.node.get_content("llm")
        assert document.title in entry.node.get_content("llm")
    only = PolicyRetriever(retriever, document_ids=["plan-1"]).retrieve(QUESTION)
    assert {n.node.metadata["document_id"] for n in only} <= {"plan-1"}


def test_the_retriever_drops_into_an_existing_pipeline(retriever: Retriever) -> None:
    engine = RetrieverQueryEngine(
        PolicyRetriever(retriever, top_k=5),
        response_synthesizer=NoText(llm=MockLLM()),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=0.0)],
    )
    assert engine.query(QUESTION).source_nodes[0].node.metadata["document_id"] == "rule"


def test_the_assistant_is_a_query_engine_with_its_citations_as_sources(assistant: Assistant) -> None:
    response = PolicyQueryEngine(assistant).query(QUESTION)
    answer = Answer.from_dict(response.metadata["answer"])
    assert (str(response), response.metadata["refused"]) == (answer.text, False)
    assert [n.node.metadata["marker"] for n in response.source_nodes] == [c.marker for c in answer.citations]
    assert [n.node.text for n in response.source_nodes] == [c.quote for c in answer.citations]
    declined = PolicyQueryEngine(assistant).query("明天會不會下雨？要帶傘嗎？")
    assert (declined.metadata["refused"], declined.source_nodes) == (True, [])


def test_our_embedding_model_serves_their_index() -> None:
    model = load_embedder()
    theirs = PolicyEmbedding(model)
    assert np.allclose(theirs.get_query_embedding("獎助"), model.encode_queries(["獎助"])[0])
    nodes = [TextNode(text="補助學校辦理數位學習"), TextNode(text="海洋保育署辦理淨灘")]
    index = VectorStoreIndex(nodes, embed_model=theirs)
    assert index.as_retriever(similarity_top_k=1).retrieve("數位學習的補助")[0].node.text == nodes[0].text


def test_their_embedding_model_serves_our_index_and_a_changed_one_is_refused(corpus: Path, tmp_path: Path) -> None:
    embedder = LlamaEmbedder(Letters(model_name="letters"))
    assert embedder.dimension == 9
    vectors = embedder.encode_passages(["獎", "獎助"])
    assert np.allclose(vectors[0][:3], np.array([1, 1, 0]) / np.sqrt(2))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert embedder.encode_queries([]).shape == (0, 9)
    build(open_library(corpus), tmp_path, embedder=embedder)
    opened = Retriever(open_release(tmp_path), LlamaEmbedder(Letters(model_name="letters")))
    assert Assistant(opened).ask(QUESTION).citations[0].document_id == "rule"
    with pytest.raises(ModelError):
        Retriever(open_release(tmp_path), LlamaEmbedder(Letters(model_name="letters", letters="甲乙丙丁戊己庚辛")))


def test_an_embedding_service_that_fails_is_a_known_error() -> None:
    class Down(Letters):
        def _get_text_embedding(self, text: str) -> list[float]:
            raise ConnectionError("https://secret.example/?key=1")

    with pytest.raises(ModelError) as caught:
        LlamaEmbedder(Down(model_name="down"))
    assert caught.value.retryable
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.slow
def test_the_example_runs() -> None:
    ran = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("「智慧科技」召集部會：國科會") == 2
    assert ran.stdout.count("[1]") == 3
