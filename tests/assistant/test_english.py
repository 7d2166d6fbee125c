"""Questions in English get the key terms of the Chinese statement in English, where the lexicon has them."""

from __future__ import annotations

from assistant.answer import Assistant
from assistant.compose.claims import Claim
from assistant.compose.english import with_key_terms
from index.lexicon import shipped_lexicon


def test_agencies_are_told_in_english_after_the_statement() -> None:
    (claim,) = with_key_terms((Claim("由國科會辦理", ()),), shipped_lexicon(), 170)
    assert claim.text == "由國科會辦理 (國科會: National Science and Technology Council)"


def test_key_terms_that_do_not_fit_or_are_not_known_are_left_out() -> None:
    claims = (Claim("由國科會辦理", ()), Claim("甲" * 160, ()))
    assert with_key_terms(claims, shipped_lexicon(), 170) == claims
    assert with_key_terms((Claim("無關的話", ()),), shipped_lexicon(), 170)[0].text == "無關的話"
    assert with_key_terms((), shipped_lexicon(), 170) == ()


def test_only_an_english_question_gets_them(assistant: Assistant) -> None:
    assert "Ministry of Education" in assistant.ask("Which agency is the competent authority of the award rule?").text
    assert "Ministry" not in assistant.ask("獎助要點的主管機關是哪個機關？").text
