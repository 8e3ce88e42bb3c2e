"""Words are taken out wherever they can be read, and found wherever they can still be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.texts.redaction import MARK, still_in, without
from audit.texts.words import words_of

TEXTS = st.lists(st.sampled_from(["Jane", "DOE", "saw", "it,", "Éva", "\n", "jane", "doe"])).map(
    " ".join
)


@pytest.mark.parametrize(
    ("text", "phrase", "redacted"),
    [
        ("Jane Doe saw it.", "Jane Doe", f"{MARK} saw it."),
        ("JANE\n  DOE saw it.", "Jane Doe", f"{MARK} saw it."),
        ("jane.doe@example.org", "Jane Doe", f"{MARK}@example.org"),
        ("Ja\u00adne D\u200boe saw it.", "Jane Doe", f"{MARK} saw it."),
        ("Eva\u0301 saw it, ÉVÁ too.", "eva", f"{MARK} saw it, {MARK} too."),
        ("ראתה חנה כהן", "חנה כהן", f"ראתה {MARK}"),
        ("张伟看见了", "张伟", f"{MARK}看见了"),
        ("call +972 50-123", "972 50 123", f"call +{MARK}"),
        ("call +972-50-12-3", "97250 123", f"call +{MARK}"),
        ("Herr Schmi-\ndt kam.", "Schmidt", f"Herr {MARK} kam."),
        ("Herr Schmi-\fdt kam.", "Schmidt", f"Herr {MARK} kam."),
        ("J a n e saw it.", "Jane", f"{MARK} saw it."),
        ("janedoe@example.org", "Jane Doe", f"{MARK}@example.org"),
        ("Jane's, Jane’s, and o'hara", "Jane", f"{MARK}'s, {MARK}’s, and o'hara"),
        ("\uff2a\uff41\uff4e\uff45 saw it.", "Jane", f"{MARK} saw it."),
        ("Ⓙⓐⓝⓔ saw it, 𝐉𝐚𝐧𝐞 too.", "Jane", f"{MARK} saw it, {MARK} too."),
        ("a ﬁsher™ saw it.", "fisher", f"a {MARK}™ saw it."),
        ("Ja\u034fne saw it, Ja\ufe0fne too.", "Jane", f"{MARK} saw it, {MARK} too."),
        ("\u202eenaJ\u202c Jane", "Jane", f"{MARK} {MARK}"),
        ("IŞIK saw it.", "Işık", f"{MARK} saw it."),
        ("رأت محـــمد", "محمد", f"رأت {MARK}"),
        ("김 철수 saw it", "김철수", f"{MARK} saw it"),
    ],
)
def test_a_phrase_is_found_as_people_write_it(text: str, phrase: str, redacted: str):
    made = without(text, [phrase])
    assert (made.text, made.unfound) == (redacted, ())
    assert still_in(made.text, [phrase]) == ()


def test_a_longer_word_is_another_word():
    made = without("Doetown is a town.", ["Doe"])
    assert (made.places, made.unfound) == (0, ("Doe",))


def test_phrases_that_overlap_leave_nothing_of_either():
    made = without("Anna Maria Berg came.", ["Anna Maria", "Maria Berg"])
    assert made.text.replace(MARK, "").strip() == "came."


def test_the_mark_says_nothing_of_what_it_stands_for():
    assert without("Al", ["Al"]).text == without("Bartholomew", ["Bartholomew"]).text == MARK


@given(TEXTS, st.lists(st.sampled_from(["Jane Doe", "doe", "Eva saw", "it"]), min_size=1))
def test_what_was_taken_out_is_not_there_any_more(text: str, phrases: list[str]):
    made = without(text, phrases)
    assert not [p for p in phrases if p not in made.unfound and p in still_in(made.text, phrases)]
    kept = words_of(made.text.replace(MARK, " "))
    assert len(kept) <= len(words_of(text))
