"""The page about formats names every suffix and every limit as the program has them."""

from __future__ import annotations

from pathlib import Path

from corpus import archive, sandbox
from corpus.readers import READERS, SUFFIXES
from corpus.readers.pipes import MAX_CELLS

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_suffix_and_extra_is_described() -> None:
    assert [suffix for suffix in sorted(SUFFIXES) if f"`{suffix}`" not in PAGE] == []
    assert {kind.extra for kind in READERS.values()} == {"", "office", "pdf"}


def test_limits_are_the_programs_own() -> None:
    assert (archive.MAX_ENTRIES, archive.MAX_BYTES, archive.MAX_RATIO, archive.MAX_NESTING) == (
        2_000,
        200_000_000,
        100,
        2,
    )
    assert (sandbox.MEMORY_BYTES, sandbox.TIMEOUT_S, sandbox.MAX_EXTENSION) == (2 * 1024**3, 60, 20)
    assert MAX_CELLS == 2_000_000
    for words in ("2,000 個檔案", "200 MB", "100:1", "2 GiB", "60 秒", "20 倍", "200 萬格"):
        assert words in PAGE
