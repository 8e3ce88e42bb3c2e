"""Checklists find their scales, and a word off the scale is an error."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.audit.scoring.builders import GRADED, SAFE, checklist, question, section


def test_a_scale_gives_the_exact_share_of_a_word():
    assert [GRADED.value_of(v.code) for v in GRADED.values] == [
        1,
        Fraction(3, 4),
        Fraction(1, 2),
        0,
    ]


def test_a_word_off_the_scale_is_refused():
    with pytest.raises(KeyError, match="YES"):
        GRADED.value_of("YES")


def test_questions_come_in_reading_order():
    listed = checklist(
        section("ONE", question("ONE-01"), question("ONE-02")), section("TWO", question("TWO-01"))
    )
    assert [q.id for q in listed.questions] == ["ONE-01", "ONE-02", "TWO-01"]


def test_a_checklist_knows_its_scales_by_id():
    assert checklist().scale("YN") is SAFE
    with pytest.raises(KeyError, match="M9"):
        checklist().scale("M9")
