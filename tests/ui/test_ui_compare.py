"""Comparisons say only what stands in each document; series are found by form and every point leads to its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_assistant import SmallAssistant

from assistant.api import Service
from assistant.api.shelf import Shelf
from assistant.settings import Settings
from assistant.ui.about import Mode, about, read_headlines, trust
from assistant.ui.api_page import api_page
from assistant.ui.compare import ASPECTS, Comparer, comparison, pair
from assistant.ui.reading import documents
from assistant.ui.series import chart, find_series
from assistant.ui.words import EN, ZH
from corpus.errors import SettingsError
from corpus.sections import outline
from corpus.types import Answer, Citation, Document, Section, Span

ONE = Document(
    "a",
    "甲計畫",
    "推動目標\n數位普及率達90%。\n期程：2025年至2028年。\n",
    "0" * 64,
    edition="2024-12-31",
    family="數位",
)
OTHER = Document("b", "乙計畫", "推動目標\n普及服務。\n", "0" * 64, edition="2020-11-30", family="數位")
THIRD = Document("c", "丙計畫", "別的\n內容。\n", "0" * 64, edition="2022-01-01")


def section(document: Document) -> Section:
    return Section(
        f"{document.document_id}#1", document.document_id, ("推動目標",), "", 1, Span(0, len(document.text)), Span(0, 4)
    )


SHELF = Shelf((OTHER, ONE, THIRD), tuple(map(section, (OTHER, ONE, THIRD))))


def cited(document: Document, quote: str, marker: int = 1) -> Citation:
    at = document.text.index(quote)
    path = ("數位", "推動目標")
    return Citation(
        marker,
        document.document_id,
        document.title,
        document.edition,
        path,
        f"{document.document_id}#1",
        2,
        quote,
        Span(at, at + len(quote)),
        True,
    )


def answering(**answers: Answer) -> Callable[[str], Answer]:
    """Answers a question by the first word of ``answers`` that it contains; declines any other."""

    def ask(question: str) -> Answer:
        found = next((answer for word, answer in answers.items() if word in question), None)
        return found or Answer(question, "文件未載明", refused=True)

    return ask


def test_a_cell_holds_what_stands_in_its_document_on_the_topic_in_the_form_asked_for() -> None:
    good = cited(ONE, "數位普及率達90%。")
    answer = Answer(
        "", "數位普及率達90%。 [1]\n\n普及服務。 [2]\n\n沒有出處的句子", (good, cited(OTHER, "普及服務。", 2))
    )
    comparer = Comparer(answering(甲計畫=answer), SHELF)
    by_name = {aspect.name: comparer.cell("a", "數位", aspect) for aspect in ASPECTS}
    assert by_name["indicators"] is not None
    assert by_name["indicators"].paragraphs == ("數位普及率達90%。 [1]",)
    assert by_name["indicators"].citations == (good,)
    assert by_name["aims"] is not None  # its heading says that it is an aim
    assert by_name["agencies"] is None
    assert by_name["schedule"] is None
    assert comparer.cell("a", "長照人力", ASPECTS[1]) is None  # off the topic
    assert comparer.cell("b", "數位", ASPECTS[1]) is None  # declined
    assert comparer.cell("none", "數位", ASPECTS[1]) is None


def test_markers_of_a_cell_and_the_sources_below_it_have_the_same_numbers() -> None:
    second, third = cited(ONE, "期程：2025年至2028年。", 2), cited(ONE, "數位普及率達90%。", 3)
    comparer = Comparer(
        answering(甲計畫=Answer("", "數位普及率達90%。 [3]\n\n數位期程2025年至2028年。 [2]", (second, third))), SHELF
    )
    said = [cell for aspect in ASPECTS if (cell := comparer.cell("a", "數位", aspect))]
    assert said
    for cell in said:
        marked = [int(m) for paragraph in cell.paragraphs for m in re.findall(r"\[(\d+)\]", paragraph)]
        assert sorted(set(marked)) == [c.marker for c in cell.citations]
        assert [c.marker for c in cell.citations] == list(range(1, len(cell.citations) + 1))


def test_the_page_marks_silence_and_escapes_what_was_asked() -> None:
    answer = Answer("", "期程：2025年至2028年。 [1]", (cited(ONE, "期程：2025年至2028年。"),))
    comparer = Comparer(answering(甲計畫=answer), SHELF)
    page = comparison(comparer, "a", "b", "數位<script>", ZH)
    assert "<script>" not in page.replace("<script src", "")
    page = comparison(comparer, "a", "b", "數位", ZH)
    assert page.count("文件未載明</td>") == 6  # all of the other document, and the two forms the answer has not
    assert "d/a?section=a%231&amp;start=" in page
    assert "Not stated in the document" in comparison(comparer, "a", "b", "數位", EN)
    alone = Comparer(answering(), Shelf((ONE,), (section(ONE),)))
    assert ZH.compare_too_few in comparison(alone, "", "", "", ZH)


def test_the_newest_two_of_a_family_are_compared_unless_others_are_named() -> None:
    assert pair(SHELF, "", "") == (ONE, OTHER)
    assert pair(SHELF, "a", "c") == (ONE, THIRD)
    assert pair(SHELF, "c", "c") == (THIRD, ONE)
    assert pair(SHELF, "gone", "gone") == (ONE, OTHER)


YEARS = "寬頻\n\n2016\n\n1Gbps到鄉\n\n鄉數：26個\n\n2020\n\n1Gbps到鄉\n\n鄉數：85個\n\n2024/10\n\n1Gbps到鄉\n\n鄉數：> 87個(共87個鄉鎮)\n\n服務數：5項\n"
TABLE = "# 指標\n\n| 項目 | 111年 | 112年 | 113年 |\n|---|---|---|---|\n| 涵蓋率 | 81.5% | 85% | 90% |\n| 說明 | 無 | 無 | 無 |\n"


def document(text: str) -> Document:
    return Document("s", "數列", text, "0" * 64)


def test_values_below_years_are_a_series_with_places() -> None:
    one = document(YEARS)
    whole = Section("s#1", "s", ("寬頻",), "", 1, Span(0, len(YEARS)), Span(0, 2))
    (series,) = find_series(one, (whole,))
    assert series.name == "寬頻 · 1Gbps到鄉 · 鄉數"
    assert [(p.when, p.value, p.written) for p in series.points] == [
        ("2016", 26, "26個"),
        ("2020", 85, "85個"),
        ("2024/10", 87, "> 87個(共87個鄉鎮)"),
    ]
    assert series.points[0].span.slice(one.text) == "鄉數：26個"
    drawn = chart(series, "s", ZH, root="../")
    assert drawn.count('href="../d/s?') == 6  # each point in the drawing and in the table
    assert drawn.count("<circle") == 3


def test_columns_that_are_years_make_a_series_a_row() -> None:
    one = document(TABLE)
    (series,) = find_series(one, outline(one))
    assert series.name.endswith("涵蓋率")
    assert [(p.year, p.value) for p in series.points] == [(2022, 81.5), (2023, 85), (2024, 90)]


def test_two_years_or_bare_text_make_no_series() -> None:
    for text in (YEARS.split("2024/10")[0], "第一章\n2016 年發生許多事\n鄉數：26個\n", "無\n"):
        one = document(text)
        assert find_series(one, outline(one)) == ()


def test_the_documents_page_tells_how_well_each_was_read() -> None:
    warned = Document("w", "有缺", "第一章 總則\n內容。\n", "0" * 64, warnings=("第 2 頁無法讀取",))
    page = documents(Shelf((warned,), outline(warned)), ZH)
    assert "第 2 頁無法讀取" in page
    assert "個標題" in page


def test_about_tells_mode_data_retention_and_contact() -> None:
    service = Service(SmallAssistant())
    page = about(service, Settings(retention_days=30, contact="02-0000-0000"), ZH)
    for part in ("摘錄式：未使用生成式AI", "2024-12-31", "保存 30 日後刪除", "02-0000-0000", "i1", 'href="api"'):
        assert part in page
    assert 'href="api"' not in about(service, Settings(public=True), ZH)
    assert "generative" in about(service, Settings(), EN)


def test_a_model_is_named_with_its_origin() -> None:
    writer = SimpleNamespace(model=SimpleNamespace(name="taide-12b", origin="臺灣"))
    assert Mode.of(SimpleNamespace(writer=writer)) == Mode("taide-12b", "臺灣")
    assert Mode.of(SimpleNamespace()) == Mode()


HEADLINE = {
    "question_set": "dev",
    "questions": 80,
    "full": 0.66,
    "full_low": 0.55,
    "full_high": 0.76,
    "refusal": None,
    "latency_p50_ms": 60.6,
    "date": "2026-11-21",
    "index_id": "i1",
    "machine": "x × 2",
    "reproduce": ["policy-assistant eval run <x>"],
}


def test_the_trust_page_shows_the_headline_and_how_to_get_it_again(tmp_path: Path) -> None:
    path = tmp_path / "headline.json"
    path.write_text(json.dumps({"headlines": [HEADLINE]}), "utf-8")
    service = Service(SmallAssistant())
    page = trust(read_headlines(path), service, ZH)
    for part in (
        "66.0%",
        "55.0%–76.0%",
        "61 ms",
        "2026-11-21",
        "即目前使用的索引",
        "policy-assistant eval run &lt;x&gt;",
    ):
        assert part in page
    assert ZH.share_refusal not in page
    assert ZH.trust_none in trust((), service, ZH)


@pytest.mark.parametrize("content", ["", "[]", '{"headlines": [{}]}', '{"headlines": 3}'])
def test_anything_else_is_no_headline(tmp_path: Path, content: str) -> None:
    path = tmp_path / "headline.json"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError):
        read_headlines(path)
    with pytest.raises(SettingsError):
        read_headlines(tmp_path / "none.json")


def test_the_interface_is_described_without_scripts() -> None:
    from assistant.api import create_app

    page = api_page(create_app(Service(SmallAssistant())).openapi(), "http://x/", ZH)
    for part in ("/api/ask", "/v1/chat/completions", "ErrorBody", 'id="Answer"'):
        assert part in page
    assert "<script" not in page
