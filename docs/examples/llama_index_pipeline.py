"""Policy Assistant inside a llama-index pipeline, without network and without a language model.

    python docs/examples/llama_index_pipeline.py

With a model, pass it instead of ``MockLLM()``; any llama-index LLM will do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.tools import QueryEngineTool

from assistant.answer import Assistant
from assistant.llama import PolicyQueryEngine, PolicyRetriever
from corpus.library import SHIPPED, open_library
from index.build import build
from index.retriever import Retriever

QUESTION = "智慧科技分組的召集部會是誰？"


def main() -> None:
    """Ask one question three ways."""
    with tempfile.TemporaryDirectory() as folder:
        retriever = Retriever(build(open_library(SHIPPED), Path(folder)))

        print("1. 我們的檢索器，llama-index 的查詢引擎：")
        search = PolicyRetriever(retriever, top_k=3)
        engine = RetrieverQueryEngine(search, response_synthesizer=NoText(llm=MockLLM()))
        for found in engine.query(QUESTION).source_nodes:
            print(f"   {found.score:.2f}  {found.node.metadata['title']} › {found.node.metadata['section']}")

        print("2. 助理本身就是查詢引擎，答案附出處：")
        assistant = PolicyQueryEngine(Assistant(retriever))
        response = assistant.query(QUESTION)
        print(f"   {response}")
        for source in response.source_nodes:
            print(f"   [{source.node.metadata['marker']}] {source.node.metadata['section']}：{source.node.text}")

        print("3. 與既有的查詢引擎並列，供路由器或代理人選用的工具：")
        tool = QueryEngineTool.from_defaults(assistant, name="policy", description="回答政策文件的問題")
        print(f"   {tool.metadata.name}：{tool(QUESTION).content}")


if __name__ == "__main__":
    main()
