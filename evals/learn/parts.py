"""The parts of a question, each with what its own answer must say: of a set's evidence and groups, those that are this part's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.question import Question as Understood
from evals.normal import normal
from evals.question import Evidence, Question


def parts(understood: Understood, question: Question) -> Iterator[tuple[Understood, Question]]:
    """Yield the sides of a comparison, or the parts of a question, whose answer can be told from the others'.

    Args:
        understood: the question as the assistant reads it, with parts.
        question: the same of a question set, answerable.

    Returns:
        Each part with the question set's entry cut down to it. Evidence belongs to the part that names its document; where
        all is of one document, to the part of the same place in the order. What must be said belongs where it is quoted.
        Parts of which neither can be told are left out.
    """
    for i, part in enumerate(understood.parts):
        evidence = _of_part(understood.parts, i, question.evidence)
        quoted = normal(" ".join(e.quote for e in evidence))
        said = tuple(group for group in question.must_include if any(normal(choice) in quoted for choice in group))
        if evidence and said:
            yield part, replace(question, evidence=evidence, must_include=said)


def _of_part(every: Sequence[Understood], i: int, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    documents = {e.doc for e in evidence}
    named = every[i].documents
    if len(documents) > 1 and len(named) == 1:
        return tuple(e for e in evidence if e.doc in named)
    return (evidence[i],) if len(evidence) == len(every) else ()
