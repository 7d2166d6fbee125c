"""Word documents: computed numbers, styles, tables, boxes, notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers import Parsed, read
from corpus.types import Mark, Span

LEVELS = """
<w:abstractNum {ns} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="ideographLegalTraditional"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="taiwaneseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf06c"/></w:lvl>
</w:abstractNum>"""
NUM = '<w:num {ns} w:numId="{id}"><w:abstractNumId w:val="90"/>{more}</w:num>'
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


@pytest.fixture
def parse(tmp_path: Path) -> Callable[[Document], Parsed]:
    def save_and_read(document: Document) -> Parsed:
        path = tmp_path / "計畫.docx"
        document.save(str(path))
        return read(path)

    return save_and_read


def numbered() -> Document:
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(LEVELS.format(ns=nsdecls("w"))))
    root.append(parse_xml(NUM.format(ns=nsdecls("w"), id=91, more="")))
    root.append(parse_xml(NUM.format(ns=nsdecls("w"), id=92, more=RESTART)))
    return document


def add(document: Document, text: str, level: int, number_id: int = 91) -> None:
    paragraph = document.add_paragraph(text)
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def test_list_numbers_are_those_that_word_shows(parse: Callable[[Document], Parsed]) -> None:
    document = numbered()
    for text, level in (
        ("緣起", 0),
        ("背景", 1),
        ("甲", 2),
        ("乙", 2),
        ("現況", 1),
        ("丙", 2),
        ("目標", 0),
        ("願景", 1),
        ("點", 3),
    ):
        add(document, text, level)
    add(document, "附則", 0, number_id=92)
    assert parse(document).text == (
        "壹、緣起\n（一）背景\n1. 甲\n2. 乙\n（二）現況\n1. 丙\n貳、目標\n（一）願景\n• 點\n壹、附則\n"
    )


def test_headings_title_and_contents(parse: Callable[[Document], Parsed]) -> None:
    document = docx.Document()
    document.add_heading("數位發展計畫", 0)
    document.add_paragraph("緣起\t1", style=document.styles.add_style("toc 1", 1))
    document.add_heading("緣起", 1)
    document.add_paragraph("說明。")
    document.add_heading("背景", 2)
    parsed = parse(document)
    assert parsed == Parsed(
        "數位發展計畫\n緣起\t1\n緣起\n說明。\n背景\n",
        marks=(
            Mark("furniture", Span(7, 11)),
            Mark("heading", Span(12, 14), 1),
            Mark("heading", Span(19, 21), 2),
        ),
        title="數位發展計畫",
    )


def test_a_table_keeps_merged_cells_breaks_and_pipes(parse: Callable[[Document], Parsed]) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, texts in enumerate((("項目", "經費", ""), ("", "113年", "114年"), ("甲|乙", "1\n2", "3"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    assert parse(document).text == (
        "| 項目 | 經費 | 經費 |\n| --- | --- | --- |\n| 項目 | 113年 | 114年 |\n| 甲\\|乙 | 1<br>2 | 3 |\n"
    )


def test_a_frame_of_one_cell_and_a_title_row_are_lines(parse: Callable[[Document], Parsed]) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "框內文字"
    table = document.add_table(3, 2)
    for row, texts in enumerate((("表一　經費", ""), ("項目", "金額"), ("甲", "1"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    assert parse(document).text == "框內文字\n表一　經費\n| 項目 | 金額 |\n| --- | --- |\n| 甲 | 1 |\n"


BOX = """<w:r {ns}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></w:drawing>
</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>"""


def test_text_boxes_once_deleted_text_never_and_breaks_kept(parse: Callable[[Document], Parsed]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("第一行")
    paragraph.add_run().add_break()
    paragraph.add_run("第二行")
    paragraph._p.append(parse_xml(BOX.format(ns=nsdecls("w"))))
    deleted = f"<w:del {nsdecls('w')}><w:r><w:delText>舊文</w:delText></w:r></w:del>"
    inserted = f"<w:ins {nsdecls('w')}><w:r><w:t>新文</w:t></w:r></w:ins>"
    paragraph._p.extend([parse_xml(deleted), parse_xml(inserted)])
    assert parse(document).text == "第一行\n第二行新文\n框中\n"


def test_pages_where_word_left_its_breaks(parse: Callable[[Document], Parsed]) -> None:
    document = docx.Document()
    document.add_paragraph("第一頁")
    run = document.add_paragraph("跨頁").add_run()
    run._r.append(parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
    run._r.append(parse_xml(f"<w:t {nsdecls('w')}>段落</w:t>"))
    assert parse(document) == Parsed("第一頁\n跨頁段落\n", page_starts=(0, 6))
