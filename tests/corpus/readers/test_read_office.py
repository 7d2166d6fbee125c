"""PowerPoint slides, Excel workbooks, delimited tables, old Office files."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import openpyxl
import pptx
import pytest
from pptx.oxml import parse_xml
from pptx.util import Cm

from corpus.errors import DocumentError
from corpus.readers import Parsed, legacy, read
from corpus.types import Mark, Span

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_slides_tables_numbers_and_notes(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "願景\v目標"
    slide.placeholders[1].text = "第一點\n第二點\n說明"
    for paragraph in slide.placeholders[1].text_frame.paragraphs[:2]:
        numbering = f'<a:buAutoNum xmlns:a="{DRAWING}" type="ea1ChtPeriod"/>'
        paragraph._p.get_or_add_pPr().append(parse_xml(numbering))
    slide.notes_slide.notes_text_frame.text = "備忘"
    second = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = second.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(9), Cm(3)).table
    for row, texts in enumerate((("項目", "金額"), ("合計", ""))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(1, 1))
    presentation.core_properties.title = "願景 目標"
    path = tmp_path / "簡報.pptx"
    presentation.save(str(path))
    text = "願景 目標\n一. 第一點\n二. 第二點\n說明\n| 項目 | 金額 |\n| --- | --- |\n| 合計 | 合計 |\n"
    parsed = read(path)
    assert parsed == Parsed(
        text,
        page_starts=(0, text.index("| 項目")),
        marks=(Mark("heading", Span(0, 5), 1), Mark("table", Span(text.index("| 項目"), len(text) - 1))),
        title="願景 目標",
        warnings=("1 張投影片的備忘稿未納入",),
    )


def test_a_workbook_shows_what_its_cells_display(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "經費"
    sheet.append(["項目", "金額", "比率", "日期", "公式"])
    sheet.append(["甲", 1234567, 0.879, datetime.date(2024, 5, 20), "=1+1"])
    sheet["B2"].number_format, sheet["C2"].number_format = "#,##0", "0.0%"
    sheet.append(["乙", 0.1, True, None, None])
    sheet.append(["合計", None, None, None, None])
    sheet.merge_cells("A4:B4")
    book.create_sheet("空白")
    path = tmp_path / "經費.xlsx"
    book.save(path)
    parsed = read(path)
    assert parsed.text == (
        "經費\n| 項目 | 金額 | 比率 | 日期 | 公式 |\n| --- | --- | --- | --- | --- |\n"
        "| 甲 | 1,234,567 | 87.9% | 2024-05-20 |  |\n| 乙 | 0.1 | TRUE |  |  |\n| 合計 | 合計 |  |  |  |\n"
    )
    assert parsed.warnings == ("1 個儲存格只有公式、沒有算出的值；請以試算表軟體開啟後另存",)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", '項目,金額\r\n"甲,乙","1\n2"\r\n丙,3\r\n'.encode("utf-8-sig")),
        ("a.csv", '項目;金額\n甲,乙;"1\n2"\n丙;3\n'.encode("cp950")),
        ("a.tsv", '項目\t金額\n甲,乙\t"1\n2"\n丙\t3\n'.encode()),
    ],
    ids=["comma", "semicolon big5", "tab"],
)
def test_delimited_values_become_a_table(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read(path).text == "| 項目 | 金額 |\n| --- | --- |\n| 甲,乙 | 1<br>2 |\n| 丙 | 3 |\n"


def test_broken_quoting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('項目,金額\n"甲,1\n', encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.csv：表格的引號或欄位有誤"):
        read(path)


def test_an_old_file_without_libreoffice_gets_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.shutil, "which", lambda name: None)
    path = tmp_path / "舊.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(DocumentError, match=r"舊\.doc：不支援舊版 Office 格式 \.doc") as caught:
        read(path)
    assert "另存為 ODF" in caught.value.hint


@pytest.mark.slow
def test_an_old_file_is_converted_where_libreoffice_is(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "舊.doc"
    path.write_text("{\\rtf1\\ansi Plan 2030\\par}", encoding="ascii")
    assert read(path).text == "Plan 2030\n"
