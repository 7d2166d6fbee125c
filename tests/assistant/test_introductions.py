"""An item of a list is told with the sentence that introduces it, where that says what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Assistant
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

ACT = """檢查法
第 1 條
主管機關得派員檢查，並得要求提供資料。
第 2 條
有下列情形之一者，處新臺幣三萬元以上十五萬元以下罰鍰：
一、未依規定期限申報資料。
二、規避、妨礙或拒絕檢查。
第 3 條
業者應備置下列文件：
一、檢查紀錄簿。
二、人員名冊。
"""


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("act")
    (folder / "act.txt").write_text(ACT, encoding="utf-8")
    index = folder / "index"
    build(open_library(folder), index)
    return Assistant(Retriever.open(Path(index)))


def test_the_fine_of_an_item_stands_in_its_introduction(inspection: Assistant) -> None:
    answer = inspection.ask("規避檢查會被罰多少錢？")
    assert "三萬元以上十五萬元以下" in answer.text
    assert "規避、妨礙或拒絕檢查" in answer.text
    assert {c.quote.strip() for c in answer.citations} >= {"有下列情形之一者，處新臺幣三萬元以上十五萬元以下罰鍰："}
    assert all(c.verified for c in answer.citations)


def test_an_introduction_is_the_sentence_with_the_colon(inspection: Assistant) -> None:
    items = [s for section in inspection.release.sections for s in inspection.evidence.of(section) if s.kind == "item"]
    openings = {s.text: s.opening.slice(s.document.text) for s in items if s.opening}
    assert openings["人員名冊。"] == "業者應備置下列文件："
    assert openings["未依規定期限申報資料。"].endswith("罰鍰：")
