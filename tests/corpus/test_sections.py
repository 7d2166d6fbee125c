"""Section trees of numbered documents, styled documents and slides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.library import SHIPPED, open_library
from corpus.sections import outline, page_at, recognised, subtree
from corpus.types import Document, Mark, Span

RULE = """訂定「節水評比要點」，並自即日生效。
節水評比要點
一、目的
為節約用水，特訂定本要點。
二、評比對象如下：
(一) 申請期間：
１、第一期：三月。
２、第二期：九月。
(二) 交付方式。
三、本要點所稱機關，指行政院所屬機關。
"""


def document(text: str, **fields: object) -> Document:
    return Document.from_dict({"document_id": "d", "title": "標題", "text": text, "sha256": "0", **fields})


def paths(text: str, **fields: object) -> list[tuple[str, ...]]:
    return [s.path for s in outline(document(text, **fields))]


def test_a_rule_becomes_points_and_the_lists_that_head_something() -> None:
    assert paths(RULE) == [
        (),
        ("節水評比要點",),
        ("節水評比要點", "一、目的"),
        ("節水評比要點", "二、評比對象如下："),
        ("節水評比要點", "二、評比對象如下：", "(一) 申請期間："),
        ("節水評比要點", "三、"),
    ]


def test_a_law_keeps_its_chapters_and_articles_and_its_items_stay_inside_the_article() -> None:
    law = "測試法\n第 一 章 總則\n第 1 條\n本法用詞如下：\n一、機關：指甲。\n二、個人：指乙。\n第 二 章 罰則\n第 2 條\n依前條規定處罰。\n第二條規定，不適用之。\n"
    assert paths(law) == [
        ("測試法",),
        ("測試法", "第 一 章 總則"),
        ("測試法", "第 一 章 總則", "第 1 條"),
        ("測試法", "第 二 章 罰則"),
        ("測試法", "第 二 章 罰則", "第 2 條"),
    ]


def test_a_reader_s_heading_marks_decide_the_levels() -> None:
    text = "總論\n文字。\n壹、緣起\n文字。\n"
    marks = [Mark("heading", Span(0, 2), 1).to_dict(), Mark("heading", Span(7, 11), 2).to_dict()]
    assert paths(text, marks=marks) == [("總論",), ("總論", "壹、緣起")]


def test_slides_given_by_title_hold_their_labels_groups_and_columns() -> None:
    text = (
        "推動成果\n\n普及寬頻\n\n2016\n\n鄉數：26個\n\n2020\n\n鄉數：85個\n\n"
        "5G專區\n\n通傳會\n交通部\n\n正式開台\n\n重點\n\n- **大項**\n - 細項一(甲部)\n - 細項二(乙部)\n"
    )
    assert paths(text, slide_titles=["推動成果"]) == [
        ("推動成果",),
        ("推動成果", "普及寬頻"),
        ("推動成果", "普及寬頻", "2016"),
        ("推動成果", "普及寬頻", "2020"),
        ("推動成果", "5G專區"),
        ("推動成果", "重點"),
        ("推動成果", "重點", "大項"),
    ]


def test_the_shipped_documents_have_the_sections_a_reader_sees() -> None:
    found = {d.document_id: {s.path for s in outline(d)} for d in open_library(SHIPPED).documents}
    assert ("智慧科技", "強化數位基礎建設", "部署次世代通訊技術") in found["smart-nation-2.0"]
    assert ("新小組架構", "智慧治理") in found["smart-nation-2.0"]
    assert ("附件-現階段行政院智慧國家推動小組架構", "數位基盤分組 (數發部)", "先進網路建設") in found[
        "smart-nation-2.0"
    ]
    assert ("附件：各分組成果與未來規劃", "建構有利數位創新的基礎環境", "投入後 (109年)") in found["digi-plus-2020"]


@given(
    st.lists(
        st.sampled_from(
            [
                "壹、甲",
                "一、乙",
                "(一) 丙",
                "１、丁。",
                "內文，很長的一句話。",
                "",
                "第 1 條",
                "附件一",
                "短標",
                "- 項目",
            ]
        ),
        max_size=40,
    )
)
def test_sections_tile_any_text(rows: list[str]) -> None:
    text = "\n".join(["起", *rows])
    sections = outline(document(text))
    assert "".join(s.span.slice(text) for s in sections) == text
    assert len({s.section_id for s in sections}) == len(sections)
    assert all(s.span.contains(s.heading) or not len(s.heading) for s in sections)


def test_a_section_s_id_survives_edits_elsewhere_and_tells_equal_paths_apart() -> None:
    before = {s.path: s.section_id for s in outline(document(RULE))}
    after = {s.path: s.section_id for s in outline(document(RULE.replace("為節約用水", "為推動節約用水")))}
    assert before == after


def test_pages_count_from_one_and_subtrees_end_where_the_next_branch_begins() -> None:
    doc = document(RULE, page_starts=[0, 30])
    assert (page_at(doc, 0), page_at(doc, 29), page_at(doc, 30)) == (1, 1, 2)
    assert page_at(document(RULE), 5) is None
    sections = outline(doc)
    assert [s.path[-1] for s in subtree(sections, sections[3])] == ["二、評比對象如下：", "(一) 申請期間："]


def test_text_read_from_an_image_is_known_as_such() -> None:
    doc = document("第一頁。\n掃描頁。\n", page_starts=[0, 5], marks=[Mark("ocr", Span(5, 9)).to_dict()])
    assert [recognised(doc, Span(*at)) for at in ((0, 4), (5, 9), (2, 6))] == [False, True, True]


RENAMED = """修正「節水評比要點」，名稱並修正為「節水獎勵要點」。
節水獎勵要點修正規定
壹、總則
第一節、目的
一、為節約用水，特訂定本要點。
附件一
節水獎勵申請書
填表說明：
１、請以正楷填寫。
附件二-A 審查會組成
一、審查會置委員五人。
"""


def test_names_annexes_and_labels_are_headings() -> None:
    assert paths(RENAMED) == [
        (),
        ("節水獎勵要點修正規定",),
        ("節水獎勵要點修正規定", "壹、總則"),
        ("節水獎勵要點修正規定", "壹、總則", "第一節、目的"),
        ("節水獎勵要點修正規定", "壹、總則", "第一節、目的", "一、"),
        ("附件一",),
        ("附件一", "節水獎勵申請書"),
        ("附件一", "節水獎勵申請書", "填表說明："),
        ("附件二-A 審查會組成",),
        ("附件二-A 審查會組成", "一、"),
    ]


def test_contents_pages_are_no_headings_but_their_head_is() -> None:
    text = "計畫\n目錄\n壹、緣起\n貳、作法\n參、附則\n壹、緣起\n文字。\n貳、作法\n文字。\n參、附則\n文字。\n"
    assert paths(text) == [(), ("目錄",), ("壹、緣起",), ("貳、作法",), ("參、附則",)]


def test_an_annex_between_articles_belongs_to_the_article_and_a_mention_is_no_article() -> None:
    law = "測試法\n第 1 條\n如附表。\n附表\n名稱　數量\n第 2 條\n準用\n第十條關係之規定。\n第 3 條\n施行。\n"
    assert paths(law) == [
        ("測試法",),
        ("測試法", "第 1 條"),
        ("測試法", "第 1 條", "附表"),
        ("測試法", "第 2 條"),
        ("測試法", "第 3 條"),
    ]
