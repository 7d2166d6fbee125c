"""The argument parser in Traditional Chinese: same behaviour as argparse, errors as ours with a way out."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from corpus.errors import InputError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]

_MESSAGES = (  # what argparse says → what we say; groups are filled in by position
    (re.compile(r"unrecognized arguments: (.*)", re.S), "不認得的參數：{0}"),
    (re.compile(r"the following arguments are required: (.*)"), "缺少必要的參數：{0}"),
    (re.compile(r"one of the arguments (.*) is required"), "以下參數必須擇一：{0}"),
    (re.compile(r"argument (.*?): expected one argument"), "參數 {0} 需要一個值"),
    (re.compile(r"argument (.*?): invalid int value: '(.*)'", re.S), "參數 {0} 需要整數，不是「{1}」"),
    (re.compile(r"argument .*?: invalid choice: '(.*?)' \(.*", re.S), "沒有「{0}」這個指令"),
    (re.compile(r"argument (.*?): not allowed with argument (.*)"), "參數 {0} 不能與 {1} 同時使用"),
    (re.compile(r"argument (.*?): ignored explicit argument '(.*)'", re.S), "參數 {0} 不接受值「{1}」"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings at a fixed width, so that it reads the same everywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        return text.split("\n", 1)[1] if action.nargs == argparse.PARSER else text  # their title already says it


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that raises ``InputError`` instead of exiting, and never guesses an abbreviated option."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "allow_abbrev": False, **kwargs, "add_help": False})
        self._positionals.title = "參數"
        self._optionals.title = "選項"
        self.add_argument("-h", "--help", action="help", help="顯示說明")

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong, in Chinese, with the nearest known word or the way to the help.

        Raises:
            InputError: always.
        """
        hint = f"請看用法：{self.prog} --help"
        for pattern, words in _MESSAGES:
            if found := pattern.fullmatch(message):
                close = difflib.get_close_matches(found[1].split()[0].split("=")[0], self._words(), n=1)
                if close and words.startswith(("不認得", "沒有")):
                    hint = f"是不是「{close[0]}」？{hint}"
                raise InputError(words.format(*found.groups()), hint=hint)
        raise InputError(f"參數無法使用：{message}", hint=hint)

    def _words(self) -> list[str]:
        return sorted(
            {word for parser in walk(self) for word in (*parser._option_string_actions, *commands_of(parser))}
        )


def commands_of(parser: argparse.ArgumentParser) -> dict[str, Parser]:
    """Return the parsers of the commands directly under ``parser``, by name."""
    return {
        name: child
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, child in action.choices.items()
    }


def walk(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield ``parser`` and every parser beneath it, outermost first."""
    yield parser
    for child in commands_of(parser).values():
        yield from walk(child)
