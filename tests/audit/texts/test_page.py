"""Pages are cleaned, and never longer than the index can hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.texts.page import LONGEST_PAGE, Page, clean, grouped, span, whole


def test_control_characters_and_odd_line_ends_are_taken_out():
    assert clean("\n a\x00b \r\nc\rd\ud800\x1b \n\n") == " ab\nc\nd"


def test_a_page_that_is_too_long_goes_on_in_parts():
    pages = list(whole([Page("page 1", "word " * 6000), Page("page 2", " \n")]))
    assert [page.locator for page in pages] == [f"page 1, part {n}" for n in (1, 2, 3)]
    assert sum(page.text.count("word") for page in pages) == 6000


@given(st.text(max_size=30_000))
def test_no_page_is_too_long_or_empty(text: str):
    for page in whole([Page("page 1", text)]):
        assert page.text.strip()
        assert len(page.text) <= LONGEST_PAGE


def test_pieces_are_put_together_and_named_by_their_numbers():
    pages = list(grouped(["a" * 6, "b" * 6, "c" * 6], "line", most=12))
    assert [page.locator for page in pages] == ["lines 1 to 2", "line 3"]
    assert span("row", 2, 2) == "row 2"
