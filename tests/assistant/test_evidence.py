"""Statements of every kind, and which short lines of a slide belong together."""

from __future__ import annotations

from assistant.answer import Assistant
from assistant.columns import group
from assistant.compose.extractive import item_text
from assistant.evidence import Evidence
from assistant.statement import apart, readable
from corpus.sections import outline
from corpus.types import Document


def statements(text: str, **fields: object) -> list[tuple[str, str]]:
    document = Document.from_dict({"document_id": "d", "title": "標題", "text": text, "sha256": "0", **fields})
    sections = outline(document)
    evidence = Evidence({"d": document}, {"d": sections})
    return [(s.kind, s.text) for section in sections for s in evidence.of(section)]


def test_lists_items_and_the_clause_that_leads_them() -> None:
    found = statements("一、資格\n申請人應具備下列資格：\n(一) 學校。\n(二) 法人。\n")
    assert ("item", "學校。") in found
    assert ("list", "(一) 學校。 (二) 法人。") in found


def test_cells_carry_their_headers_and_pairs_stand_alone() -> None:
    found = statements(
        "比較\n\n\t日本\t韓國\n願景\t甲\t乙\n\n召集部會：國科會\n共同召集部會：經濟部\n", slide_titles=["比較"]
    )
    assert ("cell", "乙") in found
    assert ("pair", "召集部會：國科會") in found
    assert ("pair", "共同召集部會：經濟部") in found


def test_captions_values_and_targets_of_flattened_columns_come_together() -> None:
    texts = [
        "2019 規模",
        "4.7兆元",
        "達標",
        "2020 普及率",
        "66%",
        "超標",
        "目標 4.8兆元",
        "2015 3.4兆元",
        "目標 60%",
        "2016 25%",
    ]
    assert group(texts) == ((0, 1, 2, 6, 7), (3, 4, 5, 8, 9))
    assert group(["2016", "2020", "2.4萬項", "4.7萬項"]) == ((0, 2), (1, 3))
    assert group(["只有標籤", "沒有數字"]) == ()


def test_wrapped_chinese_is_joined_and_marks_are_gone() -> None:
    assert readable("以**AI+智慧輔具**協\n助高齡者自主生活") == "以AI+智慧輔具協助高齡者自主生活"
    assert readable("通傳會\n衛福部\n原民會") == "通傳會、衛福部、原民會"
    assert readable('<ul style="x"> 甲 <u>乙</u></ul>') == "甲 乙"


def test_a_card_is_led_by_the_label_below_it() -> None:
    assert item_text("以**AI**協助高齡\n者自主生活\n\n\n樂齡\n照護") == "樂齡照護：以AI協助高齡者自主生活"
    assert item_text("普通項目") == "普通項目"


def test_a_cover_is_what_stands_on_top_of_a_document(assistant: Assistant) -> None:
    cover = assistant.evidence.cover("plan-1")
    assert cover is not None
    assert cover.text.startswith("寬頻建設計畫")
    assert "2019年6月30日" in cover.text
    assert "普及偏鄉寬頻" not in cover.text


def test_a_named_document_s_cover_is_among_the_candidates(assistant: Assistant) -> None:
    question = assistant.reader.read("第一期報告是哪一天提出的？")
    statements = [c.statement for c in assistant.ranker.candidates(question, assistant.search(question))]
    assert assistant.evidence.cover("plan-1") in statements


def test_rows_of_a_flattened_table_are_told_once() -> None:
    found = statements("收費要點\n一、收費如下表。\n會議室\n五千元\n禮堂\n八千元\n教室\n三千元\n")
    assert ("row", "禮堂八千元") in found
    assert not any(kind in ("line", "figure") and "八千元" in text and "三千元" in text for kind, text in found)


def test_a_heading_names_the_value_below_it() -> None:
    found = statements("救助額度表\n一、鰻魚\n三十六萬元／公頃\n二、石斑\n三十八萬元／公頃\n")
    assert any(kind == "row" and "石斑" in text and "三十八萬元" in text for kind, text in found)


def test_points_that_are_mere_numbers_are_listed_with_their_first_sentence() -> None:
    text = "青年計畫\n壹、資格\n一、\n年滿十八歲以上且未滿三十五歲之國民。\n二、\n設籍本市滿六個月者。\n"
    lists = [text for kind, text in statements(text) if kind == "outline"]
    assert all("十八歲" in found and "設籍本市" in found for found in lists if "一、" in found)
    law = "檢查法\n第一章 總則\n第一條\n本法之主管機關為甲部。\n第二條\n業者應登記。\n"
    assert not any(kind == "outline" and "業者應登記" in text for kind, text in statements(law))


def test_the_cells_of_a_row_stand_apart_in_an_answer() -> None:
    assert apart("壘球場\n八百元／小時\n\n一千二百元／小時\n") == "壘球場 八百元／小時 一千二百元／小時"
