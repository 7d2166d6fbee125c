"""Draws what the selector and the pointer learn from: questions with statements, and statements with an answer marked."""

from __future__ import annotations

import random

import numpy as np

from index.models.train.contrast import Drawer
from index.models.train.material import Material
from index.models.train.network import PIECE
from index.models.train.questions import Asked, ask, statements
from index.models.train.rerank import Example
from index.models.train.span import Pointed

_SOURCES = ("reading", "headings", "chapters", "replies")
"""Groups of pairs whose texts are cut into statements."""
_EACH = 5000
"""Pairs of a group that statements are taken from."""
_OF_PASSAGES = 0.5
"""How often the selector's question is one that people wrote."""
_NEAR = 2
"""Passages near the right one whose statements stand against it."""
_MOST = 20
"""Statements of an example."""
_TRIES = 50


class Examples:
    """Draws examples.

    Args:
        material: texts and pairs; each draw follows the chance it is given.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        pairs = [pair for name in _SOURCES for pair in material.pairs[name][:_EACH]]
        self._asked = len(material.pairs["reading"][:_EACH])
        self._questions, self._texts = [q for q, _ in pairs], [t for _, t in pairs]
        drawn = (material.ids(self._questions), material.ids(self._texts))
        self._near = Drawer(drawn, material.words, _NEAR).near

    def statement(self, chance: np.random.Generator) -> Example:
        """Draw a question with statements for and against."""
        for _ in range(_TRIES):
            if chance.random() < _OF_PASSAGES and self._asked:
                row = int(chance.integers(self._asked))
                question, right = self._questions[row], statements(self._texts[row])
                wrong: list[str] = []
            else:
                row, made = self._made(chance)
                question, right = made.question, [made.statement]
                wrong = [s for s in statements(self._texts[row]) if s != made.statement]
            near = [self._texts[other] for other in self._near[row] if other >= 0]
            wrong += [s for text in near if text != self._texts[row] for s in statements(text) if s not in right]
            if right and wrong:
                break
        kept = [*right[: _MOST - 4], *(wrong[i] for i in chance.permutation(len(wrong)))][:_MOST]
        ids = self._material.ids([question, *kept])
        return Example(ids[0], ids[1:], np.arange(len(kept)) < len(right[: _MOST - 4]))

    def pointed(self, chance: np.random.Generator) -> Pointed:
        """Draw a made question with its statement and the tokens of the answer."""
        tokenizer = self._material.tokenizer
        while True:
            _, made = self._made(chance)
            question = tokenizer.encode(made.question, add_special_tokens=False)
            statement = tokenizer.encode(made.statement, add_special_tokens=False)
            inside = [
                number
                for number, (start, end) in enumerate(statement.offsets[:PIECE])
                if start < made.end and end > made.start
            ]
            if inside and question.ids:
                asked, told = (np.array(found.ids, dtype=np.int64) for found in (question, statement))
                return Pointed(asked, told, inside[0], inside[-1])

    def _made(self, chance: np.random.Generator) -> tuple[int, Asked]:
        """Return a made question and the row of its passage."""
        while True:
            row = int(chance.integers(len(self._texts)))
            found = statements(self._texts[row])
            if not found:
                continue
            made = ask(found[int(chance.integers(len(found)))], random.Random(int(chance.integers(2**31))))  # noqa: S311
            if made:
                return row, made
