"""A row is high enough for our texts in programs that work out no height, and grows in all of them."""

from __future__ import annotations

import re

from audit.questionnaire.heights import HIGHEST, height_of
from audit.questionnaire.layout import Fixed, Input
from tests.audit.questionnaire.builders import SENT, part


def height(*texts: str, width: int = 10) -> float:
    return height_of([Fixed(text) for text in texts], [width] * len(texts))


def test_the_longest_text_of_a_row_makes_its_height():
    assert height("one") < height("one two three four") < height("one two three four " * 3)
    assert height("a", "b\nc\nd", "e") == height("b\nc\nd") == height("", "b\n\nd")
    assert height("one two three four", width=40) == height("one")


def test_a_word_that_fits_no_line_is_broken():
    assert height("x" * 100) > height("x" * 50)


def test_an_empty_row_has_a_line_and_none_is_higher_than_spreadsheets_allow():
    assert height() == height_of([Input(("", "language"))], [10]) == height("one")
    assert height("many\n" * 500) == HIGHEST


def test_every_row_begins_with_its_height_and_none_is_kept_from_growing():
    for number in range(1, 5):
        rows = re.findall(r"<row [^>]*>", part(SENT, f"xl/worksheets/sheet{number}.xml"))
        assert rows
        assert all(' ht="' in row and "customHeight" not in row for row in rows)


def test_the_frozen_sheet_is_not_printed():
    book = part(SENT, "xl/workbook.xml")
    assert "'GOV Policy and governance'!$A$1:$K$4" in book
    assert "'investee-audit (frozen)'!" not in book
