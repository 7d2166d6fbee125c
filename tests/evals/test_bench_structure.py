"""Structure recovered: laws written flat and as files, gazette outlines written by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.passages import split
from corpus.sections import outline
from corpus.types import Document
from evals.bench import structure
from evals.bench.headings import Agreement, agreement, divided, read_outlines, total
from evals.bench.structure import document_of, failures, file_of, written

OUTLINES = Path(__file__).parents[1] / "corpus" / "outlines" / "gazette.jsonl"

LAW: dict[str, Any] = {
    "id": "L1",
    "title": "測試資料管理法",
    "content": [
        {"heading": "第 一 章 總則"},
        {"no": "第1條", "text": "為管理測試資料，特制定本法。"},
        {
            "no": "第2條",
            "text": "本法用詞，定義如下：\n一、資料：指文字。\n二、機關：\n（一）中央機關。\n（二）地方機關。",
        },
        {"no": "第2-1條", "text": "第一條所定資料，由主管機關公告。\n第二條第二款之機關，應配合辦理。"},
        {"heading": "第 二 章 規定地價"},
        {"heading": "第 一 節 通則"},
        {"no": "第3條", "text": "第三條關係有下列情形之一者，無效：\n一、不具備第四條之方式。"},
        {"no": "第10條", "text": "（刪除）"},
        {"heading": "第 三 章 （刪除）"},
        {"heading": "第 四 章 附則"},
        {"no": "第11條", "text": "所稱資料，由本法第\n12 條規定。\n附表\n名稱　數量"},
        {"no": "第12條", "text": "本法自公布日施行。"},
    ],
}


@pytest.mark.parametrize("inline", [False, True])
def test_every_article_and_heading_comes_back_from_flat_text(inline: bool) -> None:
    law = written(LAW, inline=inline)
    document = document_of(law)
    assert list(failures(law, document, outline(document))) == []
    assert [part.label for part in law.parts][:3] == ["第一章總則", "第1條", "第2條"]
    assert law.rows[2] == ("第1條　為管理測試資料，特制定本法。" if inline else "第 1 條")


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_and_from_files_with_heading_styles(tmp_path: Path, suffix: str) -> None:
    law = written(LAW)
    document = file_of(law, tmp_path / f"law.{suffix}")
    assert list(failures(law, document, outline(document))) == []


def test_a_part_that_is_lost_is_named() -> None:
    law = written(LAW)
    document = document_of(law)
    sections = outline(document)
    without = [s for s in sections if s.number != "第 3 條"]
    assert [(part.label, kind) for part, kind in failures(law, document, without)] == [("第3條", "missing")]
    other = Document("L1", "x", document.text.replace("特制定", "制定"), "0")
    assert {kind for _, kind in failures(law, other, outline(other))} == {"text"}


def test_headings_of_the_gazette_agree_with_the_outlines_written_by_hand() -> None:
    used, unseen = divided(read_outlines(OUTLINES))
    everything, others = total([*used, *unseen]), total(unseen)
    assert (len(used), len(unseen)) == (12, 13)
    assert everything.precision >= 0.97
    assert everything.recall >= 0.97
    assert others.precision >= 0.96
    assert others.recall >= 0.95


def test_items_count_neither_way_and_numbers_must_agree() -> None:
    row = {
        "id": "x",
        "text": "節水要點\n一、目的\n為節水。\n二、方法：\n(一) 甲。\n三、附則\n未盡事宜另定之。",
        "headings": [
            {"line": 0, "number": "", "level": 1, "kind": "title"},
            {"line": 1, "number": "一、", "level": 2, "kind": "heading"},
            {"line": 3, "number": "二、", "level": 3, "kind": "heading"},
            {"line": 4, "number": "(一)", "level": 3, "kind": "item"},
            {"line": 6, "number": "", "level": 3, "kind": "heading"},
        ],
    }
    assert agreement(row) == Agreement(found=3, extra=1, missed=1, same_level=2)


def test_sections_tile_gazette_texts_and_passages_hold_them() -> None:
    rows = [{"id": row["id"], "title": "t", "text": row["text"]} for row in read_outlines(OUTLINES)]
    assert structure.gazette(rows).startswith("gazette 25 of 25 documents tiled by their sections")
    document = Document("x", "x", str(rows[0]["text"]), "0")
    assert all(p.text == p.span.slice(document.text) for p in split(document, outline(document)))


def test_the_command_prints_each_way_of_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "laws").mkdir()
    for name, row in (
        ("laws/laws.jsonl.gz", LAW),
        ("gazette_rules.jsonl.gz", {"id": "g", "title": "t", "text": "一、甲"}),
    ):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    monkeypatch.setattr("sys.argv", ["structure", "--data", str(tmp_path), "--files", "1"])
    assert structure.main() == 0
    printed = capsys.readouterr().out
    assert printed.count("articles 7 of 7 (100.000 %), headings 5 of 5; failures: none") == 4
    monkeypatch.setattr("sys.argv", ["structure", "--data", str(tmp_path / "none")])
    assert structure.main() == 2
