from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import ModelError
from index.models.train.translations import Pair, held_out, learn, segments
from index.translate import (
    BY_HAND,
    GLOSSARY,
    LONGEST,
    MAX_NAMES,
    MIN_PROBABILITY,
    Translation,
    Translator,
    bases,
    content_words,
    lemma,
    load_translator,
    read_glossary,
    shipped_translator,
    table_bytes,
)

TABLE = {
    "data": "資料:0.93",
    "personal": "個人:0.60 個人資料:0.30",
    "personal data": "個人資料:0.95",
    "ministry education": "教育部:1.00",
    "policy": "政策:0.90 保單:0.08",
    "remote area": "偏遠地區:0.90",
    "regulation": "規定:0.50",
}
PARALLEL = [
    ("Red apples.", "紅色蘋果"),
    ("A green apple.", "綠色蘋果"),
    ("Red paper.", "紅色紙張"),
    ("The green paper.", "綠色紙張"),
    ("Paper of the Ministry of Education.", "教育部紙張"),
    ("Apples of the Ministry of Education.", "教育部蘋果"),
    ("The Ministry of Education.", "教育部"),
] * 3


@pytest.fixture
def translator() -> Translator:
    return Translator(TABLE)


def test_a_phrase_wins_over_its_words_and_offsets_are_those_of_the_text(translator: Translator) -> None:
    text = "Which policies govern personal data?"
    assert translator.find(text) == (
        Translation("policies", 6, 14, (("政策", 0.9), ("保單", 0.08))),
        Translation("personal data", 22, 35, (("個人資料", 0.95),)),
    )


def test_a_phrase_reaches_over_linking_words_only(translator: Translator) -> None:
    assert [(t.surface, t.names[0][0]) for t in translator.find("The MINISTRY of the Education's plan")] == [
        ("MINISTRY of the Education", "教育部")
    ]
    assert [t.names[0][0] for t in translator.find("personal or data; personal, data")] == ["個人", "資料"] * 2


def test_only_latin_words_of_a_mixed_question_are_looked_at(translator: Translator) -> None:
    text = "臺灣的 remote areas 有哪些 ＤＡＴＡ？5G、MyData、NVIDIA"
    assert [(t.surface, text[t.start : t.end], t.names[0][0]) for t in translator.find(text)] == [
        ("remote areas", "remote areas", "偏遠地區"),
        ("ＤＡＴＡ", "ＤＡＴＡ", "資料"),
    ]


@pytest.mark.parametrize("text", ["", "政策", "What is it?", "data5 my_data 2data", "1.5%"])
def test_nothing_is_found_where_there_is_no_known_word(translator: Translator, text: str) -> None:
    assert translator.find(text) == ()


def test_capitals_among_small_letters_are_no_grammar_and_keep_their_form() -> None:
    assert [(w.form, w.acronym) for w in content_words("What does IT do for US policies?")] == [
        ("it", True),
        ("us", True),
        ("policies", False),
    ]
    assert [w.form for w in content_words("WHAT IS IT FOR POLICIES")] == ["policies"]


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("policies", "policy"),
        ("boxes", "box"),
        ("planned", "plan"),
        ("billing", "bill"),
        ("using", "use"),
        ("applied", "apply"),
        ("digitalised", "digitalize"),
        ("exercises", "exercise"),
        ("news", "news"),
        ("unknowns", "unknowns"),
    ],
)
def test_an_inflected_word_is_brought_to_a_known_base(word: str, base: str) -> None:
    known = {"policy", "box", "plan", "bill", "use", "apply", "digitalize", "exercise", "news", "new"}
    assert lemma(word, known) == base


def test_words_without_an_ending_have_no_base() -> None:
    assert [list(bases(word)) for word in ("class", "status", "bring", "red", "analysis")] == [[]] * 5


def test_words_and_phrases_are_learned_from_a_parallel_text() -> None:
    sure = {phrase: "/".join(name for name, _ in names) for phrase, names in learn(PARALLEL).items()}
    assert sure == {
        "red": "紅色",
        "green": "綠色",
        "apple": "蘋果",
        "paper": "紙張",
        "red apple": "紅色蘋果",
        "red paper": "紅色紙張",
        "green apple": "綠色蘋果",
        "green paper": "綠色紙張",
        "ministry": "教育部",
        "ministry education": "教育部",
        "apple ministry education": "教育部蘋果",
        "paper ministry education": "教育部紙張",
    }


def test_learning_twice_gives_the_same_bytes() -> None:
    assert table_bytes(learn(PARALLEL)) == table_bytes(learn(PARALLEL))


def test_articles_are_cut_where_both_sides_have_as_many_lines_and_sentences() -> None:
    pair = Pair("法", "Line one. Next one.\r\nA tail.", "第一句。第二句。\n尾。")
    assert list(segments(pair)) == [("Line one.", "第一句。"), ("Next one.", "第二句。"), ("A tail.", "尾。")]
    assert list(segments(Pair("法", "Only one line.", "斷成\n兩行。"))) == [("Only one line.", "斷成\n兩行。")]


def test_whole_laws_are_held_out() -> None:
    articles = [Pair(law, "", "") for law in "甲甲甲乙乙丙"]
    chosen = held_out(articles, 3)
    assert sum(article.law in chosen for article in articles) >= 3
    assert chosen == held_out(reversed(articles), 3)
    assert held_out(articles, 6) == {"甲", "乙", "丙"}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_bytes(table_bytes({"policy": (("政策", 0.9), ("保單", 0.084)), "data": (("資料", 1.0),)}))
    assert path.read_text("utf-8").splitlines()[1:] == ["data\t資料:1.00", "policy\t政策:0.90 保單:0.08"]
    assert load_translator(path).find("policies")[0].names == (("政策", 0.9), ("保單", 0.08))


def test_a_word_in_a_phrase_is_still_read_as_its_base(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    table = {"fee": "規費", "schedule fees": "收費表", "data process": "資料處理", "processing": "處理"}
    path.write_bytes(table_bytes({phrase: ((chinese, 0.9),) for phrase, chinese in table.items()}))
    translator = load_translator(path)
    told = {
        text: [t.names[0][0] for t in translator.find(text)] for text in ("fees", "schedule of fees", "data processing")
    }
    assert told == {"fees": ["規費"], "schedule of fees": ["收費表"], "data processing": ["資料處理"]}
    assert [t.names[0][0] for t in translator.find("processing")] == ["處理"]


@pytest.mark.parametrize("damage", [b"", b"data\t\n", None])
def test_a_damaged_table_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "table.tsv"
    if damage is not None:
        path.write_bytes(damage or table_bytes({"data": (("資料", 1.0),)}).replace("料".encode(), "源".encode()))
    with pytest.raises(ModelError, match=r"table\.tsv") as caught:
        load_translator(path)
    assert "index.models.train.translations" in caught.value.hint


def test_a_glossary_adds_phrases_and_comes_before_what_was_learned(tmp_path: Path) -> None:
    table, glossary = tmp_path / "table.tsv", tmp_path / "glossary.tsv"
    table.write_bytes(table_bytes({"pilot": (("駕駛員", 0.7), ("飛行員", 0.2)), "ship": (("船舶", 0.9),)}))
    glossary.write_text("# 註解\n\npilot\t試辦、先導\nremote work\t遠距工作\n", encoding="utf-8")
    translator = load_translator(table, glossary)
    found = {t.surface: dict(t.names) for t in translator.find("Do pilots of ships allow remote work?")}
    assert list(found) == ["pilots", "ships", "remote work"]
    assert found["pilots"] == {"試辦": BY_HAND[0], "駕駛員": 0.35, "先導": BY_HAND[1], "飛行員": 0.1}
    assert found["ships"] == {"船舶": 0.9}
    assert found["remote work"] == {"遠距工作": BY_HAND[0]}


@pytest.mark.parametrize("line", ["pilot", "pilot\t"])
def test_a_line_of_a_glossary_without_chinese_is_named(tmp_path: Path, line: str) -> None:
    table, glossary = tmp_path / "table.tsv", tmp_path / "glossary.tsv"
    table.write_bytes(table_bytes({"ship": (("船舶", 0.9),)}))
    glossary.write_text(f"ship\t船舶\n{line}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"glossary\.tsv 第 2 行"):
        load_translator(table, glossary)


def test_the_shipped_glossary_has_phrases_that_a_question_can_meet() -> None:
    for phrase, chinese in read_glossary(GLOSSARY).items():
        assert " ".join(word.form for word in content_words(phrase)) == phrase
        assert len(phrase.split(" ")) <= LONGEST
        assert len(chinese) == len(set(chinese)) <= MAX_NAMES


def test_the_shipped_table_holds_what_it_promises() -> None:
    translator = shipped_translator()
    assert shipped_translator() is translator
    found = translator.find("How does the competent authority protect personal data in remote areas?")
    best = {t.surface: t.names[0][0] for t in found}
    assert best["competent authority"] == "主管機關"
    assert best["personal data"] == "個人資料"
    assert best["remote areas"] == "偏遠地區"
    for names in (t.names for t in found):
        assert 0 < len(names) <= MAX_NAMES
        assert [p for _, p in names] == sorted((p for _, p in names), reverse=True)
        assert all(p >= MIN_PROBABILITY for _, p in names)


def test_threads_get_the_same_translations(translator: Translator) -> None:
    text = "personal data policies of remote areas"
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(translator.find, [text] * 40)) == {translator.find(text)}
