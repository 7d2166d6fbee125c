"""What is counted, for Prometheus: answers, how long they took, what is in service. Never who asked or what."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from corpus.types import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one running service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self._registry, "namespace": "policy_assistant"}
        self.answers = Counter("answers", "Questions by channel and what came of them", ("channel", "outcome"), **own)
        self.seconds = Histogram("answer_seconds", "Seconds until the whole answer", buckets=_SECONDS, **own)
        self.first_text = Histogram("first_text_seconds", "Seconds until the first text", buckets=_SECONDS, **own)
        self.asking = Gauge("questions_in_progress", "Questions being answered now", **own)
        self.feedback = Counter("feedback", "Judgements of answers by kind", ("kind",), **own)
        self._index = Gauge("documents", "Documents in the index release in service", ("index_id",), **own)

    def answered(self, channel: str, answer: Answer, seconds: float) -> None:
        """Count one answer; ``seconds`` is the time it took."""
        outcome = f"refused_{answer.reason or 'other'}" if answer.refused else answer.mode
        self.answers.labels(channel, outcome).inc()
        self.seconds.observe(seconds)

    def failed(self, channel: str, code: str) -> None:
        """Count one question that got no answer, by the error's code."""
        self.answers.labels(channel, f"error_{code}").inc()

    def serving(self, index_id: str, documents: int) -> None:
        """Note the index release in service and how many documents it holds."""
        self._index.clear()
        self._index.labels(index_id).set(documents)

    def exposition(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)
