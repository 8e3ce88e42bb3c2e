"""The facts that a policy's rules compare: their range, their cells, and which way is worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from audit.decision.facts import POLICY_FACTS, Unit
from audit.decision.leverage import HIGHEST_LEVEL
from audit.decision.lint.states import Axis
from audit.domain.checklist import Checklist, CountsTowards, Question
from audit.domain.condition import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Is,
    Not,
    Shown,
    leaves,
)
from audit.domain.decision import DecisionPolicy
from audit.domain.truth import YesNo

Path = tuple[str | int, ...]
Leaf = Is | AtLeast | Below
Range = tuple[Fraction, Fraction | None]
"""Lowest and highest value; None where there is no highest."""

LOWER_IS_WORSE = frozenset({"score", "coverage", "leverage"})
NO_IS_WORSE = frozenset({"leverage_can_be_raised"})
ALWAYS_KNOWN = frozenset(
    {
        "coverage",
        "critical_open",
        "unmet_critical_severity",
        "evidence_deadline_lapsed",
        "allegations_not_addressed",
    }
)
"""Facts that are counted, and so never undetermined when a policy is applied."""
HIGHEST_SEVERITY = 5


def axes(policy: DecisionPolicy, ranges: Mapping[str, Range]) -> tuple[Axis, ...]:
    """One axis for every fact that a rule compares."""
    used = dict.fromkeys(leaf.fact for rule in policy.rules for leaf in leaves(rule.when))
    return tuple(Axis(name, _cells(policy, name, ranges), name in ALWAYS_KNOWN) for name in used)


def ranges(checklists: Sequence[Checklist]) -> dict[str, Range]:
    """What values each quantity can take in an audit against these checklists."""
    criticals = critical_questions(checklists)
    gravest = max((question.severity.highest for question in criticals), default=0)
    known: dict[str, Range] = {
        "leverage": (Fraction(0), Fraction(HIGHEST_LEVEL)),
        "critical_open": (Fraction(0), Fraction(len(criticals))),
        "unmet_critical_severity": (Fraction(0), Fraction(gravest)),
        "possible_severity": (Fraction(1), Fraction(HIGHEST_SEVERITY)),
    }
    by_unit: dict[Unit, Range] = {
        Unit.SHARE: (Fraction(0), Fraction(1)),
        Unit.OF_FIVE: (Fraction(0), Fraction(5)),
    }
    return {
        name: known.get(name, by_unit.get(said.unit, (Fraction(0), None)))
        for name, said in POLICY_FACTS.items()
        if said.unit is not Unit.WORD
    }


def critical_questions(checklists: Sequence[Checklist]) -> tuple[Question, ...]:
    """The critical questions about the investee; those about the investor decide through leverage."""
    return tuple(
        question
        for checklist in checklists
        for section in checklist.sections
        if section.counts_towards is CountsTowards.SCORE
        for question in section.questions
        if question.critical
    )


def in_reach(threshold: Fraction, values: Range) -> bool:
    """Some values reach the threshold and others do not."""
    lowest, highest = values
    return threshold > lowest and (highest is None or threshold <= highest)


def places(condition: Condition, path: Path) -> Iterator[tuple[Path, Leaf]]:
    """Every comparison with its place in the file."""
    match condition:
        case Is() | AtLeast() | Below():
            yield path, condition
        case AllOf(parts) | AnyOf(parts):
            key = "all" if isinstance(condition, AllOf) else "any"
            for number, part in enumerate(parts):
                yield from places(part, (*path, key, number))
        case Not(part):
            yield from places(part, (*path, "not"))
        case Shown(part):
            yield from places(part, (*path, "shown"))
        case Answered():
            pass


def comparisons(policy: DecisionPolicy) -> Iterator[tuple[Path, Leaf]]:
    """Every comparison of the rules and review tiers with its place in the file."""
    for number, rule in enumerate(policy.rules):
        yield from places(rule.when, ("rules", number, "when"))
    for number, tier in enumerate(policy.review_tiers):
        yield from places(tier.when, ("review_tiers", number, "when"))


def _cells(
    policy: DecisionPolicy, name: str, ranges: Mapping[str, Range]
) -> tuple[Fraction, ...] | tuple[YesNo, ...]:
    if name not in ranges:
        return (YesNo.YES, YesNo.NO) if name in NO_IS_WORSE else (YesNo.NO, YesNo.YES)
    thresholds = {
        leaf.threshold
        for rule in policy.rules
        for leaf in leaves(rule.when)
        if not isinstance(leaf, Is) and leaf.fact == name
    }
    values = ranges[name]
    cells = sorted({values[0]} | {t for t in thresholds if in_reach(t, values)})
    return tuple(reversed(cells)) if name in LOWER_IS_WORSE else tuple(cells)
