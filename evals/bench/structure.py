"""How well structure is recovered: ``python -m evals.bench.structure --data DIR [--laws N] [--files N] [--outlines FILE]``.

DIR holds ``laws/laws.jsonl.gz`` (every law of Taiwan, divided into headings and articles) and ``gazette_rules.jsonl.gz``.
Each law is written out flat, its outline is inferred from that text alone, and every heading and article of the source
must come back: at its place, with its number, under its heading, with its whole text. Written are

* ``lines``: a title line, the headings, 「第 N 條」 lines with the article's text on the lines below;
* ``inline``: the same with 「第N條　text」 on one line;
* ``docx``, ``odt``: a sample as files with heading styles, read through the readers.

A row whose number is a bare counter (962 of them, of old orders without articles) is written 「第 N 條」 like the others.
Of the gazette documents, sections must tile the text and passages hold every printed character once, but for what
``corpus.left_out`` lists. ``--outlines`` compares headings with outlines written by hand (``evals.bench.headings``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError, PolicyAssistantError
from corpus.left_out import left_out
from corpus.lines import lines
from corpus.passages import split
from corpus.readers import read
from corpus.sections import outline
from corpus.types import Document, Section
from evals.bench.headings import divided, read_outlines, total

SEED = "laws-1"
_RANKS = "編章節款目"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or article of a law: its line among the printed lines, and its number or words without spaces."""

    line: int
    label: str
    is_article: bool


@dataclass(frozen=True, slots=True)
class Law:
    """A law written flat: its printed lines and where its parts begin."""

    law_id: str
    rows: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass
class Tally:
    """What came of one way of writing: parts asked for, failures by kind, bytes and seconds."""

    articles: int = 0
    headings: int = 0
    lost_articles: int = 0
    lost_headings: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    extra: int = 0
    size: int = 0
    outline_seconds: float = 0.0
    split_seconds: float = 0.0

    def add(self, law: Law, document: Document) -> None:
        """Count one law."""
        started = time.process_time()
        sections = outline(document)
        self.outline_seconds += time.process_time() - started
        started = time.process_time()
        split(document, sections)
        self.split_seconds += time.process_time() - started
        self.size += len(document.text.encode())
        self.articles += sum(part.is_article for part in law.parts)
        self.headings += sum(not part.is_article for part in law.parts)
        self.extra += max(0, sum(bool(s.path) for s in sections) - len(law.parts) - 1)
        for part, kind in failures(law, document, sections):
            self.failures[kind] += 1
            self.lost_articles += part.is_article
            self.lost_headings += not part.is_article
            if len(self.examples) < 8:
                self.examples.append(f"{law.law_id} {part.label}: {kind}")

    def report(self, name: str) -> str:
        """Return the lines to print."""
        got = self.articles - self.lost_articles
        share = 100 * got / max(1, self.articles)
        kinds = ", ".join(f"{kind} {n}" for kind, n in self.failures.most_common()) or "none"
        megabytes = self.size / 1000**2
        both = self.outline_seconds + self.split_seconds
        return (
            f"{name:7s} articles {got:,} of {self.articles:,} ({share:.3f} %), headings "
            f"{self.headings - self.lost_headings:,} of {self.headings:,}; failures: {kinds}; "
            f"sections inside articles {self.extra:,}\n"
            f"{'':7s} {megabytes:,.1f} MB: outline {megabytes / self.outline_seconds:.1f} MB/s, "
            f"passages {megabytes / self.split_seconds:.1f} MB/s, both {megabytes / both:.1f} MB/s"
            + "".join(f"\n{'':9s}{example}" for example in self.examples)
        )


def written(law: Mapping[str, Any], *, inline: bool = False) -> Law:
    """Write a law flat.

    Args:
        law: a row of ``laws.jsonl.gz``: ``title`` and ``content``, which holds ``{"heading"}`` and ``{"no", "text"}``.
        inline: 「第N條　text」 on one line instead of 「第 N 條」 on a line of its own.

    Returns:
        The printed lines (none blank) and the parts that must be found in them.
    """
    rows = [" ".join(str(law["title"]).split())]
    parts = []
    for row in law["content"]:
        if "heading" in row:
            words = " ".join(str(row["heading"]).split())
            parts.append(Part(len(rows), _squeezed(words), is_article=False))
            rows.append(words)
            continue
        number = str(row["no"]).strip("第條 ")
        body = [line.strip() for line in str(row["text"]).splitlines() if line.strip()]
        parts.append(Part(len(rows), f"第{number}條", is_article=True))
        if inline:
            rows += [f"第{number}條　{body[0]}" if body else f"第{number}條", *body[1:]]
        else:
            rows += [f"第 {number} 條", *body]
    return Law(str(law["id"]), tuple(rows), tuple(parts))


def failures(law: Law, document: Document, sections: Sequence[Section]) -> Iterator[tuple[Part, str]]:
    """Yield the parts of a law that its inferred outline does not hold, each with what is wrong.

    Args:
        law: what was written.
        document: what was read; its printed lines must be the law's.
        sections: the outline of the document.

    Yields:
        The part and ``text`` (the file was read differently), ``missing`` (no section begins there), ``number`` (another
        number or other words), ``end`` (the section and what lies below it hold more or less than the part's text) or
        ``parent`` (it does not lie under the heading above it).
    """
    printed = [line for line in lines(document.text) if not line.blank]
    if tuple(line.text.strip() for line in printed) != law.rows:
        yield from ((part, "text") for part in law.parts)
        return
    at = {section.heading.start: i for i, section in enumerate(sections) if section.path}
    ends = _subtree_ends(sections)
    above = ""
    for part, following in zip(law.parts, [*law.parts[1:], None], strict=True):
        start = printed[part.line].span.start
        end = printed[following.line].start if following else len(document.text)
        index = at.get(start)
        if index is None:
            yield part, "missing"
        elif _squeezed(sections[index].number if part.is_article else sections[index].title) != part.label:
            yield part, "number"
        elif (ends[index] if part.is_article else sections[index].span.end) != end:
            yield part, "end"
        elif part.is_article and above and above not in map(_squeezed, sections[index].path[:-1]):
            yield part, "parent"
        if not part.is_article:
            above = part.label


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _subtree_ends(sections: Sequence[Section]) -> list[int]:
    """Where each section ends together with all sections below it."""
    ends = [section.span.end for section in sections]
    open_ones: list[int] = []
    for i, section in enumerate(sections):
        while open_ones and sections[open_ones[-1]].level >= section.level:
            ends[open_ones.pop()] = section.span.start
        open_ones.append(i)
    for i in open_ones:
        ends[i] = sections[-1].span.end
    return ends


def document_of(law: Law) -> Document:
    """Return a flat law as a document without any mark."""
    return Document(law.law_id, law.rows[0], "\n".join(law.rows) + "\n", "0")


def file_of(law: Law, path: Path) -> Document:
    """Write a law as a DOCX or ODT file with heading styles and read it.

    Args:
        law: a law written flat; its headings get styles, its articles none.
        path: where to write; the suffix decides the format.
    """
    levels = {part.line: _depth(part.label) for part in law.parts if not part.is_article}
    (_write_docx if path.suffix == ".docx" else _write_odt)(law.rows, levels, path)
    parsed = read(path)
    return Document(law.law_id, law.rows[0], parsed.text, "0", page_starts=parsed.page_starts, marks=parsed.marks)


def _depth(label: str) -> int:
    unit = re.match(rf"第[^{_RANKS}]+([{_RANKS}])", label)
    return 2 + (_RANKS.index(unit[1]) if unit else 0)


def _write_docx(rows: Sequence[str], levels: Mapping[int, int], path: Path) -> None:
    import docx

    document = docx.Document()
    for i, row in enumerate(rows):
        if i == 0 or i in levels:
            document.add_heading(row, levels.get(i, 1))
        else:
            document.add_paragraph(row)
    document.save(str(path))


def _write_odt(rows: Sequence[str], levels: Mapping[int, int], path: Path) -> None:
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    for outline_style in document.get_part("styles.xml").get_elements("//text:outline-style"):
        outline_style.delete()  # the template would number the headings
    for i, row in enumerate(rows):
        body = odfdo.Header(levels.get(i, 1), row) if i == 0 or i in levels else odfdo.Paragraph(row)
        document.body.append(body)
    document.save(str(path))


def gazette(rows: Sequence[Mapping[str, Any]]) -> str:
    """Check that sections tile every text and that passages hold each printed character once; return what to print."""
    wrong: list[str] = []
    characters = made = pieces = 0
    for row in rows:
        document = Document(str(row["id"]), str(row["title"]), str(row["text"]), "0")
        sections = outline(document)
        passages = split(document, sections)
        covered = Counter(i for p in passages for i in range(p.span.start, p.span.end))
        tiled = "".join(s.span.slice(document.text) for s in sections) == document.text
        aside = {i for item in left_out(document) for i in range(item.span.start, item.span.end)}
        whole = all(c.isspace() for i, c in enumerate(document.text) if i not in covered and i not in aside)
        if not (tiled and whole and max(covered.values()) == 1):
            wrong.append(document.document_id)
        characters, made, pieces = characters + len(document.text), made + len(sections), pieces + len(passages)
    return (
        f"gazette {len(rows) - len(wrong)} of {len(rows)} documents tiled by their sections "
        f"({characters:,} characters, {made:,} sections, {pieces:,} passages){': wrong ' if wrong else ''}"
        + ", ".join(wrong)
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise EvaluationError(
            f"找不到資料檔：{path}", hint="請用 --data 指定放有 laws/ 與 gazette_rules.jsonl.gz 的資料夾"
        )
    with gzip.open(path, "rt", encoding="utf-8") as source:
        return [json.loads(row) for row in source]


def sample(rows: Sequence[Mapping[str, Any]], count: int) -> list[Mapping[str, Any]]:
    """Return the same rows every time: those whose ids come first by their hash."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{SEED}{row['id']}".encode()).hexdigest())[:count]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--outlines", type=Path, help="outlines written by hand, such as tests/corpus/outlines/gazette.jsonl"
    )
    parser.add_argument("--laws", type=int, help="how many laws to write as text (all)")
    parser.add_argument("--files", type=int, default=200, help="how many laws to write as DOCX and as ODT")
    args = parser.parse_args()
    try:
        laws, rules = _rows(args.data / "laws" / "laws.jsonl.gz"), _rows(args.data / "gazette_rules.jsonl.gz")
    except PolicyAssistantError as error:
        print(f"{error.message}（{error.hint}）")
        return 2
    print(gazette(rules), flush=True)
    if args.outlines:
        used, unseen = divided(read_outlines(args.outlines))
        for name, part in (("development", used), ("unseen", unseen), ("all", [*used, *unseen])):
            print(total(part).report(name), flush=True)
    chosen = laws if args.laws is None else sample(laws, args.laws)
    for name in ("lines", "inline"):
        tally = Tally()
        for row in chosen:
            law = written(row, inline=name == "inline")
            tally.add(law, document_of(law))
        print(tally.report(name), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("docx", "odt"):
            tally = Tally()
            for row in sample(laws, args.files):
                law = written(row)
                tally.add(law, file_of(law, Path(folder) / f"law.{suffix}"))
            print(tally.report(suffix), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
