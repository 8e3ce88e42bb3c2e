"""Exact numbers, rounded by declared steps and printed with as many decimals as the last step keeps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from audit.domain.aggregation import Mode, Rounding
from audit.domain.bounds import Bounds

HALF = Fraction(1, 2)


def rounded(value: Fraction, steps: Sequence[Rounding]) -> Fraction:
    """The number after every step, in order. Negative numbers are rounded as positive ones are."""
    for step in steps:
        unit = Fraction(10) ** -step.digits
        sign = -1 if value < 0 else 1
        value = sign * _whole(abs(value) / unit, step.mode) * unit
    return value


def rounded_bounds(bounds: Bounds, steps: Sequence[Rounding]) -> Bounds:
    """Both ends rounded; rounding never changes which of two numbers is the greater."""
    return Bounds(rounded(bounds.lowest, steps), rounded(bounds.highest, steps))


def written(value: Fraction, steps: Sequence[Rounding]) -> str:
    """The rounded number in digits; without steps, exact, and cut to six decimals where it must be."""
    if steps:
        return decimal_text(rounded(value, steps), max(steps[-1].digits, 0))
    return exact_text(value)


def exact_text(value: Fraction, digits: int = 6) -> str:
    """A number for reading: all its decimals if there are at most so many, else cut (not rounded)."""
    text = decimal_text(rounded(value, (Rounding(digits, Mode.DOWN),)), digits)
    return text.rstrip("0").rstrip(".")


def decimal_text(value: Fraction, digits: int) -> str:
    """A number that has at most so many decimals, with exactly so many."""
    scaled = value * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {digits} decimals")
    whole = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    sign = "-" if scaled < 0 else ""
    return sign + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def _whole(value: Fraction, mode: Mode) -> int:
    below, rest = divmod(value, 1)
    match mode:
        case Mode.UP:
            above = rest > 0
        case Mode.DOWN:
            above = False
        case Mode.HALF_UP:
            above = rest >= HALF
        case Mode.HALF_DOWN:
            above = rest > HALF
        case Mode.HALF_EVEN:
            above = rest > HALF or (rest == HALF and below % 2 == 1)
    return int(below) + above
