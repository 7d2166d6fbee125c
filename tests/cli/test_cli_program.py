"""The program as a process: start-up, versions, quiet pipes, and that nothing heavy is imported for the help."""

import re
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from assistant import cli
from assistant.cli import build_parser, main
from assistant.commands.parser import walk
from assistant.commands.progress import bar, progress_bar

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "gradio", "faiss", "jieba", "llama_index", "sentence_transformers", "numpy", "opencc")


def program(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["ask", "--help"], ["eval", "--help"], ["chat", "-h"]]
)
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from assistant.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as stop: assert not stop.code\n"
        f"print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.endswith("HEAVY []\n"), done.stderr


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_answer_in_half_a_second(argument: str) -> None:
    program(argument)  # byte code is compiled once
    times = []
    for _ in range(3):
        started = time.perf_counter()
        assert program(argument).returncode == 0
        times.append(time.perf_counter() - started)
    assert min(times) < 0.5


def test_version_names_the_program() -> None:
    assert re.fullmatch(r"policy-assistant (\d+\.\d+\.\d+\S*|尚未安裝)\n", program("--version").stdout)


def test_help_is_chinese_throughout() -> None:
    for parser in walk(build_parser()):
        help_text = parser.format_help()
        assert help_text.startswith(f"用法：{parser.prog} ")
        assert not re.search(r"usage|options|positional|show this", help_text)


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        ([], "缺少必要的參數：指令", "請看用法：policy-assistant --help"),
        (["aks"], "沒有「aks」這個指令", "是不是「ask」？請看用法：policy-assistant --help"),
        (["index"], "缺少必要的參數：動作", "請看用法：policy-assistant index --help"),
        (["index", "biuld"], "沒有「biuld」這個指令", "是不是「build」？請看用法：policy-assistant index --help"),
        (["chat", "--prot", "1"], "不認得的參數：--prot 1", "是不是「--port」？請看用法：policy-assistant --help"),
        (["--colour"], "缺少必要的參數：指令", "請看用法：policy-assistant --help"),
        (["outline"], "缺少必要的參數：檔案", "請看用法：policy-assistant outline --help"),
    ],
)
def test_usage_errors_are_chinese_with_a_way_out(
    capsys: pytest.CaptureFixture[str], arguments: list[str], error: str, hint: str
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"錯誤：{error}\n提示：{hint}\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "assistant", "settings"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_settings_are_listed_with_their_origin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_ASSISTANT_PORT", "8080")
    assert main(["settings", "--host", "::1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "port = 8080    # 環境變數 POLICY_ASSISTANT_PORT；網頁服務的連接埠；0 表示任選一個空的" in lines
    assert "host = ::1    # 命令列；網頁服務的位址" in lines


def test_the_bar_is_drawn_only_on_a_terminal() -> None:
    assert progress_bar() is None
    assert bar("terms", 5, 20) == f"斷詞 [{'█' * 7}{' ' * 23}] 5/20"
    assert bar("提問", 9, 0) == "提問 9"


def test_a_source_folder_that_is_not_installed_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def not_found(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(cli, "entry_points", lambda group: ())
    monkeypatch.setattr(cli, "version", not_found)
    assert cli.program_version() == "尚未安裝"
    assert main(["eval", "run"]) == 2
    assert capsys.readouterr().err == (
        '錯誤：eval 指令要安裝之後才能使用\n提示：請在專案資料夾執行：pip install -e "."\n'
    )
