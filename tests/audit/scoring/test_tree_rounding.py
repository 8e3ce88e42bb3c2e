"""Rounding by declared steps, and numbers for reading."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.aggregation import Mode, Rounding
from audit.scoring.rounding import decimal_text, exact_text, rounded, written
from tests.audit.domain.laws import LAW

DECIMAL = {
    Mode.HALF_UP: decimal.ROUND_HALF_UP,
    Mode.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Mode.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    Mode.UP: decimal.ROUND_UP,
    Mode.DOWN: decimal.ROUND_DOWN,
}


@LAW
@given(st.integers(-100_000, 100_000), st.sampled_from(Mode), st.integers(-2, 3))
def test_each_mode_is_the_one_of_the_general_decimal_arithmetic_standard(
    thousandths: int, mode: Mode, digits: int
):
    exact = Fraction(thousandths, 1000)
    expected = decimal.Decimal(thousandths).scaleb(-3).quantize(
        decimal.Decimal(1).scaleb(-digits), DECIMAL[mode]
    )  # fmt: skip
    assert rounded(exact, [Rounding(digits, mode)]) == Fraction(expected)


@LAW
@given(st.fractions(), st.fractions(), st.sampled_from(Mode), st.integers(-2, 4))
def test_rounding_keeps_the_order(one: Fraction, two: Fraction, mode: Mode, digits: int):
    low, high = sorted((one, two))
    assert rounded(low, [Rounding(digits, mode)]) <= rounded(high, [Rounding(digits, mode)])


def test_steps_are_taken_in_order():
    steps = [Rounding(2, Mode.HALF_UP), Rounding(0, Mode.HALF_UP)]
    assert rounded(Fraction("47.495"), steps) == 48
    assert rounded(Fraction("47.495"), steps[1:]) == 47


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [("75", 1, "75.0"), ("-1/2", 1, "-0.5"), ("0.05", 2, "0.05"), ("1200", -2, "1200")],
)
def test_a_rounded_number_is_written_with_the_decimals_it_was_rounded_to(
    value: str, digits: int, text: str
):
    assert written(Fraction(value), [Rounding(digits, Mode.HALF_UP)]) == text


def test_numbers_for_reading_are_cut_and_never_rounded_up():
    assert exact_text(Fraction(2, 3)) == "0.666666"
    assert exact_text(Fraction(-5, 2)) == "-2.5"
    assert exact_text(Fraction(100)) == "100"


def test_a_number_with_too_many_decimals_is_not_written_short():
    with pytest.raises(ValueError, match="more than 1 decimals"):
        decimal_text(Fraction(1, 4), 1)
