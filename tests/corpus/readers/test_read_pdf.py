"""PDF: paragraphs, pages, furniture, bookmarks, tables, images, repair of characters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tiny_pdf import Page, column, pdf

from corpus.errors import DocumentError
from corpus.readers import Parsed, ocr, read
from corpus.types import Mark, Span

FULL = "為推動國家數位發展並落實政府資料治理各機關應依本計畫辦理下列事"  # 31 characters of 12 points fill a line
NEXT = "項逐年編列預算並定期檢討執行成果以提升施政效能與便民服務之品質"
LAST = "且應將辦理情形及統計資料公開於機關網站供民眾查詢使用並接受監督"
FILES = Path(__file__).parent / "files"


def parse(tmp_path: Path, pages: Sequence[Page], bookmarks: Sequence[tuple[int, int, str]] = ()) -> Parsed:
    path = tmp_path / "計畫.pdf"
    path.write_bytes(pdf(list(pages), list(bookmarks)))
    return read(path)


def test_full_lines_are_joined_and_items_begin_lines(tmp_path: Path) -> None:
    lines = ["一、目的", FULL, NEXT, "項。", "二、辦法", "(一) 依前點規定辦理。", LAST, "完。"]
    parsed = parse(tmp_path, [column(lines)])
    assert parsed.text == f"一、目的\n{FULL}{NEXT}項。\n二、辦法\n(一) 依前點規定辦理。\n{LAST}完。\n"
    assert parsed.page_starts == (0,)


def test_a_long_word_that_had_no_room_does_not_end_the_paragraph(tmp_path: Path) -> None:
    lines = [FULL, NEXT, LAST, FULL[:25], "https://www.example.gov.tw 網站", "公告。"]
    assert (
        parse(tmp_path, [column(lines)]).text
        == f"{FULL}{NEXT}{LAST}{FULL[:25]}https://www.example.gov.tw 網站\n公告。\n"
    )


def test_a_paragraph_goes_on_over_the_page_end_and_furniture_stands_behind_the_last_page(tmp_path: Path) -> None:
    pages = []
    for number, body in enumerate(([FULL, NEXT, LAST], ["續完。", "次段。"], ["末段。"]), start=1):
        page = column(body)
        page.lines.append((250, 800, 9, "數位發展計畫"))
        page.lines.append((290, 30, 9, f"- {number} -"))
        pages.append(page)
    parsed = parse(tmp_path, pages)
    aside = "".join(f"數位發展計畫\n- {number} -\n" for number in (1, 2, 3))
    assert parsed.text == f"{FULL}{NEXT}{LAST}續完。\n次段。\n末段。\n{aside}"
    assert parsed.page_starts == (0, parsed.text.index("續完"), parsed.text.index("末段"))
    assert [mark.span.slice(parsed.text) for mark in parsed.marks if mark.kind == "furniture"] == [
        "數位發展計畫",
        "- 1 -",
        "數位發展計畫",
        "- 2 -",
        "數位發展計畫",
        "- 3 -",
    ]


def test_a_large_repeated_title_is_no_furniture(tmp_path: Path) -> None:
    pages = []
    for body in ("甲項說明。", "乙項說明。", "丙項說明。", "丁項說明。"):
        page = column([body, body + "補充。"], top=600)
        page.lines.insert(0, (72, 760, 24, "推動策略"))
        pages.append(page)
    assert parse(tmp_path, pages).marks == ()


def test_bookmarks_mark_the_headings_on_their_page(tmp_path: Path) -> None:
    pages = [
        column(["目錄", "壹、緣起", "貳、目標"]),
        column(["壹、緣起", "說明。"]),
        column(["貳、目標", "一、願景", "願景說明。"]),
    ]
    parsed = parse(tmp_path, pages, [(0, 1, "壹、 緣起"), (0, 2, "貳、目標"), (1, 2, "願景"), (0, 0, "不存在")])
    text = parsed.text
    assert parsed.marks == (
        Mark("heading", Span(text.index("壹、緣起\n說"), text.index("壹、緣起\n說") + 4), 1),
        Mark("heading", Span(text.index("貳、目標\n一"), text.index("貳、目標\n一") + 4), 1),
        Mark("heading", Span(text.index("一、願景"), text.index("一、願景") + 4), 2),
    )


def test_a_ruled_table_becomes_a_pipe_table_in_its_place(tmp_path: Path) -> None:
    page = column(["表一　經費"])
    page.boxes = [(72, 600, 172, 640), (172, 620, 272, 640), (272, 620, 372, 640)]
    page.boxes += [(172, 600, 272, 620), (272, 600, 372, 620), (72, 580, 172, 600), (172, 580, 372, 600)]
    page.lines += [(76, 625, 12, "項目"), (176, 625, 12, "113年"), (276, 625, 12, "114年")]
    page.lines += [(176, 605, 12, "1,200"), (276, 605, 12, "1,300"), (76, 585, 12, "合計"), (176, 585, 12, "2,500")]
    page.lines.append((72, 540, 12, "表後文字。"))
    parsed = parse(tmp_path, [page])
    assert parsed.text == (
        "表一　經費\n| 項目 | 113年 | 114年 |\n| --- | --- | --- |\n| 項目 | 1,200 | 1,300 |\n"
        "| 合計 | 2,500 | 2,500 |\n表後文字。\n"
    )
    assert [mark.kind for mark in parsed.marks] == ["table"]


def test_radicals_become_ordinary_characters_and_private_ones_are_said(tmp_path: Path) -> None:
    parsed = parse(tmp_path, [column(["⼈⼝與⻑期⻄部\uf9fd", "造字\ue001二個\ue001"])])
    assert parsed.text == "人口與長期西部什\n造字\ue001二個\ue001\n".replace("什", "\u4ec0")
    assert parsed.warnings == ("2 個造字（私人使用區字元）無法判讀：U+E001",)


def test_pages_without_text_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    scan = Page(gray=bytes(10_000))
    parsed = parse(tmp_path, [scan, column(["第二頁有文字，足以閱讀。"]), scan, scan])
    assert parsed.text == "第二頁有文字，足以閱讀。\n"
    assert len(parsed.page_starts) == 4
    assert parsed.warnings == (
        "計畫.pdf 第 1、3–4 頁沒有文字層（掃描影像），未納入；安裝 tesseract-ocr 與 tesseract-ocr-chi-tra 後可辨識",
    )


def test_only_scans_and_no_recognition_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(DocumentError, match="沒有文字") as caught:
        parse(tmp_path, [Page(gray=bytes(10_000))])
    assert "第 1 頁沒有文字層" in caught.value.hint


def test_recognised_text_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "recognise", lambda page: "影像文字\n第二段")
    parsed = parse(tmp_path, [Page(gray=bytes(10_000)), column(["第二頁有文字，足以閱讀。"] * 2)])
    assert parsed.text.startswith("影像文字\n第二段\n第二頁")
    assert parsed.marks == (Mark("ocr", Span(0, 8)),)


@pytest.mark.slow
def test_tesseract_reads_a_rendered_page() -> None:
    if not ocr.available():
        pytest.skip("Tesseract with chi_tra and eng is not installed")
    from pypdfium2 import PdfDocument

    document = PdfDocument(FILES / "gazette.pdf")
    text = "".join(ocr.recognise(document[0]).split())
    document.close()
    assert "補助作業要點" in text
    assert "文化建設委員會" in text


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"encrypted\.pdf：PDF 已加密"):
        read(FILES / "encrypted.pdf")


def test_a_truncated_file_is_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "半.pdf"
    path.write_bytes(pdf([column(["內文"])])[:200])
    with pytest.raises(DocumentError, match=r"半\.pdf：無法解析"):
        read(path)


def test_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    parsed = parse(tmp_path, [column(["𠮷野先生 2024 年", "次行。"])])
    assert parsed.text == "𠮷野先生 2024 年\n次行。\n"
