"""Exact intervals: when a threshold is reached for certain, and the bounds of a maximum."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.bounds import Bounds, greatest
from audit.domain.truth import Truth
from tests.audit.domain.laws import LAW, bounds, numbers, within


def test_bounds_cannot_be_upside_down():
    with pytest.raises(ValueError, match="lowest 2 is above highest 1"):
        Bounds.between(2, 1)


@pytest.mark.parametrize(
    ("threshold", "truth"),
    [
        ("1", Truth.TRUE),
        ("2", Truth.TRUE),
        ("2000001/1000000", Truth.UNDETERMINED),
        ("3", Truth.UNDETERMINED),
        ("4", Truth.UNDETERMINED),
        ("4000001/1000000", Truth.FALSE),
    ],
)
def test_a_threshold_is_reached_when_both_ends_agree(threshold: str, truth: Truth):
    assert Bounds.between(2, 4).at_least(Fraction(threshold)) is truth


def test_a_known_quantity_reaches_itself():
    third = Bounds.exactly(Fraction(1, 3))
    assert third.is_known
    assert third.at_least(Fraction(1, 3)) is Truth.TRUE
    assert not Bounds.between(0, 1).is_known


@pytest.mark.parametrize(
    ("quantity", "said"),
    [(Bounds.exactly(Fraction(2, 3)), "2/3"), (Bounds.between(0, Fraction(1, 2)), "0 to 1/2")],
)
def test_it_is_said_exactly(quantity: Bounds, said: str):
    assert str(quantity) == said


def test_the_greatest_of_nothing_is_zero():
    assert greatest() == Bounds.exactly(0)


def test_the_greatest_takes_each_end_from_whichever_part_has_it():
    assert greatest(Bounds.between(1, 5), Bounds.between(3, 4)) == Bounds.between(3, 5)


@LAW
@given(bounds, numbers, st.data())
def test_what_is_decided_holds_for_every_value_within(
    quantity: Bounds, threshold: Fraction, data: st.DataObject
):
    value = data.draw(within(quantity))
    truth = quantity.at_least(threshold)
    assert truth is Truth.UNDETERMINED or (truth is Truth.TRUE) == (value >= threshold)


@LAW
@given(bounds, numbers)
def test_what_is_open_is_open_because_the_ends_disagree(quantity: Bounds, threshold: Fraction):
    open_ = quantity.at_least(threshold) is Truth.UNDETERMINED
    assert open_ == (quantity.lowest < threshold <= quantity.highest)


@LAW
@given(st.lists(bounds, min_size=1, max_size=4), st.data())
def test_the_greatest_of_values_lies_in_the_greatest_of_bounds(
    parts: list[Bounds], data: st.DataObject
):
    values = [data.draw(within(part)) for part in parts]
    whole = greatest(*parts)
    assert whole.lowest <= max(values) <= whole.highest
    assert whole == greatest(*reversed(parts))
