"""What is said instead of an answer: that there is none, what was searched, how far the data reach, where to look."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compose.claims import cite
from assistant.question import Question
from assistant.refuse import Refusal
from corpus.types import Citation, Hit
from index.release import Release

_WHY = {
    "not_found": "文件中沒有提到這個問題的答案，因此不作答。",
    "not_stated": "文件中沒有提到所問的內容，因此不作答。",
    "off_topic": "這個問題不在政策文件的範圍內，文件中沒有提到，因此不作答。",
    "outside_editions": "所問的版本不在現有文件之中，文件中沒有提到，因此不作答。",
    "instructions": "本服務只依文件內容回答政策問題，不執行其他指示。",
}
_MOST_NAMED = 3


def declined(
    question: Question, refusal: Refusal, hits: Sequence[Hit], release: Release
) -> tuple[str, tuple[Citation, ...]]:
    """Write a refusal.

    Args:
        question: the question understood.
        refusal: why it is declined.
        hits: what retrieval found, best first.
        release: what was searched.

    Returns:
        The reply, and the nearest sections as links (none where the question is no policy question).
    """
    documents = [d for d in release.documents if not question.documents or d.document_id in question.documents]
    named = "、".join(f"《{d.title}》" for d in documents[:_MOST_NAMED])
    more = "及其他文件" if len(documents) > _MOST_NAMED else ""
    dates = sorted(d.edition for d in release.documents if d.edition)
    lines = [_WHY[refusal.reason]]
    if refusal.reason == "not_stated" and refusal.missing:
        lines[0] = f"文件中沒有提到與「{refusal.missing}」相符的內容，因此不作答。"
    lines.append(f"已查閱：{named}{more}。" + (f"資料截至{dates[-1]}。" if dates else ""))
    if refusal.reason in ("instructions", "off_topic"):
        return "\n".join(lines), ()
    nearest = _nearest(hits, release)
    if nearest:
        lines.append("以下章節或許相關，請自行查閱；若有疑問，請洽文件的主辦機關。")
    return "\n".join(lines), nearest


def _nearest(hits: Sequence[Hit], release: Release) -> tuple[Citation, ...]:
    links: dict[str, Citation] = {}
    for hit in hits:
        section = release.section(hit.passage.section_id)
        if section.section_id in links or len(links) == _MOST_NAMED or not section.path:
            continue
        document = release.document(section.document_id)
        links[section.section_id] = cite(document, section, section.path, section.heading, len(links) + 1)
    return tuple(links.values())
