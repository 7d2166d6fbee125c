"""The street: imports look back up only, guests stay in their room, the environment is read in one file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STREET = ("corpus", "index", "assistant", "evals")
GUESTS = {  # a library → the folders in which it may be imported
    "faiss": ("index/",),
    "jieba": ("index/",),
    "sentence_transformers": ("index/", "evals/bench/"),
    "torch": ("index/",),
    "gradio": ("assistant/ui/",),
    "llama_index": ("index/", "assistant/llama.py", "assistant/llm/", "evals/"),
}
FILES = sorted(path.relative_to(ROOT).as_posix() for room in STREET for path in (ROOT / room).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module named by an import anywhere in the file, lazy and typing-only ones included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the room"
            yield node.module or ""


def environment_uses(tree: ast.AST) -> Iterator[int]:
    """Line numbers at which ``os.environ`` or its relatives are touched."""
    names = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    for node in ast.walk(tree):
        if (isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) == "os") or (
            isinstance(node, ast.ImportFrom) and node.module == "os" and names & {alias.name for alias in node.names}
        ):
            yield node.lineno


def parsed(file: str) -> ast.AST:
    return ast.parse((ROOT / file).read_text("utf-8"), file)


def test_the_rooms_are_there() -> None:
    assert {file.split("/")[0] for file in FILES} == set(STREET)


@pytest.mark.parametrize("room", STREET)
def test_imports_go_up_the_street_only(room: str) -> None:
    below = set(STREET[STREET.index(room) + 1 :])
    down = [
        f"{file} imports {module}"
        for file in FILES
        if file.startswith(f"{room}/")
        for module in imported(parsed(file))
        if module.split(".")[0] in below
    ]
    assert down == []


@pytest.mark.parametrize("guest", GUESTS)
def test_guests_stay_in_their_room(guest: str) -> None:
    strays = [
        file
        for file in FILES
        if not file.startswith(GUESTS[guest])
        if any(module.split(".")[0] == guest for module in imported(parsed(file)))
    ]
    assert strays == []


def test_the_environment_is_touched_in_settings_only() -> None:
    touched = {file for file in FILES if any(environment_uses(parsed(file)))}
    assert touched == {"assistant/settings.py"}


def test_no_pickle() -> None:
    forbidden = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve"}
    used = [file for file in FILES if forbidden & {module.split(".")[0] for module in imported(parsed(file))}]
    assert used == []


@pytest.mark.parametrize(
    ("source", "modules", "lines"),
    [
        ("def f():\n    import evals.run", ["evals.run"], []),
        ("from os import getenv", ["os"], [1]),
        ("import os\nos.environ['A'] = '1'", ["os"], [2]),
    ],
)
def test_the_checks_see_what_they_should(source: str, modules: list[str], lines: list[int]) -> None:
    tree = ast.parse(source)
    assert (list(imported(tree)), list(environment_uses(tree))) == (modules, lines)
