"""What the shipped model learns from: running texts, and groups of pairs of a question or title and the text it belongs to.

Held out for measuring (``held_out``): every tenth row of a file with pairs, and of the bilingual laws whole laws, since articles
of one law are alike. DRCD is never read; passages that overlap it are dropped. WODQA-CHT is not used because it states no
licence.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.models.train import knowledge, translations

Pair = tuple[str, str]

HELD_OUT = 10
"""One row of so many stays out of training."""
CHUNK = 350
"""Characters after which running gazette text is cut at the next sentence end."""

_OVERLAPS_DRCD = ("金正恩", "1534年8月15日", "布里亞特人")
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+$")
_ENGLISH_SENTENCE = re.compile(r"\s*(.+?(?<=[a-z)]{2}[.;:])(?=\s)|.+)", re.DOTALL)
_HEADING = re.compile(
    r"(?:[壹貳參肆伍陸柒捌玖拾]+、|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d+[.、])\s*([^。，；]{4,30})"
)
_PART = re.compile(r"第\s*\S+\s*[編章節款目]\s*")
_SHORTEST, _FEWEST = 8, 3
_KEPT_WHOLE = 0.3
"""How often a sentence stays in the passage that it is taken from as a question."""
_FIRST_SENTENCE = 0.4
"""How often only the first sentence of an English article looks for the Chinese one."""
_MOST = 100_000
"""Pairs of a group that is cut from running text."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A file of pairs: the group it belongs to, and the characters to which both sides are cut."""

    file: str
    group: str
    question: int
    passage: int


TITLES = Pairs("train/ey_gazette_titles.jsonl.gz", "titles", 200, 300)
LAWS = Pairs("train/laws_zh_en.jsonl.gz", "laws", 600, 250)
PAIRS = (
    Pairs("train/cmrc2018_train.jsonl.gz", "reading", 200, 600),
    Pairs("train/cmrc2018_dev.jsonl.gz", "reading", 200, 600),
    Pairs("train/cmrc2018_test.jsonl.gz", "reading", 200, 600),
    Pairs("train/cmrc2018_trial.jsonl.gz", "reading", 200, 600),
    Pairs("train/jyi.jsonl.gz", "holdings", 200, 600),
    Pairs("train/ly_gazette.jsonl.gz", "replies", 300, 300),
    TITLES,
    LAWS,
)


def groups(data: Path, seed: int) -> dict[str, list[Pair]]:
    """Return the training pairs by kind; the pairs of a group are alike, so that a batch of one group is hard to tell apart.

    Args:
        data: the data folder.
        seed: decides what is drawn from running text.

    Returns:
        ``reading`` (question → passage), ``holdings`` (issue → holding), ``replies`` (question → reply), ``titles`` (title →
        body), ``laws`` (English → Chinese article), ``chapters`` (law and chapter → article), ``headings`` (heading → what
        stands under it), ``cloze`` (sentence → its surroundings), ``sayings`` (the last two, the question put into everyday
        words), ``words`` (everyday word → official ones, name → other names, English → Chinese).

    Raises:
        ModelError: a file is missing.
    """
    chosen = random.Random(seed)  # noqa: S311  (training data, not a secret)
    found: dict[str, list[Pair]] = {}
    for listed in PAIRS:
        found.setdefault(listed.group, []).extend(_pairs(data, listed, held_out=False))
    found["laws"] = [(_some_english(english, chosen), chinese) for english, chinese in found["laws"]]
    found["chapters"] = _some(_chapters(data), chosen)
    pages = list(_gazettes(data))
    found["headings"] = _some(dict.fromkeys(pair for page in pages for pair in _headings(page)), chosen)
    running = _some((chunk for page in pages for chunk in chunks(page)), chosen)
    articles = _some(dict.fromkeys(text for _, text in _chapters(data)), chosen)[: _MOST // 2]
    found["cloze"] = list(cloze_pairs(running + articles, seed))
    said = knowledge.sayings()
    found["sayings"] = list(knowledge.said_otherwise(found["cloze"] + found["headings"], said, seed))
    found["words"] = knowledge.word_pairs()
    return found


def held_out(data: Path, file: str) -> list[Pair]:
    """Return the pairs of a file that training does not see.

    Raises:
        ModelError: the file is missing.
    """
    listed = next(listed for listed in PAIRS if listed.file == file)
    return list(_pairs(data, listed, held_out=True))


def texts(data: Path) -> list[str]:
    """Return running texts for counting words: of pairs (both languages together), articles of law and gazettes.

    Raises:
        ModelError: a file is missing.
    """
    found: dict[str, None] = {}
    for listed in PAIRS:
        step = 3 if listed.group in ("titles", "laws") else 1
        for question, passage in islice(_pairs(data, listed, held_out=False), 0, None, step):
            found[passage if listed.group == "reading" else f"{question}\n{passage}"] = None
    found.update(dict.fromkeys(text for _, text in islice(_chapters(data), 0, None, 12)))
    found.update(dict.fromkeys(islice((c for page in _gazettes(data) for c in chunks(page)), 0, None, 4)))
    return [text for text in found if len(text) >= 20] + [
        f"{said}\n{written}" for said, written in knowledge.word_pairs()
    ]


def first_sentence(text: str) -> str:
    """Return an English text up to its first full stop, colon or semicolon that ends a word and has space behind it."""
    match = _ENGLISH_SENTENCE.match(text)
    return match[1] if match else text


def chunks(text: str) -> Iterator[str]:
    """Yield a text in parts of whole sentences, each of ``CHUNK`` characters or a little more."""
    part = ""
    for sentence in _SENTENCE.findall(text):
        part += sentence
        if len(part) >= CHUNK:
            yield part[: 2 * CHUNK]
            part = ""
    if part:
        yield part


def cloze_pairs(running: Iterable[str], seed: int) -> Iterator[Pair]:
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
            yield sentences[place][:80], "".join(rest)[:300]


def _pairs(data: Path, listed: Pairs, *, held_out: bool) -> Iterator[Pair]:
    laws = laws_left_out(data) if listed is LAWS else frozenset()
    for number, row in enumerate(_rows(data / listed.file)):
        if row["p"].startswith(_OVERLAPS_DRCD):
            continue
        left_out = row["title"].rsplit(" ", 1)[0] in laws if listed is LAWS else number % HELD_OUT == 0
        if left_out == held_out:
            yield row["q"][: listed.question], row["p"][: listed.passage]


@lru_cache(maxsize=2)
def laws_left_out(data: Path) -> frozenset[str]:
    """Return the titles of the laws that training does not see, in either language.

    Raises:
        ModelError: the file is missing.
    """
    articles = [translations.Pair(r["title"].rsplit(" ", 1)[0], r["q"], r["p"]) for r in _rows(data / LAWS.file)]
    return translations.held_out(articles, min(translations.HELD_OUT, len(articles) // HELD_OUT))


def _chapters(data: Path) -> Iterator[Pair]:
    """Yield the title of a law and of the chapter with each article of it."""
    left_out = laws_left_out(data)
    for law in _rows(data / "laws" / "laws.jsonl.gz"):
        chapter = ""
        for part in law["content"] if law["title"] not in left_out else ():
            if "heading" in part:
                chapter = _PART.sub("", part["heading"], count=1)
            elif len(part["text"]) >= 20:
                yield f"{law['title']} {chapter}", part["text"][:300]


def _gazettes(data: Path) -> Iterator[str]:
    """Yield the texts of gazettes whose titles are not held out."""
    left_out = {title for title, _ in held_out(data, TITLES.file)}
    for row in _rows(data / "pretrain" / "gazette_text.jsonl.xz"):
        if row["title"][: TITLES.question] not in left_out:
            yield row["text"]


def _headings(text: str) -> Iterator[Pair]:
    """Yield short numbered lines with what stands under them."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if heading := _HEADING.fullmatch(line.strip()):
            below = lines[number + 1 : number + 8]
            if below and not _HEADING.fullmatch(below[0].strip()) and len(body := "".join(below)) >= 40:
                yield heading[1], body[:300]


def _some_english(text: str, chosen: random.Random) -> str:
    return first_sentence(text) if chosen.random() < _FIRST_SENTENCE else text


def _some(pairs: Iterable[Any], chosen: random.Random) -> list[Any]:
    found = list(pairs)
    return chosen.sample(found, min(_MOST, len(found)))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else gzip.open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise ModelError(f"找不到訓練資料：{path}", hint="用 --data 指定訓練資料夾。") from error
