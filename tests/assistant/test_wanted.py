"""Which kind of value a question wants, and which texts hold one."""

import time

import pytest

from assistant.question import Reader
from assistant.routing import Router
from assistant.wanted import clauses, holds, unit_of, wanted
from index.lexicon import shipped_lexicon


def understood(text: str):  # type: ignore[no-untyped-def]
    return Reader(Router(()), shipped_lexicon(), lambda a, b: 0.0).read(text)


def nobody(text: str) -> frozenset[str]:
    return frozenset()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("每班最高補助多少元？", {"money"}),
        ("違規停車的罰鍰是多少？", {"money"}),
        ("老人入場要錢嗎？", {"charge"}),
        ("借場地要不要付錢？", {"charge"}),
        ("停車免費嗎？", {"charge"}),
        ("去哪裡繳錢？", set()),
        ("志工能不能收錢？", set()),
        ("付錢以後可以退嗎？", set()),
        ("主要錢坑是哪些？", set()),
        ("經費項目有哪些？", set()),
        ("自籌款要占百分之多少？", {"percent"}),
        ("補助比例是多少？", {"percent"}),
        ("申請截止日是哪一天？", {"date"}),
        ("週幾公休？", {"date"}),
        ("服務台幾點開？", {"date"}),
        ("委員提出幾點？", {"count"}),
        ("證照幾年換一次？", {"span"}),
        ("審查要多久？", {"span"}),
        ("哪一年開始施行？", {"year"}),
        ("諮詢專線電話是多少？", {"contact"}),
        ("電話號碼變更要辦理登記嗎？", set()),
        ("第一名的獲獎者是誰？", {"person"}),
        ("示範點設在哪些縣市？", {"place"}),
        ("由哪個機關核定？", {"agency"}),
        ("錄取名額有幾名？", {"count"}),
        ("計畫目標是什麼？", set()),
        ("When is the deadline?", {"date"}),
        ("When a worker dies, what must the employer pay?", set()),
        ("How long is the licence valid?", {"span"}),
        ("How much is the fine?", {"money"}),
        ("要花多少成本？", {"count"}),
        ("補助多少名學生？", {"count"}),
        ("誰可以獲得補助？", set()),
        ("兩個計畫差在哪裡？", set()),
        ("How does the plan address climate change?", set()),
    ],
)
def test_what_a_question_wants(text: str, values: set[str]) -> None:
    assert wanted(understood(text)) == values


@pytest.mark.parametrize(
    ("asked", "text", "there"),
    [
        ("罰鍰是多少元？", "處新臺幣三千元以上一萬元以下罰鍰。", True),
        ("罰鍰是多少元？", "得處以罰鍰。", False),
        ("保證金是多少元？", "免收保證金。", True),
        ("3萬元的案件，罰鍰是多少元？", "3萬元之案件另處罰鍰。", False),
        ("補助比例是多少？", "以二分之一為上限。", True),
        ("補助比例是多少？", "酌予補助。", False),
        ("哪一天截止？", "每年三月十八日前提出。", True),
        ("哪一天截止？", "應依限提出申請。", False),
        ("星期幾休館？", "每週一休館。", True),
        ("星期幾休館？", "每週一次檢查。", False),
        ("星期幾休館？", "每週三小時研習。", False),
        ("幾點開門？", "離圍牆四周六公尺。", False),
        ("幾點開門？", "業者一時無法履行。", False),
        ("幾點開門？", "比例尺1:5000。", False),
        ("幾點關門？", "晚上十點閉館。", True),
        ("入場要錢嗎？", "酌收費用。", True),
        ("入場要錢嗎？", "每人五十元。", True),
        ("入場要錢嗎？", "應於入口處排隊。", False),
        ("幾點開門？", "上午九時開放。", True),
        ("幾點開門？", "依計畫時期開放。", False),
        ("證照幾年換一次？", "每六年換發。", True),
        ("審查要多久？", "由主管機關審查。", False),
        ("多久開會一次？", "原則每半年召開一次。", True),
        ("電話是多少？", "請洽 02-2345-6789。", True),
        ("電話是多少？", "請以電話洽詢。", False),
        ("示範點設在哪些縣市？", "設於臺南市及屏東縣。", True),
        ("示範點設在哪些縣市？", "導入2場域試運行。", False),
        ("獲獎者是誰？", "獲獎者頒發獎狀。", False),
        ("獲獎者是誰？", "獲獎者：王小明。", True),
        ("審查要多久？", "收件後即時審查。", True),
        ("罰鍰是多少元？", "得處以罰鍰，並限期十日內改善。", False),
        ("由哪個機關核定？", "處三千元。", False),
        ("由哪個機關核定？", "由衛生福利部核定。", True),
    ],
)
def test_which_texts_hold_a_value(asked: str, text: str, there: bool) -> None:
    question = understood(asked)
    (value,) = wanted(question)
    assert holds(value, question, text, nobody) is there


@pytest.mark.parametrize(
    ("asked", "text", "there"),
    [
        ("噪音不得超過幾分貝？", "不得超過六十分貝。", True),
        ("噪音不得超過幾分貝？", "不得超過六十公分。", False),
        ("至少要多少人？", "每班達十五名以上。", True),
        ("面積是多少公頃？", "128.7 公頃", True),
        ("要在幾天內補正？", "應於七個工作天內補正。", True),
    ],
)
def test_a_number_with_the_unit_asked_for(asked: str, text: str, there: bool) -> None:
    unit = unit_of(understood(asked))
    assert unit is not None
    assert bool(unit.search(text)) is there


@pytest.mark.parametrize(
    "asked", ["補助項目有哪幾種？", "還要提撥多少退休金？", "計畫目標是什麼？", "有多少公司參加？"]
)
def test_no_unit_is_asked(asked: str) -> None:
    assert unit_of(understood(asked)) is None


def test_a_long_run_of_words_between_is_no_work() -> None:
    question = understood("預算" + "編" * 60 + "列")
    started = time.perf_counter()
    wanted(question)
    assert time.perf_counter() - started < 1.0


def test_clauses_end_at_full_stops_semicolons_and_line_ends() -> None:
    assert list(clauses("甲，乙；丙。\n丁")) == ["甲，乙；", "丙。", "丁"]
