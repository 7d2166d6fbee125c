"""Provisions that a statement refers to."""

from __future__ import annotations

import hashlib

import pytest

from assistant.references import References
from corpus.sections import outline
from corpus.types import Document

LAW = """藥物救濟法

第一條　為保護病人，特制定本法。
第二條　廠商應按年申報銷售額。
廠商不得隱匿庫存。
第三條　承辦人員不得洩漏秘密。
第四條　違反第二條第二項規定者，處新臺幣六千元罰鍰。
第五條　違反前條處分而不履行者，移送強制執行。
第六條　依性別平等教育法第三條及第二條辦理者，不罰。
"""


def opened(text: str) -> tuple[Document, References, dict[str, object]]:
    document = Document("law", "藥物救濟法", text, hashlib.sha256(text.encode()).hexdigest())
    sections = outline(document)
    return document, References(document, sections), {s.number: s for s in sections}


@pytest.mark.parametrize(
    ("number", "said", "expected", "missing"),
    [
        ("第四條", "違反第二條第二項規定者，處新臺幣六千元罰鍰。", "隱匿庫存", "申報銷售額"),
        ("第四條", "違反第三條規定者，處新臺幣六千元罰鍰。", "洩漏秘密", "隱匿"),
        ("第四條", "違反本法第二條或第三條規定者", "洩漏秘密", "強制執行"),
        ("第五條", "違反前條處分而不履行者", "六千元罰鍰", "洩漏秘密"),
    ],
)
def test_it_reads_the_provision_referred_to(number: str, said: str, expected: str, missing: str) -> None:
    _, references, by_number = opened(LAW)
    text = references.text(by_number[number], said)  # type: ignore[arg-type]
    assert expected in text
    assert missing not in text


def test_other_laws_and_itself_are_not_followed() -> None:
    _, references, by_number = opened(LAW)
    section = by_number["第六條"]
    assert references.text(section, "依性別平等教育法第三條及第二條辦理者，不罰。") == ""  # type: ignore[arg-type]
    assert references.text(section, "第六條之規定") == ""  # type: ignore[arg-type]
    assert references.text(section, "不罰。") == ""  # type: ignore[arg-type]


def test_in_rules_made_under_a_law_that_law_is_another() -> None:
    _, references, by_number = opened(LAW.replace("特制定本法", "依藥事法（以下簡稱本法）第三條訂定本細則"))
    assert references.text(by_number["第四條"], "違反本法第三條規定者") == ""  # type: ignore[arg-type]
    assert "洩漏" in references.text(by_number["第四條"], "違反第三條規定者")  # type: ignore[arg-type]
