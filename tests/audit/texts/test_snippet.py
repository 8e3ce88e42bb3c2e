"""A snippet shows where what was looked for stands, and nothing that is not there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.texts.query import read_query
from audit.texts.snippet import MORE, WIDTH, snippet

LONG = (
    "Nothing here. " * 40 + "The Écoles had cameras at every\ngate of it. " + "Nothing there. " * 40
)


def shown(text: str, words: str) -> str:
    pieces = snippet(text, read_query(words))
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


def test_the_best_part_is_shown_with_marks_in_one_line():
    said = shown(LONG, "ecoles gate OR fence")
    assert "The [Écoles] had cameras at every [gate] of it." in said
    assert said.startswith(MORE)
    assert said.endswith(MORE)


def test_phrases_and_beginnings_are_marked_whole():
    assert (
        shown("A face recognition system.", '"face recognition"') == "A [face recognition] system."
    )
    assert shown("Recognised faces.", "recog*") == "[Recognised] faces."


def test_a_short_text_is_shown_whole():
    assert shown("Only this.", "this") == "Only [this]."


@given(st.text(max_size=800), st.sampled_from(["a", "a b", '"a b"', "a*"]))
def test_every_piece_stands_in_the_text(text: str, words: str):
    squeezed = " ".join(text.split())
    pieces = snippet(text, read_query(words))
    assert sum(len(piece.text) for piece in pieces) <= WIDTH + 2 * len(MORE) + 1
    for piece in pieces:
        assert " ".join(piece.text.strip(MORE).split()) in squeezed
