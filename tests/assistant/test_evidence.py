"""Statements of every kind, and which short lines of a slide belong together."""

from __future__ import annotations

from assistant.answer import Assistant
from assistant.columns import group
from assistant.compose.extractive import item_text
from assistant.evidence import Evidence, readable
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
