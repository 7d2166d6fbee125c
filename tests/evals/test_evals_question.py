"""Question sets: read whole or refused with file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EvaluationError
from corpus.types import Document
from evals.question import Evidence, Question, check_questions, load_questions

PLAN = Document("plan", "甲計畫", "壹、目標\n2020年 **90%**，由數發部辦理。\n", "0" * 64)
GOOD: dict[str, Any] = {
    "id": "a",
    "category": "number_kpi",
    "question": "目標是多少？",
    "answer": "90%。",
    "must_include": [["90%", "九成"]],
    "must_not_include": ["80%"],
    "evidence": [{"doc": "plan", "section": "壹、目標", "quote": "2020年 **90%**"}],
    "difficulty": "easy",
    "turns": ["先前的問題"],
    "lang": "zh-Hant",
}


def load(tmp_path: Path, *rows: object) -> tuple[Question, ...]:
    path = tmp_path / "set.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return load_questions(path, {"plan": PLAN})


def test_a_good_row_becomes_a_question(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD | {"note": "a key of somebody else's"}) == (
        Question(
            id="a",
            category="number_kpi",
            question="目標是多少？",
            answer="90%。",
            must_include=(("90%", "九成"),),
            must_not_include=("80%",),
            evidence=(Evidence("plan", "壹、目標", "2020年 **90%**"),),
            difficulty="easy",
            turns=("先前的問題",),
            lang="zh-Hant",
        ),
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"evidence": [{"doc": "plan", "section": "壹、目標", "quote": "沒有這句"}]},
            "引文不在文件 plan 中：「沒有這句」",
        ),
        (
            {"evidence": [{"doc": "plan", "section": "壹、目標", "quote": "壹、目標\n2020年"}]},
            "引文不在文件 plan 中：「壹、目標\n2020年」",
        ),
        (
            {"evidence": [{"doc": "plan", "section": "貳、策略", "quote": "2020年"}]},
            "標題不在文件 plan 中：「貳、策略」",
        ),
        ({"evidence": [{"doc": "none", "section": "壹", "quote": "2020年"}]}, "沒有文件「none」"),
        ({"must_include": [["91%"]]}, "標準答案不含 must_include ['91%'] 的任一項"),
        ({"must_not_include": ["90%"]}, "標準答案含有 must_not_include「90%」"),
        ({"evidence": []}, "可回答的題目必須有 must_include 與 evidence"),
        ({"question": " "}, "格式不符：id、category、question、answer 必須是文字且不可空白"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        load(tmp_path, GOOD, GOOD | {"id": "b"} | change)
    assert caught.value.message == f"{tmp_path / 'set.jsonl'}:2：{fault}"


def test_same_id_twice(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"set\.jsonl:2：id 重複"):
        load(tmp_path, GOOD, GOOD)


def test_missing_fields_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as caught:
        load(tmp_path, '{"id": "a", "question": "?"}')
    assert caught.value.message == f"{tmp_path / 'set.jsonl'}:1：格式不符：缺少 category、answer"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"evidence": [{"doc": 1}]}'])
def test_what_is_no_question_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvaluationError, match=r"set\.jsonl:1：格式不符"):
        load(tmp_path, line)


def test_many_faults_are_counted(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"…共 12 處"):
        load(tmp_path, *["{"] * 12)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="題目檔沒有題目"):
        load(tmp_path, "")
    with pytest.raises(EvaluationError, match="讀不到題目檔"):
        load_questions(tmp_path / "none.jsonl", {})


def test_unanswerable_needs_no_evidence(tmp_path: Path) -> None:
    (question,) = load(tmp_path, GOOD | {"category": "unanswerable", "evidence": [], "must_include": []})
    assert not question.answerable


def written(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_only_accepted_questions_are_asked(tmp_path: Path) -> None:
    drafts = [GOOD | {"id": status, "status": status} for status in ("draft", "pending", "rejected", "accepted")]
    wrong = GOOD | {"id": "wrong", "status": "draft", "must_include": [["91%"]]}
    assert [question.id for question in load(tmp_path, GOOD, *drafts, wrong)] == ["a", "accepted"]
    with pytest.raises(EvaluationError, match="1 題待審"):
        load(tmp_path, wrong)
    with pytest.raises(EvaluationError, match="status「done」不在 accepted、draft"):
        load(tmp_path, GOOD | {"status": "done"})


def test_checking_says_what_is_wrong_and_what_is_odd(tmp_path: Path) -> None:
    leaking = GOOD | {"id": "b", "question": "目標是90%嗎？"}
    pending = {"id": "c", "question": "經費多少？", "status": "pending", "category": "", "answer": ""}
    rows = check_questions(written(tmp_path, GOOD, leaking, pending, GOOD), {"plan": PLAN})
    assert [(row.line, row.faults, row.warnings) for row in rows] == [
        (1, (), ()),
        (2, ("照抄問題就能通過 must_include",), ("問題中已有答案的字樣：90%",)),
        (3, ("可回答的題目必須有 must_include 與 evidence",), ()),
        (4, ("id 重複",), ()),
    ]
