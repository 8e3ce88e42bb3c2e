"""A sum over a sum, exactly, also where some of what is added is open or may not count at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from audit.domain.bounds import Bounds

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Term:
    """What one part adds to the upper and the lower number of a fraction, or does not add."""

    above: Bounds
    below: Bounds
    optional: bool


def scaled(bounds: Bounds, factor: Fraction) -> Bounds:
    """Both ends multiplied by a number of zero or more."""
    if factor == 1:
        return bounds
    return Bounds(bounds.lowest * factor, bounds.highest * factor)


def scaled_terms(terms: Iterable[Term], factor: Fraction) -> tuple[Term, ...]:
    """Every term with both its numbers multiplied."""
    if factor == 1:
        return tuple(terms)
    return tuple(
        Term(scaled(term.above, factor), scaled(term.below, factor), term.optional)
        for term in terms
    )


def ratio(terms: Iterable[Term]) -> Bounds | None:
    """Exact bounds of a sum over a sum; None where what it is divided by would be nothing."""
    listed = list(terms)
    below = sum((term.below.highest for term in listed), ZERO)
    if below <= 0:
        return None
    if all(term.below.is_known and not term.optional for term in listed):
        lowest = sum((term.above.lowest for term in listed), ZERO) / below
        if all(term.above.is_known for term in listed):
            return Bounds(lowest, lowest)
        return Bounds(lowest, sum((term.above.highest for term in listed), ZERO) / below)
    lowest = _least([(term.above.lowest, term) for term in listed])
    highest = -_least([(-term.above.highest, term) for term in listed])
    return Bounds(lowest, highest)


def _least(terms: Sequence[tuple[Fraction, Term]]) -> Fraction:
    """The least value of the fraction over all choices of what is open (Dinkelbach's method).

    Each round asks which choices lie below the value reached so far, and ends when none do.
    """
    least = sum((above for above, _ in terms), ZERO) / sum(
        (t.below.highest for _, t in terms), ZERO
    )
    while True:
        chosen = [_choice(above, term, least) for above, term in terms]
        below = sum((b for _, b in chosen), ZERO)
        value = sum((a for a, _ in chosen), ZERO) / below if below else least
        if value >= least:
            return least
        least = value


def _choice(above: Fraction, term: Term, least: Fraction) -> tuple[Fraction, Fraction]:
    choices = [(above, term.below.highest), (above, term.below.lowest)]
    if term.optional:
        choices.append((ZERO, ZERO))
    return min(choices, key=lambda choice: choice[0] - least * choice[1])
