"""Tables in text: headers of several rows, merged cells, units, lists inside cells, one passage a row."""

from __future__ import annotations

from corpus.left_out import left_out
from corpus.passages import split
from corpus.sections import outline
from corpus.tables import Table, cell_items, find_tables
from corpus.types import Document, Span

TEXT = (
    "一、經費需求\n"
    "單位：千元\n"
    "| 機關 | 機關 | 經費 | 經費 | 說明 |\n"
    "| --- | --- | --- | --- | --- |\n"
    "| 機關 | 機關 | 112年 | 113年 | 說明 |\n"
    "| 甲部 | 資訊處 | 100 | 200 | 採購<br>維運 |\n"
    "| 甲部 | 統計處 | 300 | 400 | <ul><li>調查</li><li>公布</li></ul> |\n"
    "合計另列。\n"
)


def table() -> Table:
    (found,) = find_tables(TEXT, Span(0, len(TEXT)))
    return found


def test_merged_headers_are_read_from_the_top_down_and_labels_from_the_left() -> None:
    found = table()
    assert (found.head, found.labels, found.unit) == (2, 2, "千元")
    assert [found.header(i) for i in range(5)] == ["機關", "機關", "經費／112年", "經費／113年", "說明"]
    assert [found.label(row) for row in found.body] == ["甲部／資訊處", "甲部／統計處"]
    assert found.columns() == "經費／112年｜經費／113年｜說明"


def test_breaks_and_lists_in_a_cell_part_words_and_give_items() -> None:
    breaks, listed = (row[4] for row in table().body)
    assert (breaks.text, listed.text) == ("採購 維運", "調查 公布")
    assert [[s.slice(TEXT) for s in cell_items(TEXT, cell)] for cell in (breaks, listed)] == [
        ["採購", "維運"],
        ["調查", "公布"],
    ]


def test_each_row_is_a_passage_under_the_headers_of_columns_and_row() -> None:
    document = Document("d", "標題", TEXT, "0")
    made = split(document, outline(document))
    rows = [(p.path[1:], p.text) for p in made if p.kind == "row"]
    columns = "經費／112年｜經費／113年｜說明（單位：千元）"
    assert rows[2:] == [
        ((columns, "甲部／資訊處"), "| 甲部 | 資訊處 | 100 | 200 | 採購<br>維運 |"),
        ((columns, "甲部／統計處"), "| 甲部 | 統計處 | 300 | 400 | <ul><li>調查</li><li>公布</li></ul> |"),
    ]
    assert [p.text for p in made if p.kind != "row"] == ["一、經費需求\n單位：千元", "合計另列。"]
    assert [(item.span.slice(TEXT), item.reason) for item in left_out(document)] == [
        ("| --- | --- | --- | --- | --- |", "rule")
    ]


def test_numbers_are_no_row_headers_and_one_row_of_headers_is_usual() -> None:
    text = "年度\t件數\t金額\n112\t3\t5\n112\t4\t6\n"
    (found,) = find_tables(text, Span(0, len(text)))
    assert (found.head, found.labels, found.unit) == (1, 1, "")
    assert [found.label(row) for row in found.body] == ["112", "112"]


def test_a_pipe_inside_a_cell_does_not_part_it() -> None:
    text = "|欄|值|\n|---|---|\n|甲\\|乙|丙|\n"
    (found,) = find_tables(text, Span(0, len(text)))
    assert [[c.text for c in row] for row in found.rows] == [["欄", "值"], ["甲|乙", "丙"]]
