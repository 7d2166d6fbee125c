"""Reports of hand-made runs: what is gathered, what a page holds, what it never does."""

import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from eval_rows import FAILED, HEADER, cite, found, make

from assistant.cli import main
from evals.metrics import figure_support
from evals.record import Channel, Header, Row, Run, Variant, write_run
from evals.report import charts
from evals.report.chapter import gather, trade_off
from evals.report.headline import headline
from evals.report.markdown import headlines, markdown
from evals.report.page import page
from evals.report.verdict import verdict
from evals.score import score


@pytest.fixture(autouse=True)
def _no_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_support, "_agencies", lambda text: {})


UNANSWERABLE = {"id": "q9", "category": "unanswerable", "must_include": (), "evidence": ()}
RIGHT = make(
    "90%。[1]",
    cite("2020年 90%"),
    searched=(found("a", 1),),
    relevant=("a",),
    channels=(Channel("bm25", ("b", "a")), Channel("dense", ("b",))),
    doubt=0.1,
    variants=(Variant("polite", "您好，請問目標是多少？", make("90%。").answer),),
)
WRONG = make("80%。[1]", cite("無關"), question={"id": "q2"}, doubt=0.6)
DECLINED = make("查無。", question=UNANSWERABLE, answer={"refused": True}, doubt=0.8)
HEAD = replace(HEADER, versions={"policy-assistant": "9.9"}, machine={"processor": "m", "cores": "2"})
LATER = replace(HEAD, started="2026-02-02T00:00:00+00:00", index_id="later")


def run(*rows: Row, header: Header = HEAD) -> Run:
    return Run(header, rows)


WHOLE = run(RIGHT, WRONG, DECLINED, header=LATER)


def test_runs_are_sorted_into_ours_earlier_peers_and_ablations() -> None:
    earlier = run(WRONG, DECLINED)
    peer = run(WRONG, WRONG, DECLINED, header=replace(HEAD, system="BM25"))
    less = run(replace(RIGHT, answer=None), WRONG, DECLINED, header=replace(LATER, without=("lexicon",)))
    other = run(RIGHT, header=replace(HEAD, question_set="other"))
    (toy, second) = gather([peer, WHOLE, less, other, earlier])
    assert (toy.name, second.name) == ("toy", "other")
    assert [item.run for item in toy.history] == [earlier, WHOLE]
    assert (toy.main.run, [item.run for item in toy.peers]) == (WHOLE, [peer])
    ((part, comparison),) = toy.worth
    full = next(item for item in comparison.differences if item.metric == "full")
    assert (part, full.before, full.after) == ("lexicon", 0.5, 0.0)


def test_the_figures_of_a_chapter() -> None:
    (chapter,) = gather([WHOLE])
    assert {name: (values["hit@1"], values["mrr@10"]) for name, values in chapter.channels.items()} == {
        "bm25": (0.0, 0.25),
        "dense": (0.0, 0.0),
        "": (0.5, 0.5),
    }
    assert chapter.variants == {"polite": (1.0, 1)}
    (numbers,) = chapter.main.by_category("full")
    assert (numbers.name, numbers.value, numbers.count, numbers.low, numbers.high) == ("number_kpi", 0.5, 2, 0.0, 1.0)


def test_the_trade_off_declines_from_the_highest_doubt_down() -> None:
    found = trade_off((RIGHT, WRONG, DECLINED, FAILED))
    assert found is not None
    assert found.points == ((0.0, 0.0), (0.0, 1.0), (0.5, 1.0), (1.0, 1.0))
    assert found.actual == (0.0, 1.0)


def test_a_refusal_by_another_rule_is_declined_at_every_threshold() -> None:
    found = trade_off((RIGHT, replace(DECLINED, doubt=None)))
    assert found is not None
    assert found.points == ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    assert trade_off((RIGHT, WRONG)) is None
    assert trade_off((replace(RIGHT, doubt=None), replace(DECLINED, doubt=None))) is None


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (RIGHT, "right"),
        (make("90%", cite("無關")), "unsourced"),
        (make("90%", cite("x"), question={"must_include": (("90%",), ("2020",))}), "partial"),
        (WRONG, "wrong"),
        (make(answer={"refused": True}), "declined"),
        (FAILED, "failed"),
        (DECLINED, "refused"),
        (make("約5億元。", question=UNANSWERABLE, answer={"refused": True}), "invented"),
        (make("5億元。", question=UNANSWERABLE), "answered"),
    ],
)
def test_verdicts(row: Row, word: str) -> None:
    assert verdict(row, score(run(row)).questions[0].values) == word


class Tags(HTMLParser):
    """Collects what a page asks for and whether its tags close."""

    VOID = ("meta", "link", "input", "br", "img")

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.stack.append(tag)
        for key, value in attrs:
            if key in ("src", "href", "action", "data", "poster"):
                self.addresses.append(value or "")
            if key == "id":
                self.ids.append(value or "")
            if key == "aria-labelledby":
                self.named.append(value or "")
            assert key != "style"
            assert not key.startswith("on")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def test_a_page_is_whole_asks_nothing_of_anyone_and_escapes_what_it_shows() -> None:
    hostile = make(
        "<script>alert(1)</script>90%", cite("<img src=x>2020年 90%"), question={"id": '"><b>', "question": "<i>？"}
    )
    made = page(gather([run(hostile, WRONG, DECLINED), WHOLE, run(RIGHT, header=replace(HEAD, question_set="b"))]))
    tags = Tags()
    tags.feed(made)
    assert tags.stack == []
    assert all(address.startswith("#") for address in tags.addresses)
    assert len(tags.ids) == len(set(tags.ids))
    assert set(tags.named) <= set(tags.ids)
    assert "<script>alert" not in page(gather([run(hostile)]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;90%" in page(gather([run(hostile)]))
    assert "url(" not in made
    assert "default-src 'none'" in made
    assert "http://" not in made
    assert "https://" not in made


def test_every_question_stands_in_the_page_with_its_verdict() -> None:
    made = page(gather([WHOLE]))
    entries = re.findall(r'<details class="q" data-set="toy" data-category="(\w+)" data-verdict="(\w+)"', made)
    assert entries == [("number_kpi", "right"), ("number_kpi", "wrong"), ("unanswerable", "refused")]
    assert "這次的評測沒有下列資料：" in made  # neither peers nor ablations were run


def test_a_report_of_500_questions_takes_less_than_a_minute() -> None:
    rows = [replace(row, question=replace(row.question, id=f"{i}")) for i in range(250) for row in (RIGHT, DECLINED)]
    started = time.perf_counter()
    made = page(gather([run(*rows)]))
    assert time.perf_counter() - started < 60
    assert made.count('<details class="q"') == 500


def test_markdown_in_both_languages() -> None:
    peer = run(WRONG, WRONG, DECLINED, header=replace(HEAD, system="BM25"))
    chapters = gather([WHOLE, peer])
    zh, en = markdown(chapters), markdown(chapters, 1)
    assert "| 數字與指標 | 2 | 0.500 | 0.000–1.000 |" in zh
    assert "| Numbers | 2 | 0.500 | 0.000–1.000 |" in en
    assert "| BM25 | 0.000 |" in zh
    assert "| 正確且出處相符 | 1 |" in zh
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"甲計畫|（.*?）|核心|，", "", en))


def test_the_headline_says_what_was_measured_and_how_to_get_it_again() -> None:
    (chapter,) = gather([WHOLE])
    told = headline(chapter)
    assert (told.full, told.full_low, told.full_high, told.refusal, told.false_refusal) == (0.5, 0.0, 1.0, 1.0, 0.0)
    assert (told.date, told.index_id, told.version, told.questions) == ("2026-02-02", "later", "9.9", 3)
    assert told.reproduce == (
        "# policy-assistant 9.9",
        "policy-assistant eval run --questions evals/questions/toy.jsonl --variants --output runs/toy.jsonl",
        "policy-assistant eval report runs/*.jsonl --output report.html",
    )
    row = "| toy | 3 | 50.0%（0.0%–100.0%） | 100.0% | 0.0% | 50.0% | 100.0% | 10 ms | 2026-02-02 | `later` |"
    assert row in headlines([chapter])


def test_the_command_writes_each_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    assert main(["eval", "report", "--output", "r.html"]) == 2
    assert "沒有保存的評測" in capsys.readouterr().err
    write_run(WHOLE, tmp_path / "data" / "runs" / "a.jsonl")
    assert main(["eval", "report"]) == 2
    assert "沒有指定要產生什麼" in capsys.readouterr().err
    assert main(["eval", "report", "--output", "r.html", "--markdown", "r.md", "--headline", "-"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["headlines"]
    assert (told["question_set"], told["full"]) == ("toy", 0.5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "r.html", "r.md"]
    assert main(["eval", "report", "--headline", "h.md"]) == 0
    assert (tmp_path / "h.md").read_text("utf-8").startswith("| 題目集 |")


def test_bars_are_drawn_to_scale() -> None:
    drawn = charts.bars([(("甲", "A"), 0.5, 0.25, 1.0, "0.50")], "x")
    left, right = 146, 364
    assert f'<rect class="bar" x="{left}" y="13" width="{(right - left) / 2:g}" height="16"/>' in drawn
    assert f"M{left + (right - left) / 4:g} 17v8" in drawn
    assert '<text x="140" y="25" text-anchor="end" class=" zh">甲</text>' in drawn
    assert 'aria-labelledby="x"' in drawn


def test_a_missing_run_leaves_a_gap_in_its_line() -> None:
    drawn = charts.lines(["a", "b", "c"], [(("甲", "A"), [0.5, None, 1.0])], "x")
    assert drawn.count("<circle") == 2
