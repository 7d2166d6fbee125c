import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from tiny_index import TinyEmbedder, make_document

from corpus.errors import IndexCorrupt, InputError, ModelError
from index.build import assemble
from index.fuse import Weights
from index.retriever import Retriever, SearchOptions

TEXTS = (
    "圖書館的開放時間是上午九點。",
    "體育館的租借費用是五百元。",
    "圖書館的借書冊數以二十冊為限。",
    "圖書館的開放時間是上午九點。",
)


def test_the_passage_asked_for_comes_first_and_a_repeated_text_once(made, tiny) -> None:
    hits = Retriever(made(甲=TEXTS), tiny).search("圖書館什麼時候開放？")
    assert [h.passage.text for h in hits] == [TEXTS[0], TEXTS[2], TEXTS[1]]
    assert hits[0].passage.section_id == "甲/0"
    assert [h.rank for h in hits] == [1, 2, 3]
    assert set(hits[0].parts) == {"bm25", "dense", "crowding"}
    assert 0 < hits[0].parts["bm25"] <= 1


def test_search_is_the_same_every_time_and_bounded(made, tiny) -> None:
    retriever = Retriever(made(甲=TEXTS), tiny)
    assert retriever.search("圖書館") == retriever.search("圖書館")
    assert len(retriever.search("圖書館", SearchOptions(top_k=2))) == 2


def test_equal_scores_stand_in_reading_order(made, tiny) -> None:
    release = made(甲=("貓咪一號。", "貓咪二號。"), 乙=("貓咪三號。",))
    hits = Retriever(release, tiny).search("貓咪")
    assert [h.passage.text for h in hits] == ["貓咪一號。", "貓咪二號。", "貓咪三號。"]


def test_documents_narrow_the_search(made, tiny) -> None:
    retriever = Retriever(made(甲=TEXTS, 乙=("圖書館在河邊。",)), tiny)
    hits = retriever.search("圖書館開放時間", SearchOptions(document_ids=("乙",)))
    assert [h.passage.document_id for h in hits] == ["乙"]
    with pytest.raises(InputError, match="丙"):
        retriever.search("圖書館", SearchOptions(document_ids=("丙",)))


def test_vectors_alone_find_a_passage_without_a_shared_word(made, tiny) -> None:
    retriever = Retriever(made(甲=("河水", "燭火")), tiny)
    assert retriever.release.vectors.vectors(np.arange(2)).tolist() == [[1, 0, 0], [0, 1, 0]]
    hits = retriever.search("防火")
    assert hits[0].passage.text == "燭火"
    assert hits[0].parts["dense"] == 1


def test_crowding_orders_passages_and_takes_none_away(made, tiny) -> None:
    plain = Retriever(made(甲=("水電費補助", "水費補助", "水利工程")), tiny)
    crowded = plain.weighted(Weights(bm25=1, dense=0.3, crowding=50))
    assert {h.passage.text for h in crowded.search("水")} == {h.passage.text for h in plain.search("水")}
    assert all(h.score < 0 for h in crowded.search("水"))


def test_either_script_year_and_another_name_find_the_passage(made, tiny) -> None:
    release = made(甲=("數位發展部負責韌性。", "教育部負責學校。", "民國113年完成。", "民國114年完成。"))
    retriever = Retriever(release, tiny)
    for question, text in {
        "数位发展部": "數位發展部負責韌性。",
        "moda": "數位發展部負責韌性。",
        "2024年做了什麼": "民國113年完成。",
    }.items():
        assert retriever.search(question)[0].passage.text == text


def test_english_finds_chinese_and_an_everyday_word_the_official_one(made, tiny) -> None:
    retriever = Retriever(made(甲=("勞工請假期間照給工資。", "雇主應預告後資遣。", "水果價格表。")), tiny)
    assert retriever.search("Which workers' wages are paid?")[0].passage.text == "勞工請假期間照給工資。"
    assert retriever.search("公司叫我走路")[0].passage.text == "雇主應預告後資遣。"


def test_headings_and_the_document_s_names_are_searched(made, tiny) -> None:
    document, sections, passages = make_document("甲", "費用五百元", "費用六百元")
    named = replace(document, title="貓咪收容辦法")
    headed = [replace(p, path=(heading,)) for p, heading in zip(passages, ("一、狗", "二、貓"), strict=True)]
    other, other_sections, other_passages = make_document("乙", "費用七百元")
    release = assemble([named, other], sections + other_sections, headed + other_passages, tiny)
    retriever = Retriever(release, tiny)
    assert retriever.search("貓的費用")[0].passage.text == "費用六百元"
    assert retriever.search("收容費用")[-1].passage.text == "費用七百元"


def test_a_named_edition_narrows_the_search(made, tiny) -> None:
    release = made(甲=("圖書館開放。",), 乙=("圖書館開放九點。",))
    dated = [
        replace(d, edition=e, family="館") for d, e in zip(release.documents, ("2020-01-01", "2024-01-01"), strict=True)
    ]
    retriever = Retriever(replace(release, documents=tuple(dated)), tiny)
    assert {h.passage.document_id for h in retriever.search("2024年的報告，圖書館開放")} == {"乙"}
    assert {h.passage.document_id for h in retriever.search("圖書館開放")} == {"甲", "乙"}
    assert {h.passage.document_id for h in retriever.search("2024年圖書館開放")} == {"甲", "乙"}


def test_nothing_in_common_gives_nothing(made, tiny) -> None:
    assert Retriever(made(甲=TEXTS), tiny).search("？！") == ()


def test_idf_and_similarity(made, tiny) -> None:
    retriever = Retriever(made(甲=("河水", "燭火")), tiny)
    assert retriever.idf("河水") == retriever.idf("烛火") < retriever.idf("没有")
    assert retriever.similarity("水", ["水", "火", ""]).tolist() == [1, 0, 0]
    assert retriever.similarity("水", []).shape == (0,)


def test_another_model_or_tokenizer_is_refused(made, tiny, monkeypatch) -> None:
    release = made(甲=TEXTS)
    with pytest.raises(ModelError, match="tiny@2"):
        Retriever(release, TinyEmbedder(model_id="tiny@2"))
    monkeypatch.setattr("index.retriever.TOKENIZER_ID", "other")
    with pytest.raises(IndexCorrupt, match="other"):
        Retriever(release, tiny)


def test_importing_the_retriever_loads_nothing_heavy() -> None:
    code = "import sys, index.retriever; print([m for m in ('torch','sentence_transformers','gradio') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
