"""``policy-assistant eval``, reached through an entry point of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.verbs import asking, judging, model_judge, questions, reporting, siblings

if TYPE_CHECKING:
    from assistant.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add ``eval`` and its verbs to the program."""
    parser = commands.add_parser(
        "eval",
        help="評測答案品質",
        description="評測答案品質；不加動作時，以隨附的題目執行、計分並列表。",
    )
    asking.options(parser)
    parser.set_defaults(run=asking.run_all)
    verbs = parser.add_subparsers(dest="verb", metavar="動作", title="動作")
    for room in (asking, judging, model_judge, siblings, reporting, questions):
        room.add(verbs)
