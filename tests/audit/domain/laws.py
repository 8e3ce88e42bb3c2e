"""What the property tests of the core share: settings, and strategies for exact numbers and facts."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from audit.domain.bounds import Bounds
from audit.domain.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Fact,
    Facts,
    Is,
    Not,
    Shown,
)
from audit.domain.truth import Truth, YesNo

LAW = settings(deadline=None, max_examples=60, derandomize=True)
FEW = settings(deadline=None, max_examples=20, derandomize=True)

truths = st.sampled_from(Truth)
numbers = st.integers(-9, 9).map(lambda thirds: Fraction(thirds, 3))
bounds = st.tuples(numbers, numbers).map(lambda ends: Bounds(min(ends), max(ends)))

WORDS = ("exported", "audited")
QUANTITIES = ("share", "level")

facts = st.fixed_dictionaries(
    {name: st.sampled_from(YesNo) for name in WORDS} | dict.fromkeys(QUANTITIES, bounds)
)

comparisons = st.one_of(
    st.builds(Is, st.sampled_from(WORDS), st.sampled_from([YesNo.YES, YesNo.NO])),
    st.builds(AtLeast, st.sampled_from(QUANTITIES), numbers),
    st.builds(Below, st.sampled_from(QUANTITIES), numbers),
)


def conditions(*, shown: bool) -> st.SearchStrategy[Condition]:
    """Conditions over the facts above; without shown, only what Kleene's logic knows."""

    def grown(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(part, max_size=3).map(tuple)
        wider = [st.builds(AllOf, several), st.builds(AnyOf, several), st.builds(Not, part)]
        return st.one_of(*wider, *([st.builds(Shown, part)] if shown else []))

    return st.recursive(comparisons, grown, max_leaves=6)


@st.composite
def refined(draw: st.DrawFn, rough: Facts) -> Facts:
    """The same facts with some of what was open settled, or narrowed."""
    return {name: draw(_narrower(fact)) for name, fact in rough.items()}


def _narrower(fact: Fact) -> st.SearchStrategy[Fact]:
    if isinstance(fact, YesNo):
        return st.sampled_from(YesNo) if fact is YesNo.UNKNOWN else st.just(fact)
    return st.tuples(within(fact), within(fact)).map(lambda ends: Bounds(min(ends), max(ends)))


def within(quantity: Bounds) -> st.SearchStrategy[Fraction]:
    """A value between the bounds, both ends included."""
    step = (quantity.highest - quantity.lowest) / 6
    return st.integers(0, 6).map(lambda steps: quantity.lowest + steps * step)
