"""The child process: same results, and every end of it is a DocumentError that names the file."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import openpyxl
import pytest
from tiny_pdf import column, pdf

from corpus import sandbox
from corpus.errors import DocumentError
from corpus.readers import read
from corpus.sandbox import Sandbox, read_safely

FILES = Path(__file__).parent / "files"


@pytest.fixture
def long_pdf(tmp_path: Path) -> Path:
    """Write a PDF file that takes some seconds to read."""
    path = tmp_path / "長.pdf"
    path.write_bytes(pdf([column([f"第{page}頁第{line}行之內容。" for line in range(40)]) for page in range(2_000)]))
    return path


def test_the_child_reads_what_this_process_reads() -> None:
    with Sandbox() as box:
        for suffix in ("txt", "docx", "odt", "pptx", "odp", "pdf"):
            path = FILES / f"gazette.{suffix}"
            assert box.read(path) == read(path)


def test_plain_text_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.subprocess, "Popen", None)
    assert read_safely(FILES / "gazette.txt") == read(FILES / "gazette.txt")


def test_a_document_error_crosses_the_pipe_whole() -> None:
    with pytest.raises(DocumentError) as here:
        read(FILES / "encrypted.pdf")
    with pytest.raises(DocumentError) as there:
        read_safely(FILES / "encrypted.pdf")
    assert (there.value.message, there.value.hint) == (here.value.message, here.value.hint)


def test_an_unknown_suffix_needs_no_child(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="不支援的檔案格式"):
        read_safely(tmp_path / "a.xyz")


@pytest.mark.slow
def test_two_thousand_pages(long_pdf: Path) -> None:
    started = time.monotonic()
    parsed = read_safely(long_pdf)
    assert len(parsed.page_starts) == 2_000
    assert parsed.text.count("\n") == 80_000
    assert time.monotonic() - started < 60


def test_time_out_ends_the_child_and_the_next_file_is_read(long_pdf: Path) -> None:
    with Sandbox(timeout_s=1) as box:
        with pytest.raises(DocumentError, match=r"長\.pdf：讀取超過 1 秒，已停止|長\.pdf：讀取用去超過 1 秒"):
            box.read(long_pdf)
        assert box.read(FILES / "gazette.odt").text


def test_out_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(20_000):
        sheet.append([row + column for column in range(20)])
    book.save(path)
    with pytest.raises(DocumentError, match=r"大\.xlsx：讀取所需的記憶體超過上限"):
        read_safely(path, memory_bytes=160 * 1024**2)


def test_a_crash_while_reading(long_pdf: Path) -> None:
    with Sandbox() as box:
        killer = threading.Timer(0.5, lambda: os.kill(box.child_id or 0, signal.SIGSEGV))
        killer.start()
        with pytest.raises(DocumentError, match=r"長\.pdf：解析程式異常結束（SIGSEGV）"):
            box.read(long_pdf)
        killer.join()
        assert box.read(FILES / "gazette.odt").text


def test_a_child_that_died_between_files_is_replaced() -> None:
    with Sandbox() as box:
        first = box.read(FILES / "gazette.odt")
        os.kill(box.child_id or 0, signal.SIGKILL)
        assert box.read(FILES / "gazette.odt") == first


def test_nothing_is_left_when_the_sandbox_closes() -> None:
    with Sandbox() as box:
        box.read(FILES / "gazette.odt")
        child = box.child_id or 0
    assert box.child_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_progress_gives_more_time() -> None:
    reader, writer = os.pipe()

    def write_slowly() -> None:
        for part in (b"\n", b"\n", b'{"x"', b": 1}\n"):
            time.sleep(0.2)
            os.write(writer, part)
        os.close(writer)

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert sandbox.receive(reader, timeout_s=0.5) == b'{"x": 1}\n'
    assert sandbox.receive(reader, timeout_s=0.5) == b""
    thread.join()
    os.close(reader)


def test_silence_is_a_time_out() -> None:
    reader, writer = os.pipe()
    assert sandbox.receive(reader, timeout_s=0.1) is None
    os.close(writer)
    os.close(reader)
