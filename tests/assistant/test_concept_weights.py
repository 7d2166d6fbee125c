"""What a question's words count: rare ones more, and everyday ones as much as their official words are rare."""

import pytest

from assistant.answer import Assistant
from assistant.concepts import concepts
from corpus.library import open_library
from index.build import build
from index.lexicon import Everyday, Lexicon
from index.retriever import Retriever

LEXICON = Lexicon((Everyday(("紅單",), ("罰鍰",)), Everyday(("頭家",), ("雇主",))))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("fines")
    articles = "\n".join(f"第 {n} 條\n違反第 {n} 款者，由主管機關查明。" for n in range(2, 30))
    (folder / "act.txt").write_text(f"檢查法\n第 1 條\n處新臺幣三萬元罰鍰。\n{articles}", encoding="utf-8")
    build(open_library(folder), folder / "index")
    return Assistant(Retriever.open(folder / "index"))


def weight(assistant: Assistant, word: str) -> float:
    (concept,) = concepts(word, LEXICON)
    return assistant.ranker.weight(concept)


def test_a_word_that_stands_nowhere_counts_what_its_official_words_count(assistant: Assistant) -> None:
    assert weight(assistant, "紅單") == weight(assistant, "罰鍰") > weight(assistant, "主管機關")


def test_a_word_that_nothing_says_counts_little(assistant: Assistant) -> None:
    assert 0 < weight(assistant, "頭家") == weight(assistant, "蝴蝶") < weight(assistant, "紅單")
