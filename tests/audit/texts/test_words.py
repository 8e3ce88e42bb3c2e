"""Case, accents and width do not matter, in any script; a text gives the same words wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.texts.words import LONGEST, places_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The COMPANY's face-recognition", ["the", "company", "s", "face", "recognition"]),
        ("Écoles fermées", ["ecoles", "fermees"]),
        ("Straße İstanbul ﬁne №5", ["strasse", "istanbul", "fine", "no5"]),
        ("人权观察 report", ["人", "权", "观", "察", "report"]),
        ("حُقُوق", ["حقوق"]),
        ("मानवाधिकार", ["मानवाधिकार"]),
        ("a_b\x00c", ["a", "b", "c"]),
        ("…!?", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]):
    assert words_of(text) == words


@given(st.text())
def test_a_word_holds_nothing_that_a_query_could_be_broken_with(text: str):
    for word in words_of(text):
        assert 0 < len(word) <= LONGEST
        assert not set(word) & set("\"'\\:&|!()<>*- \x00")


@given(st.text())
def test_places_stand_in_the_order_of_the_text_and_fold_to_their_words(text: str):
    places = places_of(text)
    assert [p.start for p in places] == sorted(p.start for p in places)
    assert all(place.word in words_of(text[place.start : place.end]) for place in places)
