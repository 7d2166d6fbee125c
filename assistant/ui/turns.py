"""A conversation as the page holds it: turns, each a question and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question got no answer, in plain words."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; neither answer nor problem while it is being worked on.

    ``asked_at`` is local time as ``YYYY-MM-DD HH:MM``. While it is worked on, ``stage`` is the work being done, ``partial``
    the checked text so far with its ``citations``, ``typing`` how an unchecked sentence begins, ``withdrawn`` why earlier
    text was taken back. ``earlier`` the questions before it; ``key`` names a finished turn that
    is kept for downloading and judging;
    ``generated`` says that a language model worded it.
    """

    question: str
    asked_at: str
    answer: Answer | None = None
    problem: Problem | None = None
    stage: str = ""
    partial: str = ""
    typing: str = ""
    withdrawn: str = ""
    citations: tuple[Citation, ...] = ()
    earlier: tuple[str, ...] = ()
    key: str = ""
    generated: bool = False
