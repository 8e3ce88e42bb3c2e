"""Declarative conditions over named facts, as checklists and policies write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from audit.domain.bounds import Bounds
from audit.domain.truth import Truth, YesNo, all_of, any_of, negate

Fact = YesNo | Bounds
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Is:
    """The fact has this recorded word; an unknown fact leaves it undetermined."""

    fact: str
    value: YesNo


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The quantity reaches the threshold."""

    fact: str
    threshold: Fraction


@dataclass(frozen=True, slots=True)
class Below:
    """The quantity stays under the threshold."""

    fact: str
    threshold: Fraction


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Shown:
    """The part is known to hold; while it is undetermined it counts as not shown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Answered:
    """The question was answered with one of these words; an open answer leaves it undetermined."""

    question: str
    codes: tuple[str, ...]


Condition = Is | AtLeast | Below | AllOf | AnyOf | Not | Shown | Answered
ALWAYS = AllOf(())


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Whether the condition holds under these facts; raises KeyError for a fact nobody supplies."""
    match condition:
        case Is(fact, value):
            return _is(facts[fact], value)
        case AtLeast(fact, threshold):
            return _quantity(facts, fact).at_least(threshold)
        case Below(fact, threshold):
            return negate(_quantity(facts, fact).at_least(threshold))
        case AllOf(parts):
            return all_of([evaluate(part, facts) for part in parts])
        case AnyOf(parts):
            return any_of([evaluate(part, facts) for part in parts])
        case Not(part):
            return negate(evaluate(part, facts))
        case Shown(part):
            return Truth.TRUE if evaluate(part, facts) is Truth.TRUE else Truth.FALSE
        case Answered(question, codes):
            given = (facts[answer_fact(question, code)] for code in codes)
            return any_of([_is(fact, YesNo.YES) for fact in given])
        case _:
            assert_never(condition)


def leaves(condition: Condition) -> tuple[Is | AtLeast | Below, ...]:
    """The comparisons with facts a condition is built from, in reading order."""
    match condition:
        case Is() | AtLeast() | Below():
            return (condition,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Not(part) | Shown(part):
            return leaves(part)
        case Answered():
            return ()
        case _:
            assert_never(condition)


def answer_fact(question: str, code: str) -> str:
    """The name of the fact that says whether a question was answered with this word."""
    return f"{question} is answered {code}"


def answers_asked(condition: Condition) -> tuple[Answered, ...]:
    """The comparisons with answers a condition is built from, in reading order."""
    match condition:
        case Is() | AtLeast() | Below():
            return ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in answers_asked(part))
        case Not(part) | Shown(part):
            return answers_asked(part)
        case Answered():
            return (condition,)
        case _:
            assert_never(condition)


def _is(fact: Fact, value: YesNo) -> Truth:
    if not isinstance(fact, YesNo):
        raise TypeError(f"a quantity cannot be compared with the word {value}")
    if fact is YesNo.UNKNOWN:
        return Truth.UNDETERMINED
    return Truth.TRUE if fact is value else Truth.FALSE


def _quantity(facts: Facts, name: str) -> Bounds:
    fact = facts[name]
    if not isinstance(fact, Bounds):
        raise TypeError(f"the fact {name} is a word, not a quantity")
    return fact
