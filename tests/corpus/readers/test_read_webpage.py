"""Saved web pages: main text, headings, tables, lists; menus and footers left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.readers import Parsed, read

PAGE = """<!DOCTYPE html><html><head><title> 數位部
－計畫</title><style>p{}</style></head><body><nav><a href=1>首頁</a></nav>
<div class="menu"><ul><li><a>公告</a></li><li><a>服務</a></li><li><a>關於</a></li></ul></div>
<form><h1>數位計畫<!-- 註解 --></h1><p>第一段，<b>粗體</b>
文字。<br>第二行<script>x()</script></p>
<ol start="3"><li>甲<li>乙<ul><li>丙</ul></ol>
<div style="display: none">隱藏</div><p hidden>隱藏</p>
<table><caption>表一</caption><tr><th rowspan=2>項目<th colspan=2>經費<tr><th>113年<th>114年
<tr><td>A|B<td>1<br>2<td>3</table>
<table><tr><td><h2>版面</h2></td><td>表格排版的內文</td></tr></table></form>
<footer>版權所有</footer></body></html>"""
TEXT = """數位計畫
第一段，粗體文字。
第二行
3. 甲
4. 乙
• 丙
表一
| 項目 | 經費 | 經費 |
| --- | --- | --- |
| 項目 | 113年 | 114年 |
| A\\|B | 1<br>2 | 3 |
版面
表格排版的內文
"""


def parse(tmp_path: Path, data: bytes) -> Parsed:
    path = tmp_path / "網頁.html"
    path.write_bytes(data)
    return read(path)


def test_the_main_text_of_a_page(tmp_path: Path) -> None:
    parsed = parse(tmp_path, PAGE.encode())
    assert parsed.text == TEXT
    assert parsed.title == "數位部－計畫"
    assert parsed.warnings == ("略過導覽、頁尾與純連結的區塊 3 處",)
    headings = [(mark.span.slice(TEXT), mark.level) for mark in parsed.marks if mark.kind == "heading"]
    assert headings == [("數位計畫", 1), ("版面", 2)]


def test_a_page_with_a_main_element_is_that_element(tmp_path: Path) -> None:
    page = "<body><header>機關</header><div>側欄文字</div><main><header>內文的開頭</header><p>內文。</p></main></body>"
    parsed = parse(tmp_path, page.encode())
    assert parsed.text == "內文的開頭\n內文。\n"
    assert parsed.warnings == ("只納入網頁的主要內容區（全頁 14 字中的 8 字）",)


def test_big5_by_declaration(tmp_path: Path) -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5"></head><p>臺灣</p></html>'
    assert parse(tmp_path, page.encode("cp950")).text == "臺灣\n"


def test_an_entity_is_not_expanded_and_a_file_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("機密")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><body><p>前&x;後</p></body>'
    assert "機密" not in parse(tmp_path, page.encode()).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"plain text", "內容不是 HTML"),
        (b"<p>a\0b</p>", "二進位檔案"),
        (b"<p>kept</p>" + b"<div>" * 300 + b"cut off", "層層相套過深"),
    ],
    ids=["text", "binary", "deep"],
)
def test_what_is_no_page_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        parse(tmp_path, data)
