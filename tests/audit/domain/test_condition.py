"""Conditions over facts: each operator, and that settling what is open never flips what was decided."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.bounds import Bounds
from audit.domain.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Facts,
    Is,
    Not,
    Shown,
    evaluate,
    leaves,
)
from audit.domain.truth import Truth, YesNo, all_of, any_of, negate
from tests.audit.domain.laws import LAW, conditions, facts, refined

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNDETERMINED
YES, NO, UNKNOWN = Is("yes", YesNo.YES), Is("yes", YesNo.NO), Is("open", YesNo.YES)
FACTS: Facts = {"yes": YesNo.YES, "open": YesNo.UNKNOWN, "level": Bounds.between(2, 4)}


@pytest.mark.parametrize(
    ("fact", "asked", "truth"),
    [
        (YesNo.YES, YesNo.YES, T),
        (YesNo.YES, YesNo.NO, F),
        (YesNo.NO, YesNo.NO, T),
        (YesNo.NO, YesNo.YES, F),
        (YesNo.UNKNOWN, YesNo.YES, U),
        (YesNo.UNKNOWN, YesNo.NO, U),
    ],
)
def test_a_word(fact: YesNo, asked: YesNo, truth: Truth):
    assert evaluate(Is("fact", asked), {"fact": fact}) is truth


@pytest.mark.parametrize(
    ("threshold", "reached", "under"), [(2, T, F), (3, U, U), (4, U, U), (5, F, T)]
)
def test_a_quantity(threshold: int, reached: Truth, under: Truth):
    assert evaluate(AtLeast("level", Fraction(threshold)), FACTS) is reached
    assert evaluate(Below("level", Fraction(threshold)), FACTS) is under


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (ALWAYS, T),
        (AnyOf(()), F),
        (AllOf((YES, UNKNOWN)), U),
        (AllOf((NO, UNKNOWN)), F),
        (AnyOf((YES, UNKNOWN)), T),
        (AnyOf((NO, UNKNOWN)), U),
        (Not(YES), F),
        (Not(NO), T),
        (Not(UNKNOWN), U),
        (Shown(YES), T),
        (Shown(NO), F),
        (Shown(UNKNOWN), F),
        (Not(Shown(UNKNOWN)), T),
        (Shown(Not(UNKNOWN)), F),
    ],
    ids=repr,
)
def test_composition(condition: Condition, truth: Truth):
    assert evaluate(condition, FACTS) is truth


def test_a_fact_that_nobody_supplies_is_an_error_and_not_unknown():
    with pytest.raises(KeyError, match="nowhere"):
        evaluate(Is("nowhere", YesNo.YES), FACTS)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Is("level", YesNo.YES), "a quantity cannot be compared with the word yes"),
        (AtLeast("yes", Fraction(1)), "the fact yes is a word"),
        (Below("yes", Fraction(1)), "the fact yes is a word"),
    ],
    ids=["word", "at least", "below"],
)
def test_words_and_quantities_are_not_mixed(condition: Condition, said: str):
    with pytest.raises(TypeError, match=said):
        evaluate(condition, FACTS)


def test_the_comparisons_stand_in_reading_order():
    level = AtLeast("level", Fraction(3))
    assert leaves(AllOf((YES, Not(AnyOf((level, Shown(NO))))))) == (YES, level, NO)
    assert leaves(ALWAYS) == ()


@LAW
@given(conditions(shown=False), facts, st.data())
def test_settling_what_is_open_never_flips_a_decided_condition(
    condition: Condition, rough: Facts, data: st.DataObject
):
    before = evaluate(condition, rough)
    assert before in (U, evaluate(condition, data.draw(refined(rough))))


@LAW
@given(conditions(shown=False), facts, st.data())
def test_what_was_shown_stays_shown(condition: Condition, rough: Facts, data: st.DataObject):
    if evaluate(Shown(condition), rough) is T:
        assert evaluate(Shown(condition), data.draw(refined(rough))) is T


@LAW
@given(conditions(shown=True), facts)
def test_shown_is_always_decided(condition: Condition, known: Facts):
    assert evaluate(Shown(condition), known) is not U
    assert (evaluate(Shown(condition), known) is T) == (evaluate(condition, known) is T)


@LAW
@given(st.lists(conditions(shown=True), max_size=3).map(tuple), facts)
def test_conditions_follow_the_logic_of_their_parts(parts: tuple[Condition, ...], known: Facts):
    truths = [evaluate(part, known) for part in parts]
    assert evaluate(AllOf(parts), known) is all_of(truths)
    assert evaluate(AnyOf(parts), known) is any_of(truths)
    assert evaluate(Not(AllOf(parts)), known) is negate(all_of(truths))
    assert evaluate(Not(AllOf(parts)), known) is evaluate(AnyOf(tuple(map(Not, parts))), known)


@LAW
@given(conditions(shown=True), facts)
def test_only_the_facts_it_compares_matter(condition: Condition, known: Facts):
    needed = {leaf.fact for leaf in leaves(condition)}
    assert evaluate(condition, {k: known[k] for k in needed}) is evaluate(condition, known)
