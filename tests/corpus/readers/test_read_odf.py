"""OpenDocument texts, sheets and slides, as odfdo and LibreOffice write them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import odfdo
import pytest

from corpus.errors import DocumentError
from corpus.readers import Parsed, read
from corpus.types import Mark, Span

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
    )
)
LIST = """<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="(" style:num-suffix=")"/>
<text:list-level-style-bullet text:level="3" text:bullet-char="■"/></text:list-style>"""


def package(tmp_path: Path, body: str, name: str = "計畫.odt", kind: str = "text", manifest: str = "") -> Path:
    """Write the least that is an OpenDocument file."""
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:automatic-styles>{LIST}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_a_text_that_odfdo_wrote(tmp_path: Path) -> None:
    """Its template numbers the headings; LibreOffice shows the same numbers."""
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "緣起"))
    document.body.append(odfdo.Paragraph("說明。"))
    document.body.append(odfdo.Header(2, "背景"))
    table = odfdo.Table("表", width=2, height=2)
    for row, texts in enumerate((("項目", "金額|元"), ("甲", "1"))):
        for column, text in enumerate(texts):
            table.set_value((column, row), text)
    document.body.append(table)
    path = tmp_path / "計畫.odt"
    document.save(path)
    parsed = read(path)
    assert parsed.text == "1. 緣起\n說明。\n1.1. 背景\n| 項目 | 金額\\|元 |\n| --- | --- |\n| 甲 | 1 |\n"
    assert parsed.marks[:2] == (Mark("heading", Span(0, 5), 1), Mark("heading", Span(10, 17), 2))


def test_list_numbers_are_computed_and_continue(tmp_path: Path) -> None:
    body = """<text:list text:style-name="L"><text:list-item><text:p>甲</text:p>
      <text:list><text:list-item><text:p>子</text:p><text:p>續</text:p></text:list-item>
      <text:list-item><text:p>丑</text:p><text:list><text:list-item><text:p>點</text:p></text:list-item></text:list>
      </text:list-item></text:list></text:list-item></text:list><text:p>間隔</text:p>
      <text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>乙</text:p></text:list-item>
      <text:list-header><text:p>無號</text:p></text:list-header>
      <text:list-item text:start-value="12"><text:p>丙</text:p></text:list-item></text:list>
      <text:list text:style-name="L"><text:list-item><text:p>丁</text:p></text:list-item></text:list>"""
    assert read(package(tmp_path, body)).text == (
        "一、甲\n(1) 子\n續\n(2) 丑\n• 點\n間隔\n二、乙\n無號\n十二、丙\n一、丁\n"
    )


def test_spaces_breaks_notes_boxes_and_contents(tmp_path: Path) -> None:
    body = """<text:table-of-content><text:index-body><text:p>緣起<text:tab/>1</text:p></text:index-body>
      </text:table-of-content><text:p>甲<text:s text:c="2"/>乙<text:line-break/>丙<text:note text:note-class="footnote">
      <text:note-citation>1</text:note-citation><text:note-body><text:p>註文。</text:p></text:note-body></text:note>丁
      <draw:frame><draw:text-box><text:p>框中</text:p></draw:text-box></draw:frame></text:p>"""
    parsed = read(package(tmp_path, body))
    assert parsed.text == "緣起\t1\n甲  乙\n丙丁\n框中\n註1：註文。\n"
    assert parsed.marks == (Mark("furniture", Span(0, 4)),)


SHEET = """<table:table table:name="經費"><table:table-row><table:table-cell table:number-columns-spanned="2">
<text:p>年度</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-rows-spanned="2">
<text:p>備註</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>1,200</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell/>
</table:table-row></table:table><table:table table:name="空白"/>"""


def test_a_sheet_is_a_heading_and_a_table(tmp_path: Path) -> None:
    parsed = read(package(tmp_path, SHEET, "經費.ods", "spreadsheet"))
    assert parsed.text == "經費\n| 年度 | 年度 | 備註 |\n| --- | --- | --- |\n| 1,200 | 1,200 | 備註 |\n"
    assert parsed.marks[0] == Mark("heading", Span(0, 2), 1)


def test_a_million_repeated_rows_are_refused(tmp_path: Path) -> None:
    rows = '<table:table-row table:number-rows-repeated="900000000"><table:table-cell><text:p>1</text:p></table:table-cell>'
    with pytest.raises(DocumentError, match=r"大\.ods：表格超過"):
        read(package(tmp_path, f"<table:table>{rows}</table:table-row></table:table>", "大.ods", "spreadsheet"))


def test_slides_begin_pages_and_their_title_comes_first(tmp_path: Path) -> None:
    body = """<draw:page><draw:frame presentation:class="outline"><draw:text-box><text:list text:style-name="L">
      <text:list-item><text:p>第一點</text:p></text:list-item><text:list-item><text:p>第二點</text:p></text:list-item>
      </text:list></draw:text-box></draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>願景</text:p>
      </draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>備忘</text:p></draw:text-box>
      </draw:frame></presentation:notes></draw:page><draw:page><draw:g><draw:custom-shape><text:p>圖說</text:p>
      </draw:custom-shape></draw:g></draw:page>"""
    assert read(package(tmp_path, body, "簡報.odp", "presentation")) == Parsed(
        "願景\n一、第一點\n二、第二點\n圖說\n",
        page_starts=(0, 15),
        marks=(Mark("heading", Span(0, 2), 1),),
        warnings=("1 張投影片的備忘稿未納入",),
    )


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
    )
    with pytest.raises(DocumentError, match=r"計畫\.odt：檔案已加密"):
        read(package(tmp_path, "", manifest=manifest))
