"""What stands around a passage: the section it is part of, or, where it is all of its section, the section above.

A question often names the subject in words that stand in the lead or in another item of the same section. Scored as one text,
the section says that its parts are about that subject.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from corpus.types import Passage
from index.dense import IntArray


def contexts(passages: Sequence[Passage]) -> IntArray:
    """Return the number of each passage's context, numbered from 0 in the order in which they begin.

    Args:
        passages: of all documents.

    Returns:
        Shape [passages]; passages of one context have the same number.
    """
    size = Counter(passage.section_id for passage in passages)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(_context(p, size[p.section_id]), len(numbers)) for p in passages], np.int64)


def _context(passage: Passage, size: int) -> Hashable:
    return passage.section_id if size > 1 else (passage.document_id, passage.path[:-1])
