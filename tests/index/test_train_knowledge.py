from index.models.train.knowledge import everyday_words, said_otherwise, sayings, word_pairs

SAID = {"繳納": ("付錢",), "繳納期限": ("什麼時候要付",), "罰鍰": ("紅單", "罰單")}


def test_official_words_are_put_into_everyday_ones_the_longest_first() -> None:
    pairs = [("罰鍰之繳納期限", "甲"), ("本辦法", "乙")] * 60
    made = list(said_otherwise(pairs, SAID, 1))
    assert {passage for _, passage in made} == {"甲"}
    assert {question for question, _ in made} == {
        "罰鍰之什麼時候要付",
        *(f"{fine}之{period}" for fine in ("紅單", "罰單") for period in ("繳納期限", "什麼時候要付")),
    }
    assert 40 < len(made) < 60  # a word is kept now and then
    assert made == list(said_otherwise(pairs, SAID, 1))


def test_the_lexicon_teaches_everyday_words_names_and_english() -> None:
    pairs = dict(word_pairs())
    assert "子女" in pairs["小孩、孩子、小朋友、兒女、囡仔"].split("、")
    assert "國科會" in pairs["國家科學及技術委員會"].split("、")
    assert "黑客松" in pairs["hackathon"].split("、")
    assert "囡仔" in everyday_words()


def test_general_words_are_not_said_otherwise() -> None:
    said = sayings()
    assert "囡仔" in said["子女"]
    assert all(words for words in said.values())
