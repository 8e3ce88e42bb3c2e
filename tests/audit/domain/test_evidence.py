"""Admiralty grades: both halves reach the floor, and what cannot be judged reaches none."""

from __future__ import annotations

from itertools import product

import pytest

from audit.domain.evidence import Credibility, Grade, Reliability

EVERY = [Grade(r, c) for r, c in product(Reliability, Credibility)]
JUDGED = [g for g in EVERY if "F" not in str(g) and "6" not in str(g)]


def grade(text: str) -> Grade:
    return Grade(Reliability(text[0]), Credibility(text[1]))


@pytest.mark.parametrize("better", ["A1", "A3", "B2", "C1", "C3"])
def test_reaches_c3(better: str):
    assert grade(better).at_least(grade("C3"))


@pytest.mark.parametrize("worse", ["A4", "D1", "D3", "C4", "E5", "F1", "F3", "A6", "C6", "F6"])
def test_does_not_reach_c3(worse: str):
    assert not grade(worse).at_least(grade("C3"))


def test_a_grade_is_written_with_both_halves():
    assert [str(grade(text)) for text in ("A1", "C3", "F6")] == ["A1", "C3", "F6"]


@pytest.mark.parametrize("floor", EVERY, ids=str)
def test_what_cannot_be_judged_reaches_no_floor(floor: Grade):
    assert not any(g.at_least(floor) for g in EVERY if g not in JUDGED)


@pytest.mark.parametrize("floor", JUDGED, ids=str)
def test_improving_one_half_never_loses_the_floor(floor: Grade):
    assert floor.at_least(floor)
    reaching = {str(g) for g in JUDGED if g.at_least(floor)}
    assert reaching == {
        r + c
        for r, c in product("ABCDE", "12345")
        if r <= floor.reliability and c <= floor.credibility
    }
