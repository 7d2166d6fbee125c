from index.windows import sentences, windows


def test_sentences_end_at_marks_and_lines_and_keep_closing_quotes() -> None:
    assert sentences("甲。「乙！」丙\n丁；戊") == ["甲。", "「乙！」", "丙\n", "丁；", "戊"]


def test_windows_are_neighbouring_pairs() -> None:
    assert windows([["甲"], ["乙"], ["丙"]]) == [["甲", "乙"], ["乙", "丙"]]
    assert windows([["甲"], ["乙"]]) == [["甲", "乙"]]
    assert windows([]) == [[]]
