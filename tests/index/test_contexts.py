from corpus.types import Passage, Span
from index.contexts import contexts


def passage(section_id: str, *path: str, document_id: str = "甲") -> Passage:
    return Passage("p", document_id, section_id, path, Span(0, 1), "文")


def test_a_context_is_the_section_or_what_it_stands_in() -> None:
    passages = (
        passage("1", "一"),
        passage("1", "一"),
        passage("1.1", "一", "（一）"),
        passage("1.2", "一", "（二）"),
        passage("2", "一", document_id="乙"),
    )
    assert contexts(passages).tolist() == [0, 0, 1, 1, 2]
    assert contexts(()).tolist() == []
