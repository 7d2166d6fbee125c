"""How a call to a language model can fail. Never shown as such: the reader gets the documents' own statements instead."""

from __future__ import annotations

from corpus.types import GenerationProblem


class CallFailed(Exception):
    """A call did not bring what was asked for.

    Args:
        problem: the kind, as ``Generation.problem`` records it.
        detail: what happened, for the log and ``policy-assistant doctor``; holds no key and nothing the server sent.
        retryable: whether the same call may succeed in a moment.
        wait: seconds that the server asks to be left alone, 0 when it does not say.
    """

    def __init__(self, problem: GenerationProblem, detail: str, *, retryable: bool = False, wait: float = 0.0) -> None:
        super().__init__(detail)
        self.problem: GenerationProblem = problem
        self.detail = detail
        self.retryable = retryable
        self.wait = wait
