"""Passages, units and tables."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.left_out import left_out
from corpus.passages import LONGEST, split
from corpus.sections import outline
from corpus.tables import cell_items, find_tables
from corpus.types import Document, Span
from corpus.units import sentences, units


def document(text: str) -> Document:
    return Document("d", "標題", text, "0")


def passages(text: str) -> list[tuple[str, str]]:
    doc = document(text)
    return [(p.kind, p.text) for p in split(doc, outline(doc))]


def test_a_passage_is_the_slice_it_says_and_stays_in_its_section() -> None:
    doc = document("一、目的\n為了測試。\n二、方法\n用手算。\n")
    sections = outline(doc)
    made = split(doc, sections)
    assert [p.text for p in made] == ["一、目的\n為了測試。", "二、方法\n用手算。"]
    for passage in made:
        section = next(s for s in sections if s.section_id == passage.section_id)
        assert passage.span.slice(doc.text) == passage.text
        assert section.span.contains(passage.span)


def test_long_text_is_cut_at_sentence_ends_and_a_list_stays_with_its_heading() -> None:
    long = "甲" * 200 + "。" + "乙" * 200 + "。"
    assert [t for _, t in passages(f"一、緣起\n{long}\n")] == ["一、緣起\n" + "甲" * 200 + "。", "乙" * 200 + "。"]
    items = "一、重點\n" + "".join(f"({n}) 做第{n}件事情。\n" for n in "一二三")
    assert passages(items) == [("list", items.strip())]


def test_each_table_row_is_a_passage_with_its_header_in_the_path() -> None:
    doc = document("一、比較\n國家\t願景\t目標\n日本\t甲\t乙\n韓國\t丙\t丁\n")
    made = [p for p in split(doc, outline(doc)) if p.kind == "row"]
    assert [(p.path[-1], p.text) for p in made] == [
        ("國家", "國家\t願景\t目標"),
        ("日本", "日本\t甲\t乙"),
        ("韓國", "韓國\t丙\t丁"),
    ]


def test_tables_in_tabs_and_pipes_give_cells_with_spans_and_items() -> None:
    text = "|國家|願景|\n|---|---|\n|日本|<ul> 甲案 乙案 </ul>|\n"
    (table,) = find_tables(text, Span(0, len(text)))
    assert [[c.text for c in row] for row in table.rows] == [["國家", "願景"], ["日本", "甲案 乙案"]]
    cell = table.rows[1][1]
    assert [span.slice(text) for span in cell_items(text, cell)] == ["甲案", "乙案"]
    assert find_tables("只有一行\t不成表", Span(0, 9)) == ()


def test_sentences_end_with_their_closing_brackets() -> None:
    text = "他說「好。」然後走了！對嗎？"
    assert [s.slice(text) for s in sentences(text, Span(0, len(text)))] == ["他說「好。」", "然後走了！", "對嗎？"]


def test_wrapped_lines_belong_together_only_where_lines_are_wrapped() -> None:
    doc = document("標籤\n以智慧輔具協\n助高齡者自主生活\n")
    (section,) = outline(doc)
    assert [u.span.slice(doc.text) for u in units(doc, section, wrapped=True)] == [
        "標籤\n以智慧輔具協\n助高齡者自主生活"
    ]
    assert len(units(doc, section, wrapped=False)) == 3


@given(
    st.lists(
        st.sampled_from(["一、甲", "(一) 乙", "長" * 130 + "。", "短行", "", "甲\t乙", "- 項", "結尾。"]),
        min_size=1,
        max_size=30,
    )
)
@example(
    ["長" * 130 + "。", "- 項", "一、甲", "(一) 乙", "(一) 乙", "甲\t乙", "一、甲", "短行", "一、甲", "(一) 乙", "- 項"]
)
def test_passages_hold_every_printed_character_once_but_what_is_listed_as_left_out(rows: list[str]) -> None:
    doc = document("起\n" + "\n".join(rows))
    made = split(doc, outline(doc))
    covered = [i for p in made for i in range(p.span.start, p.span.end)]
    assert len(covered) == len(set(covered))
    listed = {i for item in left_out(doc) for i in range(item.span.start, item.span.end)}
    assert all(doc.text[i].isspace() for i in set(range(len(doc.text))) - set(covered) - listed)
    assert all(len(p.text) <= 2 * LONGEST + 800 for p in made)
