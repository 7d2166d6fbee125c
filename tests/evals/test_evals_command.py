"""``eval`` from the command line over a real index of one tiny plan, with an answerer that can be broken on purpose."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import build_parser, main
from assistant.commands.opening import build_index
from assistant.settings import Settings
from corpus.types import Answer, Citation, Span
from evals.record import read_run
from evals.score import score
from evals.verbs import asking, judging
from index.retriever import Retriever

PLAN = "壹、目標\n民國113年涵蓋率達到90%，由數位發展部主辦。\n貳、經費\n五年合計編列12億元。\n"
OLDER = "壹、緣起\n沿革略。\n"
MANIFEST = """
[[document]]
id = "plan"
file = "plan.txt"
family = "plan"

[[document]]
id = "older"
file = "older.txt"
family = "plan"
"""
QUOTE = "五年合計編列12億元。"
QUESTIONS = [
    {
        "id": "q1",
        "category": "number_kpi",
        "question": "經費多少？",
        "answer": "12億元。",
        "must_include": [["12億"]],
        "must_not_include": [],
        "evidence": [{"doc": "plan", "section": "貳、經費", "quote": "合計編列12億元"}],
    },
    {"id": "q2", "category": "unanswerable", "question": "罰則為何？", "answer": "文件中沒有提到"},
]


class Answerer:
    """Answers q1 from the plan, declines q2; ``change`` breaks the answer on its way out."""

    writer = None

    def __init__(
        self, retriever: Retriever, settings: Settings, change: Callable[[Answer], Answer] = lambda answer: answer
    ) -> None:
        self.settings, self.change, self.retriever = settings, change, retriever
        self.release = self.retriever.release

    def doubt(self, question: str, history: Sequence[str] = ()) -> float | None:
        return 1.0 if question == "罰則為何？" else 0.0

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        ids = {"index_id": self.release.index_id, "settings_id": self.settings.settings_id}
        if "罰則" in question or "罚则" in question:
            return self.change(Answer(question, "文件沒有提到。", refused=True, reason="not_found", **ids))
        start = PLAN.index(QUOTE)
        section = self.release.sections_of("plan")[1]
        span = Span(start, start + len(QUOTE))
        citation = Citation(1, "plan", "plan", "", section.path, section.section_id, None, QUOTE, span, verified=True)
        return self.change(Answer(question, "五年合計編列12億元。[1]", (citation,), **ids))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "docs").mkdir()
    for name, text in (("plan.txt", PLAN), ("older.txt", OLDER), ("manifest.toml", MANIFEST)):
        (tmp_path / "docs" / name).write_text(text, "utf-8")
    (tmp_path / "dev.jsonl").write_text("\n".join(json.dumps(q, ensure_ascii=False) for q in QUESTIONS), "utf-8")
    settings = Settings(data_dir=tmp_path / "data", index=tmp_path / "idx", corpus=tmp_path / "docs")
    build_index(settings)
    monkeypatch.setattr(
        asking, "open_for", lambda _settings, _progress: Answerer(Retriever.open(settings.index_dir), settings)
    )
    return tmp_path


def test_eval_is_a_command_of_the_installed_program() -> None:
    assert build_parser().parse_args(["eval", "score", "r.jsonl"]).run is judging.score_only


def test_run_then_score_then_check(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", "--questions", "dev.jsonl", "--variants", "--output", "r.jsonl"]) == 0
    assert capsys.readouterr().err == "評測已保存：r.jsonl\n"
    assert main(["eval", "score", "r.jsonl", "--json"]) == 0
    scored = json.loads(capsys.readouterr().out)
    overall = scored["overall"]
    wanted = ("correct", "citation_hit", "citation_precision", "section_hit", "full", "figure_support", "refusal")
    assert [overall[name] for name in wanted] == [1.0] * 7
    assert (overall["false_refusal"], overall["hit@1"], overall["ndcg@10"]) == (0.0, 1.0, 1.0)
    assert scored["run"]["question_set"] == "dev"
    assert main(["eval", "check", "r.jsonl"]) == 0
    assert capsys.readouterr().out.endswith("全部達到門檻。\n")


def test_plain_eval_prints_the_table_and_keeps_the_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--questions", "dev.jsonl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["category", "number_kpi", "unanswerable", "macro", "overall"]
    (kept,) = (here / "data" / "runs").iterdir()
    assert kept.name.startswith("dev-")


def refuse(answer: Answer) -> Answer:
    return Answer(answer.question, "文件沒有提到。", refused=True, reason="not_found")


def never_refuse(answer: Answer) -> Answer:
    return Answer(answer.question, answer.text, answer.citations)


def invent(answer: Answer) -> Answer:
    return Answer(answer.question, f"{answer.text}約占35%。", answer.citations, refused=answer.refused)


def uncited(answer: Answer) -> Answer:
    return Answer(answer.question, answer.text, refused=answer.refused)


def misquoted(answer: Answer) -> Answer:
    wrong = tuple(replace(citation, quote="壹、目標", section_id="") for citation in answer.citations)
    return replace(answer, citations=wrong)


def misread(answer: Answer) -> Answer:
    return replace(answer, text=answer.text.replace("12億", "21億"))


def long_winded(answer: Answer) -> Answer:
    return answer if answer.refused else replace(answer, text=answer.text + "本計畫甚為重要。" * 30)


def from_the_older_edition(answer: Answer) -> Answer:
    return replace(answer, citations=tuple(replace(item, document_id="older") for item in answer.citations))


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (refuse, ["dev macro full：", "dev overall false_refusal："]),
        (never_refuse, ["dev overall refusal："]),
        (invent, ["dev overall refusal：", "dev overall figure_support："]),
        (uncited, ["dev macro full：", "dev overall figure_support："]),
        (misquoted, ["dev macro full：", "dev overall figure_support："]),
        (misread, ["dev macro full：", "dev overall figure_support："]),
        (long_winded, ["dev macro full："]),
        (from_the_older_edition, ["dev macro full：", "dev overall edition_confusion："]),
    ],
)
def test_check_turns_red_for_each_way_of_breaking(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Answer], Answer],
    broken: list[str],
) -> None:
    settings = Settings(data_dir=here / "data", index=here / "idx")
    monkeypatch.setattr(
        asking, "open_for", lambda _settings, _progress: Answerer(Retriever.open(settings.index_dir), settings, change)
    )
    assert main(["eval", "run", "--questions", "dev.jsonl", "--variants", "--output", "r.jsonl"]) == 0
    assert main(["eval", "check", "r.jsonl"]) == 1
    out = capsys.readouterr().out
    assert [line for line in broken if f"未達門檻：{line}" not in out] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eval", "score", "none.jsonl"], "讀不到評測紀錄：none.jsonl"),
        (["eval", "score", "dev.jsonl"], "不是評測紀錄：dev.jsonl"),
        (["eval", "--questions", "none.jsonl"], "讀不到題目檔：none.jsonl"),
        (["eval", "run", "--questions", "docs/plan.txt"], "docs/plan.txt:1：格式不符"),
        (["eval", "compare", "none.jsonl"], "缺少必要的參數：B.jsonl"),
    ],
)
def test_bad_input_is_said_with_exit_2(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_running_the_same_release_again_gives_the_same_scores(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        assert main(["eval", "run", "--questions", "dev.jsonl", "--variants", "--output", name]) == 0
    first, again = (score(read_run(Path(name))) for name in ("a.jsonl", "b.jsonl"))
    timed = {"latency_p50", "latency_p95"}
    assert {k: v for k, v in first.overall.items() if k not in timed} == {
        k: v for k, v in again.overall.items() if k not in timed
    }
    assert first.macro["stability"] is not None
    capsys.readouterr()
    assert main(["eval", "compare", "a.jsonl", "b.jsonl"]) == 0
    assert capsys.readouterr().out.endswith("沒有任何題目改變。\n")


def test_compare_two_runs(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    main(["eval", "run", "--questions", "dev.jsonl", "--output", "a.jsonl"])
    settings = Settings(data_dir=here / "data", index=here / "idx")
    monkeypatch.setattr(
        asking, "open_for", lambda _settings, _progress: Answerer(Retriever.open(settings.index_dir), settings, refuse)
    )
    main(["eval", "run", "--questions", "dev.jsonl", "--output", "b.jsonl"])
    capsys.readouterr()
    assert main(["eval", "compare", "a.jsonl", "b.jsonl", "--json"]) == 0
    changes: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["changes"]
    assert {"id": "q1", "category": "number_kpi", "metric": "full", "before": 1.0, "after": 0.0} in changes
    assert {change["id"] for change in changes} == {"q1"}


class Partial(Answerer):
    """Declines everything without its one part."""

    def __init__(self, retriever: Retriever, settings: Settings, without: frozenset[str] = frozenset()) -> None:
        super().__init__(retriever, settings, refuse if "lexicon" in without else lambda answer: answer)


def test_each_part_that_the_assistant_names_is_left_out_once(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=here / "data", index=here / "idx")
    monkeypatch.setattr(
        asking, "open_for", lambda _settings, _progress: Partial(Retriever.open(here / "idx"), settings)
    )
    monkeypatch.setattr("assistant.answer.PARTS", {"lexicon": "詞彙表", "dense": "向量"}, raising=False)
    assert main(["eval", "ablate", "--questions", "dev.jsonl", "--output", "runs"]) == 0
    _, lexicon, dense = capsys.readouterr().out.splitlines()
    assert lexicon.split() == ["詞彙表", "0.000", "-1.000", "[-1.000,", "-1.000]", "+0.000", "+1.000"]
    assert dense.split() == ["向量", "1.000", "+0.000", "[+0.000,", "+0.000]", "+0.000", "+0.000"]
    kept = sorted(read_run(path).header.without for path in (here / "runs").iterdir())
    assert kept == [(), ("dense",), ("lexicon",)]


def test_without_named_parts_there_is_nothing_to_leave_out(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr("assistant.answer.PARTS", raising=False)
    assert main(["eval", "ablate", "--questions", "dev.jsonl"]) == 0
    assert "沒有列出可以關閉的部分" in capsys.readouterr().err


def test_peers_stand_beside_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("llama_index.retrievers.bm25", reason="pip install 'policy-assistant[bench]'")
    assert main(["eval", "peers", "--questions", "dev.jsonl", "--output", "runs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line[:18].strip() for line in lines[1:]]
    assert names == ["policy-assistant", "BM25 passage", "llama-index BM25", "llama-index vector"]
    assert len(list((here / "runs").iterdir())) == 4
    assert main(["eval", "peers", "--questions", "dev.jsonl", "--endpoint", "http://127.0.0.1:9/v1"]) == 2
    assert "必須以 --model 指定模型" in capsys.readouterr().err
