from corpus.types import Passage, Span
from index.duplicates import Shown


def passage(text: str, document_id: str = "甲") -> Passage:
    return Passage(text, document_id, "s", (), Span(0, len(text)), text)


def test_marks_make_no_difference_but_figures_do() -> None:
    shown = Shown()
    assert shown.add(passage("每人補助500元。"))
    assert not shown.add(passage("**每人**補助 500 元", "乙"))
    assert not shown.add(passage("<u>每人</u>補助５００元；"))
    assert shown.add(passage("每人補助600元。"))


def test_a_part_of_what_was_shown_adds_nothing_in_the_same_document() -> None:
    shown, long = Shown(), "本計畫由教育部主辦，經濟部協辦，自即日起實施。"
    assert shown.add(passage(long))
    assert not shown.add(passage("由教育部主辦，經濟部協辦，自即日起"))
    assert shown.add(passage("由教育部主辦，經濟部協辦，自即日起", "乙"))
    assert shown.add(passage("教育部"))


def test_text_without_letters_is_compared_as_it_is() -> None:
    shown = Shown()
    assert shown.add(passage("──"))
    assert not shown.add(passage("──"))
    assert shown.add(passage("※"))
