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
        Parts of which neither can be told are left out, and all of them where something that must be said is no part's.
    """
    found = []
    for i, part in enumerate(understood.parts):
        evidence = _of_part(understood.parts, i, question.evidence)
        quoted = normal(" ".join(e.quote for e in evidence))
        said = tuple(group for group in question.must_include if any(normal(choice) in quoted for choice in group))
        if evidence and said:
            found.append((part, replace(question, evidence=evidence, must_include=said)))
    if {group for _, labelled in found for group in labelled.must_include} == set(question.must_include):
        yield from found


def _of_part(every: Sequence[Understood], i: int, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    documents = {e.doc for e in evidence}
    named = [part.documents for part in every]
    if len(documents) > 1 and len(named[i]) == 1 and named.count(named[i]) == 1:
        return tuple(e for e in evidence if e.doc in named[i])
    return (evidence[i],) if len(evidence) == len(every) and len(documents) == 1 else ()
