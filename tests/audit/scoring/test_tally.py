"""Exact sums, and what a share means where nothing applies or nothing was determined."""

from __future__ import annotations

from fractions import Fraction

from audit.domain.bounds import Bounds
from audit.scoring.tally import Tally, total

HALF = Fraction(1, 2)


def points(*values: int | Fraction) -> Tally:
    return Tally(*(Fraction(value) for value in values))


def test_the_total_adds_every_field():
    assert total([points(3, 2, 1, 1, 3), points(1, 1, HALF, HALF, HALF)]) == points(
        4, 3, Fraction(3, 2), Fraction(3, 2), Fraction(7, 2)
    )


def test_the_total_of_nothing_is_nothing():
    assert total([]) == points(0, 0, 0, 0, 0)


def test_thirds_stay_exact():
    third = points(1, 1, Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))
    assert total([third] * 3).share == Bounds.exactly(Fraction(1, 3))


def test_share_coverage_and_share_of_what_was_determined():
    tally = points(4, 2, 1, 1, 3)
    assert tally.share == Bounds(Fraction(1, 4), Fraction(3, 4))
    assert tally.coverage == HALF
    assert tally.share_of_determined == HALF


def test_where_nothing_applies_anything_is_possible_and_nothing_covered():
    empty = points(0, 0, 0, 0, 0)
    assert empty.share == Bounds.between(0, 1)
    assert empty.coverage == 0
    assert empty.share_of_determined is None


def test_where_nothing_was_determined_there_is_no_share_of_it():
    assert points(4, 0, 0, 0, 4).share_of_determined is None
