"""What the program offers is documented: every command and option, every setting, every error code."""

import re
from pathlib import Path

import pytest

import assistant.api.problems
import assistant.ui.officers  # noqa: F401  with the line above: every error is known, whatever ran before
from assistant.cli import build_parser
from assistant.commands.parser import walk
from assistant.settings import ENVIRONMENT_PREFIX, Settings, options
from corpus.errors import PolicyAssistantError
from evals.metrics.table import METRICS

ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")}
COMMANDS = [parser for parser in walk(build_parser()) if " " in parser.prog]


def errors(kind: type[PolicyAssistantError] = PolicyAssistantError) -> list[type[PolicyAssistantError]]:
    ours = [
        child for child in kind.__subclasses__() if child.__module__.startswith(("corpus.", "index.", "assistant."))
    ]
    return [kind, *(error for child in ours for error in errors(child))]


@pytest.mark.parametrize("prog", [parser.prog for parser in COMMANDS])
def test_every_command_is_documented(prog: str) -> None:
    assert f"`{prog}`" in DOCS["commands.md"]


def test_every_option_is_documented() -> None:
    settings = {f"--{name.replace('_', '-')}" for name in options()}
    missing = {
        f"{parser.prog} {option}"
        for parser in COMMANDS
        for option in parser._option_string_actions
        if option.startswith("--") and option not in settings and f"`{option}`" not in DOCS["commands.md"]
    }
    assert missing == set()


@pytest.mark.parametrize("name", options())
def test_every_setting_is_documented_with_its_variable(name: str) -> None:
    (row,) = [line for line in DOCS["settings.md"].splitlines() if line.startswith(f"| `{name}` |")]
    assert f"`{ENVIRONMENT_PREFIX}{name.upper()}`" in row
    default = getattr(Settings(), name)
    if isinstance(default, bool | int) or (isinstance(default, str) and default):
        assert f"`{str(default).lower() if isinstance(default, bool) else default}`" in row


def test_no_setting_is_documented_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", DOCS["settings.md"], re.M)
    assert rows == list(options())


def test_every_error_code_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", DOCS["errors.md"], re.M)
    assert sorted(rows) == sorted({*(error.code for error in errors()), "internal"})


@pytest.mark.parametrize("metric", [metric.name for metric in METRICS])
def test_every_metric_is_documented(metric: str) -> None:
    assert f"`{metric}`" in DOCS["evaluation.md"]
