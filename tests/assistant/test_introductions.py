"""An item of a list is told with the sentence that introduces it, where that says what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.compose.claims import write
from assistant.compose.extractive import statement_claim
from assistant.statement import Statement
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

LONGER = f"""{ACT}第 4 條
業者申請登記，應檢附下列文件，向主管機關提出。
一、申請書。
二、負責人身分證明影本。
第 5 條
業者違反第 3 條規定者，處新臺幣六千元罰鍰。
第 6 條
登記證應記載事項如下：
一、業者名稱及統一編號，並附負責人姓名、國籍、住所及聯絡方式，變更時應於三十日內申請換發。
二、營業場所地址，設有分支機構者，其名稱、地址及負責人，並附各該機構之平面配置圖。
三、核准日期、字號及有效期限，期限屆滿三個月前得申請展延，每次展延以五年為限。
四、遺失或毀損之補發規費為新臺幣五百元，由業者於申請補發時繳納，逾期不予受理。
五、其他經主管機關公告應記載之事項，主管機關應於公告前徵詢業者及相關團體之意見。
"""


def opened(folder: Path, text: str) -> Assistant:
    (folder / "act.txt").write_text(text, encoding="utf-8")
    index = folder / "index"
    build(open_library(folder), index)
    return Assistant(Retriever.open(index))


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return opened(tmp_path_factory.mktemp("act"), ACT)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return opened(tmp_path_factory.mktemp("longer"), LONGER)


def statement(assistant: Assistant, words: str, kind: str) -> Statement:
    found = (s for section in assistant.release.sections for s in assistant.evidence.of(section))
    return next(s for s in found if s.kind == kind and words in s.text)


def test_the_fine_of_an_item_stands_in_its_introduction(inspection: Assistant) -> None:
    answer = inspection.ask("規避檢查處多少罰鍰？")
    assert "三萬元以上十五萬元以下" in answer.text
    assert "規避、妨礙或拒絕檢查" in answer.text
    assert {c.quote.strip() for c in answer.citations} >= {"有下列情形之一者，處新臺幣三萬元以上十五萬元以下罰鍰："}
    assert all(c.verified for c in answer.citations)


def test_the_fine_is_told_in_everyday_words_too(inspection: Assistant) -> None:
    assert "三萬元以上十五萬元以下" in inspection.ask("規避檢查會被罰多少錢？").text


def test_an_introduction_is_the_sentence_with_the_colon(inspection: Assistant) -> None:
    items = [s for section in inspection.release.sections for s in inspection.evidence.of(section) if s.kind == "item"]
    openings = {s.text: s.opening.slice(s.document.text) for s in items if s.opening}
    assert openings["人員名冊。"] == "業者應備置下列文件："
    assert openings["未依規定期限申報資料。"].endswith("罰鍰：")


def test_a_sentence_that_points_at_a_list_brings_it_without_a_colon(longer: Assistant) -> None:
    led = longer.evidence.led_by(statement(longer, "應檢附下列文件，向主管機關提出。", "sentence"))
    assert led is not None
    assert "申請書" in led.text
    assert "負責人身分證明影本" in led.text
    assert longer.evidence.led_by(statement(longer, "主管機關得派員檢查", "sentence")) is None


def test_a_statement_knows_the_provisions_it_refers_to(longer: Assistant) -> None:
    assert "檢查紀錄簿" in statement(longer, "違反第 3 條規定者", "sentence").referred
    assert statement(longer, "主管機關得派員檢查", "sentence").referred == ""


def test_of_a_long_list_only_what_is_asked_is_told(longer: Assistant) -> None:
    listed = statement(longer, "補發規費", "list")
    text, _ = write((statement_claim(longer.reader.read("登記證遺失補發規費多少錢？"), listed, 170),))
    assert "五百元" in text
    assert "徵詢" not in text
    whole, _ = write((statement_claim(longer.reader.read("登記證應記載哪些事項？"), listed, 305),))
    assert whole.count("•") == 5
