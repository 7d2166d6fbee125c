"""Figure support: claims against what the answer cites, with a lexicon of one agency."""

import re
from types import SimpleNamespace

import pytest
from eval_rows import FAILED, cite, make

from evals.metrics import figure_support


class OneAgency:
    """Knows 數位發展部 and its short name 數發部."""

    def find(self, text: str) -> tuple[SimpleNamespace, ...]:
        return tuple(
            SimpleNamespace(entry_id="moda", surface=found[0], start=found.start(), end=found.end(), kind="agency")
            for found in re.finditer("數位發展部|數發部", text)
        )


@pytest.fixture(autouse=True)
def _lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_support, "_lexicon", OneAgency)


def test_each_claim_is_looked_up_in_the_citations() -> None:
    row = make("113年由數發部編列5億元。[1]", cite("數位發展部 2024年 3億元"))
    assert figure_support.unsupported(row) == ("5億",)
    assert figure_support.measure(row) == pytest.approx(2 / 3)
    assert figure_support.weight(row) == 3.0


def test_the_cited_section_and_its_heading_count_as_cited() -> None:
    citation = cite("建置完成", section=("2.0 願景",))
    row = make("2.0共120處。[1]", citation, cited={citation.section_id: "至今120處建置完成"})
    assert figure_support.measure(row) == 1.0


def test_an_agency_nobody_cited_is_unsupported() -> None:
    assert figure_support.unsupported(make("由數發部辦理。[1]", cite("由經濟部辦理"))) == ("數發部",)


def test_no_claims_no_value() -> None:
    rows = (make("沒有數字。"), make("90%", answer={"refused": True}), FAILED)
    assert [figure_support.measure(row) for row in rows] == [None, None, None]


def test_the_shipped_lexicon_knows_an_agency_by_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    row = make("由數發部辦理。[1]", cite("主辦機關：數位發展部"))
    assert (figure_support.weight(row), figure_support.measure(row)) == (1.0, 1.0)
    assert figure_support.measure(make("由數發部辦理。[1]", cite("主辦機關：經濟部"))) == 0.0
