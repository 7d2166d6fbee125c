"""Drafted questions of one small plan, feedback, and the commands around them."""

import json
from pathlib import Path

import pytest
from eval_rows import cite

from assistant.api.feedback import Feedback
from assistant.cli import main
from corpus.errors import EvaluationError
from corpus.types import Answer, Document
from evals.drafts.making import draft_questions
from evals.drafts.source import Source
from evals.pending import pending_questions
from evals.question import Evidence, Question, faults_of, load_questions
from evals.record import read_run

PLAN = """壹、目標
2024年涵蓋率達到90%，第三年起推廣。
五年合計編列1,200萬元。
貳、分工
一、主辦機關：數位發展部
二、推動開放資料（數位發展部、教育部）
三、經濟部（商業司）
參、工作項目如下
一、建置平台：整合資料。
二、培訓人員。
三、推廣應用。
肆、期程
|項目|完成年度|
|---|---|
|平台|115年底|
"""
LONGER = f"壹、推動目標\n{'本方案推動資料開放。' * 6}\n貳、推動策略\n{'各機關逐年盤點資料。' * 6}\n"
DOCUMENT = Document("plan", "甲計畫", PLAN, "0" * 64)


def drafted(kind: str) -> list[tuple[str, str, tuple[tuple[str, ...], ...], tuple[str, ...]]]:
    return [
        (row.question, row.answer, row.must_include, tuple(evidence.quote for evidence in row.evidence))
        for row in draft_questions(DOCUMENT).questions
        if row.id.startswith(f"plan-{kind}-")
    ]


def test_a_number_is_asked_for_by_what_stands_before_it() -> None:
    assert drafted("number") == [
        ("「目標」中，2024年涵蓋率達到多少？", "2024年涵蓋率達到90%。", (("90%",),), ("2024年涵蓋率達到90%",)),
        (
            "「目標」中，五年合計編列多少元？",
            "五年合計編列1,200萬元。",
            (("1,200萬元",),),
            ("五年合計編列1,200萬元",),
        ),
    ]


def test_who_stands_after_a_colon_or_in_brackets_is_asked_for_unless_it_is_an_agency_of_an_agency() -> None:
    made = drafted("role")
    assert [(question, answer) for question, answer, _, _ in made] == [
        ("「分工」的主辦機關是誰？", "數位發展部。"),
        ("「推動開放資料」由哪個機關負責？", "數位發展部、教育部。"),
    ]
    assert "數發部" in made[0][2][0]


def test_a_list_is_asked_for_by_its_heading_and_a_cell_by_its_headers() -> None:
    assert drafted("list") == [
        (
            "「分工」包括哪3項？",
            "主辦機關、推動開放資料、經濟部。",
            (("主辦機關",), ("推動開放資料",), ("經濟部",)),
            ("主辦機關", "推動開放資料", "經濟部"),
        ),
        (
            "「工作項目」包括哪3項？",
            "建置平台、培訓人員、推廣應用。",
            (("建置平台",), ("培訓人員",), ("推廣應用",)),
            ("建置平台", "培訓人員", "推廣應用"),
        ),
    ]
    assert drafted("cell") == [
        ("「期程」的表中，「平台」的「完成年度」是多少？", "115年底。", (("115年底",),), ("115年底",))
    ]


def test_near_misses_ask_for_what_the_document_does_not_say() -> None:
    assert [(question, answer) for question, answer, _, _ in drafted("near-miss")] == [
        ("「目標」中，2029年涵蓋率達到多少？", "文件中沒有提到。")
    ]
    assert questions(LONGER, "attribute") == ["「推動目標」的罰則為何？", "「推動策略」的預算金額為何？"]
    assert questions(LONGER + "預算另定。\n", "attribute")[1] == "「推動策略」的申請期限為何？"


def test_every_draft_is_valid_and_none_counts() -> None:
    made = draft_questions(DOCUMENT, per_kind=1)
    assert [row.id.removeprefix("plan-") for row in made.questions] == [
        "number-01",
        "role-01",
        "list-01",
        "cell-01",
        "near-miss-01",
    ]
    assert [fault for row in made.questions for fault in faults_of(row, {"plan": DOCUMENT})] == []
    assert not any(row.counts for row in made.questions)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、 現況與趨勢\n字\n", "「現況與趨勢」"),
        ("第 1 條\n字\n第 2 條\n字\n", "「第 1 條」"),
        ("（一）\n字\n", ""),
        ("參、應備文件如下：\n字\n", "「應備文件」"),
        ("一、牙科實習 12\n字\n", "「牙科實習」"),
    ],
)
def test_a_heading_is_named_without_its_number(text: str, name: str) -> None:
    source = Source(Document("d", "d", text, "0" * 64))
    assert source.quoted(source.sections[0]) == name


def test_a_heading_that_several_sections_share_is_named_with_the_one_above_it() -> None:
    text = "壹、內科訓練\n一、學程學分\n字\n貳、牙科訓練\n一、學程學分\n字\n"
    source = Source(Document("d", "d", text, "0" * 64))
    assert [source.quoted(section) for section in source.sections if "學程" in section.title] == [
        "「內科訓練」的「學程學分」",
        "「牙科訓練」的「學程學分」",
    ]


def questions(text: str, kind: str) -> list[str]:
    made = draft_questions(Document("d", "d", text, "0" * 64)).questions
    return [row.question for row in made if row.id.startswith(f"d-{kind}-")]


def test_a_number_whose_clause_leans_on_another_or_counts_one_is_not_asked_for() -> None:
    text = (
        "壹、期限\n申請人應備文件三份，其餘五人次補正，依核定金額一次付款，訓練（六個月）十學分。\n查核期間為六個月。\n"
    )
    assert questions(text, "number") == ["「期限」中，申請人應備文件多少份？", "「期限」中，查核期間為多少個月？"]


def test_a_list_is_asked_for_by_its_leading_line_and_not_drafted_from_sentences() -> None:
    papers = "三、申請甄審應檢附下列文件：\n（一）證書影本。\n（二）身分證影本。\n（三）其他。\n"
    assert questions(papers, "list") == ["申請甄審應檢附哪些文件？"]
    rules = "壹、辦理原則\n一、經費於核定後，應專款專用。\n二、計畫變更時，應報備查。\n三、逾期未送者，不予受理。\n"
    assert questions(rules, "list") == []


def test_attributes_are_asked_of_matters_and_not_of_fields_of_a_form() -> None:
    text = f"壹、推動目標\n{'本計畫推動資料開放。' * 6}\n貳、單位名稱\n（蓋章）\n附件三\n{'表格如下所示。' * 9}\n"
    assert questions(text, "attribute") == ["「推動目標」的罰則為何？"]


FEEDBACK = {
    "question": "經費多少？",
    "turns": ["目標為何？"],
    "answer": "1,200萬元。[1]",
    "citations": [{"document_id": "plan", "section": ["壹、目標"], "quote": "五年合計編列1,200萬元"}],
    "rating": "bad",
    "comment": "沒有寫年度",
    "browser": "some other key",
}


def test_feedback_becomes_a_pending_question(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (FEEDBACK, FEEDBACK, {"question": "誰？"})), "utf-8")
    (first, remark), (second, nothing) = pending_questions(path)
    assert first == Question(
        id=first.id,
        category="",
        question="經費多少？",
        answer="",
        evidence=(Evidence("plan", "壹、目標", "五年合計編列1,200萬元"),),
        turns=("目標為何？",),
        status="pending",
    )
    assert remark == "bad；沒有寫年度；1,200萬元。[1]"
    assert (second.question, nothing) == ("誰？", "")
    assert first.id != second.id


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"question": 1}', '{"question": "a", "citations": [{}]}'])
def test_what_is_no_feedback_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "f.jsonl").write_text(line, "utf-8")
    with pytest.raises(EvaluationError, match=r"f\.jsonl:1：不是意見"):
        pending_questions(tmp_path / "f.jsonl")


def test_from_a_document_to_a_set_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, "utf-8")
    assert main(["eval", "questions", "new", "docs/plan.txt", "--output", "set.jsonl"]) == 0
    assert main(["eval", "questions", "new", "docs/plan.txt", "--output", "set.jsonl"]) == 2
    assert "檔案已存在：set.jsonl" in capsys.readouterr().err
    assert main(["eval", "questions", "check", "set.jsonl", "--corpus", "docs"]) == 0
    assert "狀態：draft" in capsys.readouterr().out
    with pytest.raises(EvaluationError, match="待審"):
        load_questions(tmp_path / "set.jsonl", {"plan": DOCUMENT})
    text = (tmp_path / "set.jsonl").read_text("utf-8").replace('"draft"', '"accepted"', 1)
    (tmp_path / "set.jsonl").write_text(text, "utf-8")
    assert len(load_questions(tmp_path / "set.jsonl", {"plan": DOCUMENT})) == 1
    (tmp_path / "set.jsonl").write_text(text.replace("90%。", "80%。"), "utf-8")
    assert main(["eval", "questions", "check", "set.jsonl", "--corpus", "docs"]) == 1
    assert "set.jsonl:1：錯誤：標準答案不含 must_include ['90%'] 的任一項" in capsys.readouterr().out


def test_feedback_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(json.dumps(FEEDBACK), "utf-8")
    assert main(["eval", "questions", "pending", str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["status"], row["note"]) == ("pending", "bad；沒有寫年度；1,200萬元。[1]")


def test_from_a_judged_answer_to_a_question_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked and judged in the chat, made pending by an officer, completed by a reviewer, asked and scored from then on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, "utf-8")
    feedback = Feedback(tmp_path / "data")
    answer = Answer("五年合計編列多少經費？", "1,200。[1]", (cite("五年合計編列1,200萬元。"),))
    feedback.add("k", "wrong_answer", "少了單位", answer, ())
    judged = feedback.make_pending("k")
    assert main(["eval", "questions", "pending", str(judged), "--output", "set.jsonl"]) == 0
    assert main(["eval", "run", "--questions", "set.jsonl", "--corpus", "docs", "--output", "r.jsonl"]) == 2
    assert "1 題待審" in capsys.readouterr().err
    row = json.loads((tmp_path / "set.jsonl").read_text("utf-8"))
    assert row["note"] == "bad；wrong_answer：少了單位；1,200。[1]"
    assert row["evidence"][0]["quote"] == answer.citations[0].quote
    row |= {
        "category": "number_kpi",
        "answer": "1,200萬元。",
        "must_include": [["1,200萬元", "1200萬元"]],
        "evidence": [{"doc": "plan", "section": "壹、目標", "quote": "五年合計編列1,200萬元。"}],
        "status": "accepted",
    }
    (tmp_path / "set.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    assert main(["eval", "run", "--questions", "set.jsonl", "--corpus", "docs", "--output", "r.jsonl"]) == 0
    (asked,) = read_run(tmp_path / "r.jsonl").rows
    assert (asked.question.id, asked.question.question) == (row["id"], answer.question)
    assert asked.answer is not None
    assert len(asked.relevant) == 1
