"""Any OpenAI-compatible chat endpoint, asked with or without our best passages in the prompt."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.settings import Secret
from corpus.errors import ModelError
from corpus.types import Answer, Citation, Hit

if TYPE_CHECKING:
    from index.retriever import Retriever

DECLINED = "文件沒有載明"
"""What the model is told to say where there is no answer; an answer that says it counts as declined."""

_ORDER = (
    "你是政策文件問答助理。以問題所用的語言簡短作答，不超過一百五十字。{grounds}"
    f"沒有依據可以回答時，只回覆「{DECLINED}」，不得推測。"
)
_GROUNDS = "只依據下列段落，並在每句之後以 [編號] 標明所依據的段落。"
_MARKER = re.compile(r"\[(\d+)\]")
_LARGEST = 4_000_000


class Endpoint:
    """A chat endpoint as a system.

    Args:
        url: the base, ``https://host/v1``; ``/chat/completions`` is added.
        model: the model's name there.
        retriever: our open index; gives the passages of the prompt and the retrieval figures.
        passages: how many passages go into the prompt; 0 asks the endpoint alone (it then cites nothing).
        key: sent as bearer token; empty for none.
        timeout: seconds until an answer is given up.

    Raises:
        ModelError: the address is none.
    """

    without: tuple[str, ...] = ()

    def __init__(
        self,
        url: str,
        model: str,
        retriever: Retriever,
        *,
        passages: int = 5,
        key: Secret | None = None,
        timeout: float = 120.0,
    ) -> None:
        self._address = urlsplit(url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions")
        if self._address.scheme not in ("http", "https") or not self._address.hostname:
            raise ModelError(f"不是網址：{url}", hint="請用 --endpoint 指定如 http://127.0.0.1:8000/v1 的網址。")
        release = retriever.release
        self.name = f"{model}（{passages} 段）" if passages else model
        self.documents, self.sections, self.passages = release.documents, release.sections, release.passages
        self.index_id, self.settings_id = release.index_id, f"chat-{passages}"
        self._model, self._retriever, self._count = model, retriever, passages
        self._key, self._timeout = key or Secret(""), timeout

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """Answer a question; markers in the answer become citations of the passages they number.

        Raises:
            ModelError: the endpoint cannot be reached or answers otherwise than agreed.
        """
        hits = self.search(question, self._count) if self._count else ()
        listed = "\n\n".join(f"[{hit.rank}] {' › '.join(hit.passage.path)}\n{hit.passage.text}" for hit in hits)
        order = _ORDER.format(grounds=_GROUNDS if hits else "")
        text = self._chat(
            [
                {"role": "system", "content": f"{order}\n\n{listed}".strip()},
                *({"role": "user", "content": turn} for turn in history),
                {"role": "user", "content": question},
            ]
        )
        refused = DECLINED in text
        return Answer(
            question,
            text,
            citations=() if refused else self._citations(text, hits),
            refused=refused,
            reason="not_stated" if refused else "",
            hits=hits,
            index_id=self.index_id,
            settings_id=self.settings_id,
        )

    def search(self, question: str, top_k: int) -> tuple[Hit, ...]:
        """Return the passages that the prompt would hold."""
        from index.retriever import SearchOptions

        return self._retriever.search(question, SearchOptions(top_k=top_k))

    def channels(self, question: str, top_k: int) -> dict[str, tuple[Hit, ...]]:  # noqa: ARG002
        """Return nothing: the passages are ours."""
        return {}

    def doubt(self, question: str, history: Sequence[str]) -> float | None:  # noqa: ARG002
        """Return None: it tells no probability."""
        return None

    def _citations(self, text: str, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        documents = {document.document_id: document for document in self.documents}
        named = dict.fromkeys(int(number) for number in _MARKER.findall(text))
        return tuple(
            Citation(
                marker=hit.rank,
                document_id=hit.passage.document_id,
                title=documents[hit.passage.document_id].title,
                edition=documents[hit.passage.document_id].edition,
                section=hit.passage.path,
                section_id=hit.passage.section_id,
                page=hit.passage.page,
                quote=hit.passage.text,
                span=hit.passage.span,
            )
            for hit in hits
            if hit.rank in named
        )

    def _chat(self, messages: list[dict[str, str]]) -> str:
        kind = http.client.HTTPSConnection if self._address.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._address.hostname or "", self._address.port, timeout=self._timeout)
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key.reveal()}"
        body = json.dumps({"model": self._model, "messages": messages, "temperature": 0}, ensure_ascii=False)
        try:
            connection.request("POST", self._address.path, body.encode(), headers)
            response = connection.getresponse()
            data = response.read(_LARGEST)
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(
                f"連不上 {self._address.netloc}（{error}）", hint="請確認網址與網路。", retryable=True
            ) from error
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise ModelError(
                f"{self._address.netloc} 回應 {response.status}：{data[:200].decode('utf-8', 'replace')}",
                hint="請確認模型名稱與金鑰。",
                retryable=response.status >= http.client.INTERNAL_SERVER_ERROR,
            )
        return _content(data, self._address.netloc)


def _content(data: bytes, where: str) -> str:
    try:
        told: Any = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(f"{where} 的回應不是 chat completions 格式", hint="請確認網址是 OpenAI 相容介面。") from error
    return str(told or "")
