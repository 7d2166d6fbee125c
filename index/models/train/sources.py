"""What the shipped model learns from: running texts, and pairs of a question or title and the text that belongs to it.

Every tenth row of a file with pairs is left out, for measuring (``held_out``). DRCD is never read; passages that overlap it
are dropped. WODQA-CHT is not used because it states no licence.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

HELD_OUT = 10
"""One row of so many stays out of training."""

_OVERLAPS_DRCD = ("金正恩", "1534年8月15日", "布里亞特人")
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+$")
_SHORTEST, _FEWEST = 8, 3
_KEPT_WHOLE = 0.3
"""How often a sentence stays in the passage that it is taken from as a question."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A file of pairs: every ``step``-th row is used, both sides cut to a number of characters."""

    file: str
    step: int
    question: int
    passage: int


PAIRS = (
    Pairs("train/cmrc2018_train.jsonl.gz", 1, 200, 1200),
    Pairs("train/cmrc2018_dev.jsonl.gz", 1, 200, 1200),
    Pairs("train/cmrc2018_test.jsonl.gz", 1, 200, 1200),
    Pairs("train/cmrc2018_trial.jsonl.gz", 1, 200, 1200),
    Pairs("train/jyi.jsonl.gz", 1, 200, 500),
    Pairs("train/ly_gazette.jsonl.gz", 1, 300, 400),
    Pairs("train/ey_gazette_titles.jsonl.gz", 2, 200, 400),
    Pairs("train/laws_zh_en.jsonl.gz", 2, 800, 300),
)


def pairs(data: Path) -> list[tuple[str, str]]:
    """Return all training pairs, in the order of the files.

    Args:
        data: the data folder.

    Raises:
        ModelError: a file is missing.
    """
    return [pair for listed in PAIRS for pair in _pairs(data, listed, held_out=False)]


def held_out(data: Path, file: str) -> list[tuple[str, str]]:
    """Return the pairs of a file that training does not see.

    Raises:
        ModelError: the file is missing.
    """
    listed = next(listed for listed in PAIRS if listed.file == file)
    return list(_pairs(data, listed, held_out=True))


def texts(data: Path) -> list[str]:
    """Return running texts: the passages of the pairs (both languages together), articles of law and gazette text.

    Raises:
        ModelError: a file is missing.
    """
    found: dict[str, None] = {}
    for listed in PAIRS:
        for question, passage in _pairs(data, listed, held_out=False):
            found[passage if "cmrc" in listed.file else f"{question}\n{passage}"] = None
    for law in islice(_rows(data / "laws" / "laws.jsonl.gz"), 0, None, 3):
        articles = [part["text"] for part in law["content"] if "text" in part]
        found.update(dict.fromkeys(articles[::3]))
    for number, row in enumerate(_rows(data / "pretrain" / "gazette_text.jsonl.xz")):
        if number % 3 == 0:
            found.update(dict.fromkeys(row["text"][i : i + 400] for i in range(0, len(row["text"]), 8000)))
    return [text for text in found if len(text) >= 20]


def cloze_pairs(running: Iterable[str], seed: int) -> Iterator[tuple[str, str]]:
    """Yield a random sentence of each Chinese text with the rest of it (inverse cloze task, Lee et al., ACL 2019)."""
    chosen = random.Random(seed)  # noqa: S311  (training data, not a secret)
    for text in running:
        if text[:20].isascii():
            continue
        sentences = [s for s in _SENTENCE.findall(text) if len(s) >= _SHORTEST]
        if len(sentences) >= _FEWEST:
            place = chosen.randrange(len(sentences))
            whole = chosen.random() < _KEPT_WHOLE
            rest = sentences if whole else sentences[:place] + sentences[place + 1 :]
            yield sentences[place][:80], "".join(rest)[:400]


def _pairs(data: Path, listed: Pairs, *, held_out: bool) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(_rows(data / listed.file)):
        if row["p"].startswith(_OVERLAPS_DRCD) or number % listed.step:
            continue
        if (number // listed.step % HELD_OUT == 0) == held_out:
            yield row["q"][: listed.question], row["p"][: listed.passage]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else gzip.open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise ModelError(f"找不到訓練資料：{path}", hint="用 --data 指定訓練資料夾。") from error
