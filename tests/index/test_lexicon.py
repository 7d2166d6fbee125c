from pathlib import Path

import pytest

from corpus.errors import SettingsError
from index.lexicon import (
    EVERYDAY,
    OTHER_SCRIPT,
    SAME_SCRIPT,
    SHIPPED_FILES,
    Entry,
    Everyday,
    Lexicon,
    Mention,
    read_lexicon,
    shipped_lexicon,
)
from index.lexicon.reading import read_files

LEXICON = Lexicon(
    (
        Entry("agency", ("環境部", "環保署", "EPA"), "行政院"),
        Entry("agency", ("環境部化學物質管理署", "化學署"), "環境部"),
        Entry("term", ("人工智慧", "AI")),
    )
)


def found(text: str) -> list[tuple[str, str]]:
    return [(m.entry_id, m.surface) for m in LEXICON.find(text)]


def test_a_mention_says_whose_name_stands_where() -> None:
    assert LEXICON.find("與環保署") == (Mention("環境部", "環保署", 1, 4, "agency"),)
    assert LEXICON.find("ＡＩ")[0] == Mention("人工智慧", "ＡＩ", 0, 2, "term")


def test_the_longest_name_wins_and_the_agency_above_belongs_to_it() -> None:
    assert found("環境部化學署、行政院環保署") == [
        ("環境部化學物質管理署", "環境部化學署"),
        ("環境部", "行政院環保署"),
    ]


def test_names_are_found_in_either_script() -> None:
    assert found("环境部的人工智慧") == [("環境部", "环境部"), ("人工智慧", "人工智慧")]


def test_part_of_another_word_is_no_mention() -> None:
    assert found("main、AIoT、環境部門、depart") == []
    assert found("AI技術、的AI") == [("人工智慧", "AI"), ("人工智慧", "AI")]


def test_other_names_join_the_query() -> None:
    expanded = LEXICON.expand("環保署的AI")
    assert expanded["环境"] == SAME_SCRIPT
    assert expanded["epa"] == OTHER_SCRIPT
    assert expanded["人工"] == OTHER_SCRIPT
    assert all(len(term) > 1 for term in expanded)
    assert "环保" not in expanded
    assert LEXICON.expand("圖書館") == {}


def test_names_of_an_entry() -> None:
    assert LEXICON.names("環境部") == ("環境部", "環保署", "EPA")
    assert LEXICON.names("沒有") == ()


def test_a_name_belongs_to_one_entry_only() -> None:
    with pytest.raises(SettingsError, match="「ai」同時屬於「人工智慧」與「航空」"):
        Lexicon((Entry("term", ("人工智慧", "AI")), Entry("term", ("航空", "ai"))))


def test_an_everyday_word_brings_official_ones_and_is_no_name() -> None:
    lexicon = Lexicon((Everyday(("叫我走路", "開除"), ("資遣",)), Everyday(("開除",), ("退學",))))
    assert lexicon.other_words("公司叫我走路") == {"資遣": EVERYDAY}
    assert lexicon.other_words("学生被开除") == {"資遣": EVERYDAY, "退學": EVERYDAY}
    assert lexicon.expand("開除") == {"资遣": EVERYDAY, "退学": EVERYDAY}
    assert lexicon.find("開除") == lexicon.entries == ()


def test_an_edited_file_takes_effect_and_a_mistake_does_not(tmp_path: Path, monkeypatch, caplog) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("index.lexicon.time.monotonic", lambda: next(clock))
    path = tmp_path / "terms.toml"
    path.write_text('[[term]]\nname = "甲"\nshort = ["乙"]\n', encoding="utf-8")
    lexicon = read_lexicon((path,))
    assert lexicon.names("甲") == ("甲", "乙")
    path.write_text('[[term]]\nname = "甲"\nshort = ["乙", "丙"]\n', encoding="utf-8")
    assert lexicon.names("甲") == ("甲", "乙", "丙")
    path.write_text('[[term]]\nname = "甲"\nshort = "錯"\n', encoding="utf-8")
    assert lexicon.names("甲") == ("甲", "乙", "丙")
    assert "short 有空白或不是文字" in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[agency]]\nname = "甲"\nnick = ["乙"]\n', r"第 1 個 \[\[agency\]\]（甲）.*nick"),
        ('[[term]]\nname = "甲"\n[[term]]\nshort = ["乙"]\n', r"第 2 個 \[\[term\]\].*沒有 name"),
        ('[[term]]\nname = "甲"\nshort = [" "]\n', "short 有空白"),
        ('[[term]]\nname = "甲"\nshort = "乙"\n', "short 有空白或不是文字"),
        ('[[thing]]\nname = "甲"\n', "thing"),
        ("[[term]]\nname = \n", "line 2"),
        ('[[term]]\nname = "甲"\n[[term]]\nname = "乙"\nshort = ["甲"]\n', "「甲」同時屬於"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told) as caught:
        read_lexicon((path,))
    assert caught.value.hint


def test_everyday_words_stand_in_a_table_of_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "everyday.tsv"
    path.write_text("# 說法\t寫法\n\n繳錢、付錢\t繳納 、繳費\n", encoding="utf-8")
    assert read_lexicon((path,)).other_words("去哪裡付錢") == {"繳納": EVERYDAY, "繳費": EVERYDAY}


@pytest.mark.parametrize("line", ["繳錢", "繳錢\t", "繳錢、\t繳納", "繳錢\t繳納\t繳費"])
def test_a_line_of_everyday_words_without_two_sides_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "everyday.tsv"
    path.write_text(f"# 說法\t寫法\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"everyday\.tsv 第 2 行"):
        read_lexicon((path,))


def test_the_more_documents_use_an_everyday_word_the_less_is_looked_for_in_its_place() -> None:
    lexicon = Lexicon((Everyday(("繳錢",), ("繳納",)),))
    rare = {"繳錢": 1.0, "缴钱": 1.0}
    assert lexicon.expand("繳錢", lambda term: rare.get(term, 0.0)) == {"缴纳": EVERYDAY}
    assert lexicon.expand("繳錢", lambda _: 0.5) == {"缴纳": EVERYDAY / 4}


def test_a_short_everyday_word_does_not_stand_inside_a_word() -> None:
    lexicon = Lexicon([Everyday(("請人", "養家"), ("僱用",)), Everyday(("請人來做",), ("委託",))])
    assert lexicon.spoken("申請人應附證明，飼養家禽者亦同") == ()
    assert [written for _, _, written in lexicon.spoken("可以請人嗎？")] == [("僱用",)]
    assert [written for _, _, written in lexicon.spoken("想請人來做")] == [("委託",)]


def test_shipped_everyday_words_bring_other_words() -> None:
    rows = [row for row in read_files(SHIPPED_FILES) if isinstance(row, Everyday)]
    assert len(rows) > 5000
    assert not [row for row in rows if set(row.said) & set(row.written)]
    assert not [word for row in rows for word in row.written if len(word) < 2]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        read_lexicon((tmp_path / "none.toml",))


@pytest.mark.parametrize(
    ("said", "entry_id"),
    [
        ("NCC", "國家通訊傳播委員會"),
        ("科技部", "國家科學及技術委員會"),
        ("国发会", "國家發展委員會"),
        ("moda", "數位發展部"),
        ("農委會", "農業部"),
        ("經濟部工業局", "經濟部產業發展署"),
        ("行政院衛生署", "衛生福利部"),
        ("artificial intelligence", "人工智慧"),
        ("老人家", "高齡者"),
        ("remote areas", "偏遠地區"),
    ],
)
def test_the_shipped_lexicon_knows_names_in_use(said: str, entry_id: str) -> None:
    assert [m.entry_id for m in shipped_lexicon().find(f"，{said}，")] == [entry_id]


def test_every_shipped_parent_is_an_agency() -> None:
    lexicon = shipped_lexicon()
    parents = {entry.parent for entry in lexicon.entries if entry.parent}
    assert "行政院" in parents
    assert all(lexicon.names(parent) for parent in parents)
