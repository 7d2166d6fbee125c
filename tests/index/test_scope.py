import pytest

from corpus.types import Document
from index.scope import Scope


def document(document_id: str, title: str, edition: str, aliases: tuple[str, ...] = ()) -> Document:
    return Document(document_id, title, "文", "0", edition=edition, family="智慧國家", aliases=aliases)


SCOPE = Scope(
    (
        document("新", "智慧國家2.0推動報告", "2024-12-31", ("智慧國家2.0", "方案")),
        document("舊", "數位國家發展方案", "2020-11-30", ("DIGI+", "方案")),
    )
)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("智慧國家2.0的願景是什麼", ("新",)),
        ("數位國家發展方案有幾章", ("舊",)),
        ("2020年的報告有幾章", ("舊",)),
        ("民國113年版怎麼說", ("新",)),
        ("最新版怎麼說", ("新",)),
        ("舊版怎麼說", ("舊",)),
        ("2020年完成了什麼", ()),
        ("1999年的報告", ()),
        ("方案的目標是什麼", ()),
        ("113件文件", ()),
        ("2020年的報告和智慧國家2.0有什麼不同", ()),
        ("願景是什麼", ()),
    ],
)
def test_a_question_names_its_documents_or_is_asked_of_all(question: str, found: tuple[str, ...]) -> None:
    assert SCOPE.of(question) == found


def test_one_document_needs_no_scope() -> None:
    assert Scope((document("甲", "智慧國家2.0", "2024-12-31"),)).of("智慧國家2.0") == ()
