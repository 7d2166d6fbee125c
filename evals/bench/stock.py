"""Other people's retrieval on the same passages: what a project gets that takes a library as it comes.

Each is a function of the passages' texts and of an embedding model that gives a search: question → rows, best first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.errors import EvaluationError
from index.dense import FlatStore
from index.embed import Embedder
from index.tokenize import words

Search = Callable[[str], list[int]]
"""A question → the rows of the passages found, best first."""

DEPTH = 5
_HINT = "pip install 'policy-assistant[bench]'"


def llama_bm25(texts: Sequence[str], _embedder: Embedder) -> Search:
    """llama-index's BM25 retriever as it comes: its token pattern takes a run of Han characters for one word.

    Raises:
        EvaluationError: it is not installed.
    """
    try:
        from llama_index.core.schema import TextNode
        from llama_index.retrievers.bm25 import BM25Retriever
    except ImportError as error:
        raise EvaluationError("沒有安裝 llama-index-retrievers-bm25", hint=_HINT) from error
    nodes = [TextNode(text=text, id_=str(row)) for row, text in enumerate(texts)]
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(DEPTH, len(nodes)))

    def search(question: str) -> list[int]:
        return [int(found.node.node_id) for found in retriever.retrieve(question) if (found.score or 0) > 0]

    return search


def bm25s_as_it_comes(texts: Sequence[str], _embedder: Embedder) -> Search:
    """bm25s with its own tokenizer."""
    import bm25s

    return _bm25s(bm25s.tokenize(list(texts), show_progress=False), lambda q: bm25s.tokenize([q], show_progress=False))


def bm25s_of_words(texts: Sequence[str], _embedder: Embedder) -> Search:
    """bm25s fed our words by hand."""
    return _bm25s([_words(text) for text in texts], lambda question: [_words(question)])


def faiss_alone(texts: Sequence[str], embedder: Embedder) -> Search:
    """FAISS over the vectors of the same embedding model, nothing else."""
    store = FlatStore(embedder.encode_passages(list(texts)))
    return lambda question: store.search(embedder.encode_queries([question])[0], DEPTH)[1].tolist()


STOCK = {
    "llama-index BM25": llama_bm25,
    "bm25s": bm25s_as_it_comes,
    "bm25s, our words": bm25s_of_words,
    "FAISS alone": faiss_alone,
}


def _words(text: str) -> list[str]:
    return [token.key for token in words(text)]


def _bm25s(tokens: object, tokenize: Callable[[str], object]) -> Search:
    import bm25s

    engine = bm25s.BM25()
    engine.index(tokens, show_progress=False)
    depth = min(DEPTH, int(engine.scores["num_docs"]))

    def search(question: str) -> list[int]:
        try:
            rows, scores = engine.retrieve(tokenize(question), k=depth, show_progress=False)
        except ValueError:  # no word of the question is in the vocabulary
            return []
        return [int(row) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return search
