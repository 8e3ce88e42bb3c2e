"""A page is cut into passages that can be quoted: exactly its text, none lost, always the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.texts.passages import LONGEST_PASSAGE, passages_of


def test_paragraphs_are_passages_and_a_heading_goes_with_what_follows():
    long = (
        "This paragraph is long enough to stand by itself, because it has more than eighty marks."
    )
    found = passages_of(f"Heading\n\n{long}\n\n{long}")
    assert [passage.text for passage in found] == [f"Heading\n\n{long}", long]


def test_a_long_paragraph_is_cut_between_sentences():
    sentence = "The camera at the gate was on. "
    found = passages_of(sentence * 50)
    assert len(found) > 1
    assert all(passage.text.endswith("was on.") for passage in found)


@given(st.text(alphabet=st.sampled_from("ab .!\n\t人"), max_size=3000))
def test_nothing_is_lost_and_nothing_is_too_long(text: str):
    found = passages_of(text)
    assert "".join("".join(passage.text.split()) for passage in found) == "".join(text.split())
    assert all(0 < len(passage.text) <= LONGEST_PASSAGE for passage in found)
    assert all(passage.text in text for passage in found)
    assert [passage.number for passage in found] == list(range(1, len(found) + 1))
