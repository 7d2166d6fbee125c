"""A training folder of a few made-up rows in every file."""

import gzip
import json
import lzma
from pathlib import Path

from index.models.train.sources import LAWS, PAIRS


def write_training_data(folder: Path, rows: int) -> Path:
    """Write ``rows`` rows into every file of pairs, half as many laws of four articles, and as many gazettes.

    A question and its passage share no word, so that which belong together must be learned. Row 1 of every file of pairs
    begins like a passage of DRCD. Every bilingual article has a law of its own.
    """
    for listed in PAIRS:
        stem = Path(listed.file).name.split(".")[0]
        made = []
        for i in range(rows):
            question = f"The {_english(i)} shall apply. It is so." if listed is LAWS else f"{stem} 問{_topic(i)}第{i}件"
            passage = f"{stem} 答{_answer(i)}，" + "很長的說明" * 4
            made.append({"q": question, "p": "金正恩" * (i == 1) + passage, "title": f"法{i} 第1條"})
        _write(folder / listed.file, made)
    laws = [
        {
            "title": f"法{i}",
            "content": [
                {"heading": f"第 一 章 {_topic(i)}"},
                *[{"text": _answer(i) + "應依規定辦理。" * n} for n in range(3, 7)],
            ],
        }
        for i in range(rows // 2)
    ]
    _write(folder / "laws" / "laws.jsonl.gz", laws)
    gazettes = [
        {
            "title": f"ey_gazette_titles 問{_topic(i)}第{i}件",
            "text": f"一、{_topic(i)}之辦理\n" + f"{_answer(i)}公報本文。" * 8,
        }
        for i in range(rows)
    ]
    _write(folder / "pretrain" / "gazette_text.jsonl.xz", gazettes)
    return folder


def _topic(number: int) -> str:
    return chr(0x6000 + number) + chr(0x7000 + number)


def _answer(number: int) -> str:
    return chr(0x5000 + number) + chr(0x8000 + number)


def _english(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}") + "ation"


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open if path.suffix == ".xz" else gzip.open
    with opened(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
