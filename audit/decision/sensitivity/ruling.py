"""A policy with everything fixed but what answers can move: from positions to outcomes, fast and exact.

A condition is evaluated over a box of positions at once, to the set of truths that some position in
the box may have. So a whole family of resolutions is seen not to change the outcome in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import assert_never

from audit.decision.facts import BREACH_ORDER
from audit.decision.sensitivity.position import Ground, Position
from audit.domain.condition import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Facts,
    Is,
    Not,
    Shown,
    evaluate,
)
from audit.domain.decision import Burden, DecisionPolicy, Outcome, Rule
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo

TRUE, FALSE, UNDETERMINED = 1, 2, 4
Seen = Callable[[Position, Position], int]
"""From the lowest and the highest position of a box to the truths a condition may have in it."""

_MASK = {Truth.TRUE: TRUE, Truth.FALSE: FALSE, Truth.UNDETERMINED: UNDETERMINED}
_SPANS: dict[str, tuple[int, int]] = {
    "score": (1, 2),
    "coverage": (0, 0),
    "critical_open": (3, 3),
    "unmet_critical_severity": (6, 6),
    "leverage": (4, 5),
}
"""Which fields of a position are the ends of a fact."""


def _negated(mask: int) -> int:
    return (mask & UNDETERMINED) | (FALSE if mask & TRUE else 0) | (TRUE if mask & FALSE else 0)


def _both(one: int, other: int) -> int:
    known = FALSE if (one | other) & FALSE else 0
    if one & TRUE and other & TRUE:
        known |= TRUE
    open_one, open_other = one & (TRUE | UNDETERMINED), other & (TRUE | UNDETERMINED)
    if open_one and open_other and (one | other) & UNDETERMINED:
        known |= UNDETERMINED
    return known


BOTH = tuple(tuple(_both(one, other) for other in range(8)) for one in range(8))
NEGATED = tuple(_negated(mask) for mask in range(8))
SHOWN = tuple(
    (TRUE if mask & TRUE else 0) | (FALSE if mask & (FALSE | UNDETERMINED) else 0)
    for mask in range(8)
)


class Ruling:
    """The rules of a policy that answers can still switch on or off, for one stage and one audit."""

    def __init__(self, policy: DecisionPolicy, stage: Stage, facts: Facts, ground: Ground) -> None:
        self._facts, self._ground = facts, ground
        self._policy = policy
        self._floor = 0
        self._rules: list[tuple[int, int, Seen]] = []
        for rule in policy.rules:
            self._take(rule, policy.place(_limit(rule, stage)))
        self._rules.sort(key=lambda entry: -entry[0])

    def outcome(self, position: Position) -> Outcome:
        """What the policy advises at this position."""
        return self._policy.outcomes[self.places(position, position)[1]]

    def places(self, low: Position, high: Position) -> tuple[int, int]:
        """Bounds of the place of the outcome over the box; they meet where the box decides it."""
        least = most = self._floor
        for place, fires, seen in self._rules:
            if place <= least:
                break
            mask = seen(low, high)
            if mask & fires:
                most = max(most, place)
                if not mask & ~fires:
                    return place, most
        return least, most

    def _take(self, rule: Rule, place: int) -> None:
        fires = TRUE | (UNDETERMINED if rule.if_undetermined is Burden.FIRES else 0)
        seen = self._seen(rule.when)
        if isinstance(seen, int):
            if seen & fires:
                self._floor = max(self._floor, place)
        else:
            self._rules.append((place, fires, seen))

    def _seen(self, condition: Condition) -> Seen | int:
        """The condition as a function of the box, or as the one truth it has whatever the answers."""
        match condition:
            case Is(fact, value):
                return _breach(value) if fact == "breach_found" else self._fixed(condition)
            case AtLeast(fact, threshold):
                return self._reaches(condition, fact, threshold)
            case Below(fact, threshold):
                return _not(self._reaches(AtLeast(fact, threshold), fact, threshold))
            case AllOf(parts):
                return _all([self._seen(part) for part in parts])
            case AnyOf(parts):
                return _not(_all([_not(self._seen(part)) for part in parts]))
            case Not(part):
                return _not(self._seen(part))
            case Shown(part):
                return _mapped(SHOWN, self._seen(part))
            case Answered():
                return self._fixed(condition)
            case _:
                assert_never(condition)

    def _fixed(self, condition: Condition) -> int:
        return _MASK[evaluate(condition, self._facts)]

    def _reaches(self, condition: AtLeast, fact: str, threshold: Fraction) -> Seen | int:
        if fact not in _SPANS or (fact in ("score", "coverage") and not self._ground.possible):
            return self._fixed(condition)
        unit = {
            "score": self._ground.possible,
            "coverage": self._ground.possible,
            "leverage": self._ground.unit,
        }.get(fact, 1)
        needed = -(-threshold.numerator * unit // threshold.denominator)
        lowest, highest = _SPANS[fact]

        def seen(low: Position, high: Position) -> int:
            mask = TRUE if high[lowest] >= needed else 0
            if low[highest] < needed:
                mask |= FALSE
            if low[lowest] < needed <= high[highest] and lowest != highest:
                mask |= UNDETERMINED
            return mask

        return seen


def _limit(rule: Rule, stage: Stage) -> Outcome:
    return rule.limit_when_holding if stage is Stage.HOLDING else rule.limit_before_investment


def _breach(value: YesNo) -> Seen:
    masks = tuple(
        UNDETERMINED if said is YesNo.UNKNOWN else TRUE if said is value else FALSE
        for said in BREACH_ORDER
    )

    def seen(low: Position, high: Position) -> int:
        mask = 0
        for said in range(low[7], high[7] + 1):
            mask |= masks[said]
        return mask

    return seen


def _mapped(table: Sequence[int], seen: Seen | int) -> Seen | int:
    if isinstance(seen, int):
        return table[seen]
    return lambda low, high: table[seen(low, high)]


def _not(seen: Seen | int) -> Seen | int:
    return _mapped(NEGATED, seen)


def _all(parts: Sequence[Seen | int]) -> Seen | int:
    """A part that is false whatever the answers settles it; parts that are true add nothing."""
    fixed = TRUE
    moving: list[Seen] = []
    for part in parts:
        if isinstance(part, int):
            fixed = BOTH[fixed][part]
        else:
            moving.append(part)
    if fixed == FALSE or not moving:
        return fixed
    if fixed == TRUE and len(moving) == 1:
        return moving[0]

    def seen(low: Position, high: Position) -> int:
        mask = fixed
        for part in moving:
            mask = BOTH[mask][part(low, high)]
            if mask == FALSE:
                return FALSE
        return mask

    return seen
