"""Every state of knowledge that a policy's rules can tell apart, and what each rule does in it.

A set of states is one integer with a bit for each state, so that rules are combined by the bit
operations of whole numbers: exact, and quick for millions of states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import assert_never

from audit.domain.bounds import Bounds
from audit.domain.condition import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Fact,
    Facts,
    Is,
    Not,
    Shown,
    evaluate,
)
from audit.domain.decision import Burden, DecisionPolicy, Outcome, Rule
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo

States = int
"""A set of states."""


@dataclass(frozen=True)
class Axis:
    """One fact: its cells from the best to the worst, and whether it can be undetermined.

    A quantity has a cell between each two neighbouring thresholds, named by its lowest value. A state
    is the best and the worst cell still possible.
    """

    fact: str
    cells: tuple[Fraction, ...] | tuple[YesNo, ...]
    always_known: bool

    @cached_property
    def states(self) -> tuple[tuple[int, int], ...]:
        """Best and worst cell still possible, by index."""
        n = len(self.cells)
        if self.always_known:
            return tuple((i, i) for i in range(n))
        return tuple((i, j) for i in range(n) for j in range(i, n))

    def value(self, state: int) -> Fact:
        """The fact in this state."""
        best, worst = (self.cells[cell] for cell in self.states[state])
        if isinstance(best, YesNo) or isinstance(worst, YesNo):
            return YesNo(best) if best == worst else YesNo.UNKNOWN
        return Bounds(min(best, worst), max(best, worst))

    def worse(self) -> Iterator[tuple[int, int, int]]:
        """State, the same with one threshold crossed for the worse, and the better cell of the two."""
        for number, (best, worst) in enumerate(self.states):
            crossed = [((best + 1, worst), best), ((best, worst + 1), worst)]
            if best == worst:
                crossed.append(((best + 1, worst + 1), best))
            for after, cell in crossed:
                if after in self.states:
                    yield number, self.states.index(after), cell

    def silent(self) -> Iterator[tuple[int, int]]:
        """State, and the same with a better value possible again that was ruled out."""
        for number, (best, worst) in enumerate(self.states):
            if (best - 1, worst) in self.states:
                yield number, self.states.index((best - 1, worst))


class StateSpace:
    """All combinations of the states of these facts, as if they varied independently."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self._place = {axis.fact: number for number, axis in enumerate(self.axes)}
        sizes = [len(axis.states) for axis in self.axes]
        self._strides = [prod(sizes[:number]) for number in range(len(sizes))]
        self.size = prod(sizes)
        self._masks: dict[tuple[int, int], States] = {}

    @cached_property
    def everything(self) -> States:
        """Every state."""
        return (1 << self.size) - 1

    def where(self, axis: int, state: int) -> States:
        """The states in which one fact is in this state."""
        if (axis, state) not in self._masks:
            self._masks[axis, state] = self._mask(axis, state)
        return self._masks[axis, state]

    def _mask(self, axis: int, state: int) -> States:
        stride = self._strides[axis]
        width = stride * len(self.axes[axis].states)
        mask = ((1 << stride) - 1) << (stride * state)
        while width < self.size:
            mask |= mask << width
            width *= 2
        return mask & self.everything

    def moved(self, states: States, axis: int, before: int, after: int) -> States:
        """Of these states those in which the fact is as before, with the fact as after."""
        distance = self._strides[axis] * (after - before)
        kept = states & self.where(axis, before)
        return kept << distance if distance > 0 else kept >> -distance

    def fired(self, rule: Rule) -> States:
        """The states in which the rule fires."""
        holds, fails = self.known(rule.when)
        return self.everything & ~fails if rule.if_undetermined is Burden.FIRES else holds

    def known(self, condition: Condition) -> tuple[States, States]:
        """The states in which the condition is known to hold, and known not to hold."""
        match condition:
            case Is() | AtLeast() | Below():
                return self._leaf(condition)
            case AllOf(parts):
                return self._all([self.known(part) for part in parts])
            case AnyOf(parts):
                fails, holds = self._all([_swapped(self.known(part)) for part in parts])
                return holds, fails
            case Not(part):
                return _swapped(self.known(part))
            case Shown(part):
                holds, _ = self.known(part)
                return holds, self.everything & ~holds
            case Answered():
                # Policies compare facts; what single answers are is open in every state.
                return 0, 0
            case _:
                assert_never(condition)

    def example(self, states: States) -> Facts:
        """The facts of one of these states."""
        number = (states & -states).bit_length() - 1
        return {
            axis.fact: axis.value(number // stride % len(axis.states))
            for axis, stride in zip(self.axes, self._strides, strict=True)
        }

    def _all(self, parts: Sequence[tuple[States, States]]) -> tuple[States, States]:
        holds, fails = self.everything, 0
        for part_holds, part_fails in parts:
            holds &= part_holds
            fails |= part_fails
        return holds, fails

    def _leaf(self, leaf: Is | AtLeast | Below) -> tuple[States, States]:
        number = self._place[leaf.fact]
        axis = self.axes[number]
        known: dict[Truth, States] = dict.fromkeys(Truth, 0)
        for state in range(len(axis.states)):
            known[evaluate(leaf, {leaf.fact: axis.value(state)})] |= self.where(number, state)
        return known[Truth.TRUE], known[Truth.FALSE]


def _swapped(known: tuple[States, States]) -> tuple[States, States]:
    return known[1], known[0]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a policy does at one stage: where each rule fires, and where each outcome is advised."""

    stage: Stage
    limits: tuple[Outcome, ...]
    """The limit of each rule."""
    fired: tuple[States, ...]
    advised: Mapping[Outcome, States]


def behaviour(policy: DecisionPolicy, stage: Stage, space: StateSpace) -> Behaviour:
    """What the policy does at this stage in every state."""
    fired = tuple(space.fired(rule) for rule in policy.rules)
    limits = tuple(limit(rule, stage) for rule in policy.rules)
    advised: dict[Outcome, States] = {}
    left = space.everything
    for outcome in reversed(policy.outcomes):
        limited = 0
        for states, rule_limit in zip(fired, limits, strict=True):
            limited |= states if rule_limit is outcome else 0
        advised[outcome] = left & limited
        left &= ~limited
    advised[policy.outcomes[0]] |= left
    return Behaviour(stage, limits, fired, advised)


def limit(rule: Rule, stage: Stage) -> Outcome:
    """The most favourable outcome that the rule leaves at this stage."""
    return rule.limit_when_holding if stage is Stage.HOLDING else rule.limit_before_investment
