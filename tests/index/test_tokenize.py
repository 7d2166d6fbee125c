import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stopwords import ASKING_WEIGHT, GRAMMAR_WEIGHT
from index.tokenize import LONG_WORD_WEIGHT, query_terms, terms, to_simplified, to_traditional, words


def test_words_are_cut_on_a_simplified_copy_and_keep_source_offsets() -> None:
    text = "推動 長期照顧，５Ｇ"
    assert [(w.text, w.start, w.end, w.key) for w in words(text)] == [
        ("推動", 0, 2, "推动"),
        ("長期", 3, 5, "长期"),
        ("照顧", 5, 7, "照顾"),
        ("５Ｇ", 8, 10, "5g"),
    ]


@pytest.mark.parametrize("text", ["5G", "MyData", "1Gbps", "87.9%", "2.0", "1,250", "COVID-19", "R&D"])
def test_latin_words_and_numbers_stay_whole(text: str) -> None:
    assert [w.text for w in words(f"達{text}，")][1:] == [text]


@given(st.text(max_size=40))
def test_every_word_is_its_own_slice_in_reading_order(text: str) -> None:
    place = 0
    for word in words(text):
        assert place <= word.start < word.end
        assert text[word.start : word.end] == word.text
        place = word.start


@given(st.text(alphabet=st.sampled_from("臺灣发展髮乾干后後里裡軟件㎡a1。𠮷"), max_size=30))
def test_simplified_form_has_the_same_length(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


def test_terms_are_characters_bigrams_and_long_words() -> None:
    assert sorted(terms("圖書館")) == sorted(["图", "书", "馆", "图书", "书馆", "图书馆"])


def test_terms_of_numbers_carry_their_counter_and_value() -> None:
    assert terms("113件") == ["113", "113件", "件"]
    assert "2024年" in terms("民國113年度")
    assert "2024年" in terms("2024年")
    assert "2024年" not in terms("113件")
    assert "1500000" in terms("一百五十萬")
    assert "1500000" in terms("150萬")
    assert "1250" in terms("1,250")


def test_latin_compounds_are_found_by_their_parts() -> None:
    assert terms("COVID-19 v2.0") == ["covid-19", "covid", "19", "v2.0", "v2", "0"]


def test_either_script_and_width_gives_the_same_terms() -> None:
    assert terms("臺灣資通安全ＡＩ") == terms("台湾资通安全AI")


def test_query_terms_count_asking_and_grammar_words_less() -> None:
    weights = query_terms("請問圖書館的經費是多少")
    assert weights["图"] == weights["图书"] == weights["经费"] == 1
    assert weights["图书馆"] == LONG_WORD_WEIGHT
    assert weights["的"] == weights["的经"] == GRAMMAR_WEIGHT
    assert weights["多少"] == weights["请问"] == weights["问图"] == ASKING_WEIGHT


def test_query_terms_do_not_cut_words_at_function_characters() -> None:
    weights = query_terms("中國的目的")
    assert weights["中国"] == weights["目的"] == 1


def test_query_terms_take_years_of_both_calendars() -> None:
    assert query_terms("民國113年")["2024年"] == 1
    assert "2024年" not in query_terms("113件")


def test_a_simplified_question_also_asks_in_taiwan_words() -> None:
    weights = query_terms("软件的开发")
    assert weights["软件"] == weights["软体"] == 1


def test_traditional_text_is_not_rewritten() -> None:
    assert to_traditional("擴展皇后的文件") == "擴展皇后的文件"
    assert to_traditional("软件") == "軟體"


def test_a_question_without_words_has_no_terms() -> None:
    assert query_terms(" ？！") == {}


def _cut_in_a_new_process(cache: Path) -> subprocess.CompletedProcess[str]:
    code = f"from pathlib import Path; from index import tokenize as t; t.use_cache(Path({str(cache)!r})); print(t.terms('圖書館')[-1])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_jieba_keeps_its_cache_in_a_folder_of_our_own_and_says_nothing(tmp_path: Path) -> None:
    cache = tmp_path / "new" / "cache"
    for _ in range(2):
        done = _cut_in_a_new_process(cache)
        assert (done.stdout, done.stderr) == ("图书馆\n", "")
    assert [path.suffix for path in cache.iterdir()] == [".cache"]
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_a_cache_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _cut_in_a_new_process(tmp_path / "file" / "cache").stdout == "图书馆\n"
