"""Every error this program raises on purpose.

    PolicyAssistantError
    ├── InputError            what the user gave cannot be used         (input)
    │   ├── QuestionError     an empty, too long or unreadable question (question)
    │   └── SettingsError     an unknown key or a value out of range    (settings)
    ├── CorpusError           a folder, manifest or document            (corpus)
    │   └── DocumentError     one file that cannot be read              (document)
    ├── ReleaseError          an index release                          (index)
    │   ├── IndexMissing      there is none yet                         (index_missing)
    │   └── IndexCorrupt      it cannot prove that it is whole          (index_corrupt)
    ├── ModelError            an embedding or language model            (model)
    └── EvaluationError       a question set or a run                   (evaluation)

Each carries ``code`` (stable, for scripts), ``message`` (what and which value), ``hint`` (what to do) and ``retryable``
(whether the same call may succeed later).
"""

from __future__ import annotations


class PolicyAssistantError(Exception):
    """Base of all expected errors.

    Args:
        message: what went wrong, with the offending value.
        hint: what the user can do about it.
        retryable: whether trying the same again may help.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retryable = retryable


class InputError(PolicyAssistantError):
    """What the user gave cannot be used."""

    code = "input"


class QuestionError(InputError):
    """The question is empty, too long, or not text."""

    code = "question"


class SettingsError(InputError):
    """A setting is unknown or out of range."""

    code = "settings"


class CorpusError(PolicyAssistantError):
    """A corpus folder or its manifest cannot be used."""

    code = "corpus"


class DocumentError(CorpusError):
    """One file cannot be read as a document."""

    code = "document"


class ReleaseError(PolicyAssistantError):
    """An index release cannot be used."""

    code = "index"


class IndexMissing(ReleaseError):
    """There is no index where one was asked for."""

    code = "index_missing"


class IndexCorrupt(ReleaseError):
    """An index release cannot prove that it is whole."""

    code = "index_corrupt"


class ModelError(PolicyAssistantError):
    """An embedding or language model cannot be used."""

    code = "model"


class EvaluationError(PolicyAssistantError):
    """A question set or a stored run cannot be used."""

    code = "evaluation"
