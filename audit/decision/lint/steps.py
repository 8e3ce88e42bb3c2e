"""One step of one fact: steps that lead the wrong way, and steps that lead too far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.decision.facts import POLICY_FACTS, in_words, quantity_in_words
from audit.decision.lint.axes import Leaf, Path, places
from audit.decision.lint.remark import Remark, RemarkKind, RemarkLevel
from audit.decision.lint.states import Axis, Behaviour, States, StateSpace
from audit.domain.bounds import Bounds
from audit.domain.condition import Is
from audit.domain.decision import Burden, DecisionPolicy, Outcome
from audit.domain.investment import Stage
from audit.domain.truth import YesNo

SAID = {Stage.HOLDING: "for a holding", Stage.BEFORE_INVESTMENT: "before an investment"}


@dataclass(frozen=True, slots=True)
class _Step:
    """A fact from one state to another, in every state of the other facts."""

    kind: RemarkKind
    axis: int
    before: int
    after: int


def backward_steps(
    policy: DecisionPolicy, space: StateSpace, behaviours: Sequence[Behaviour]
) -> Iterator[Remark]:
    """A fact gets worse, or less is known of it, a rule stops firing, and the outcome is more
    favourable. One remark for each rule, fact and kind, with an example.

    A rule that nobody is said to have to disprove (`if_undetermined: holds`) may be silenced: that is
    noted, and everything else is an error.
    """
    seen: set[tuple[RemarkKind, int, int]] = set()
    for did in behaviours:
        for step, wronged in _wronged(policy, space, did):
            for number, fired in enumerate(did.fired):
                moved = space.moved(fired, step.axis, step.before, step.after)
                stopped = moved & ~fired & wronged
                if stopped and (step.kind, number, step.axis) not in seen:
                    seen.add((step.kind, number, step.axis))
                    yield _backward(policy, space, did, step, number, stopped)


def cliffs(
    policy: DecisionPolicy, space: StateSpace, behaviours: Sequence[Behaviour], most_places: int
) -> Iterator[Remark]:
    """Thresholds over which one step moves the outcome by more than this many places of the order."""
    for did in behaviours:
        for number, axis in enumerate(space.axes):
            if isinstance(axis.cells[0], YesNo):
                continue
            for cell in range(len(axis.cells) - 1):
                steps = [(a, b) for a, b, crossed in axis.worse() if crossed == cell]
                fall = _deepest(policy, space, did, number, steps)
                if fall is not None and fall[0] > most_places:
                    yield _cliff(policy, space, did, number, cell, fall)


def _wronged(
    policy: DecisionPolicy, space: StateSpace, did: Behaviour
) -> Iterator[tuple[_Step, States]]:
    """Each step with the states after it in which the outcome is more favourable than before."""
    ranks = sorted({policy.restrictiveness(outcome) for outcome in policy.outcomes}, reverse=True)
    at_least = {rank: _at_least(policy, did, rank) for rank in ranks}
    for step in _steps(space.axes):
        for rank in ranks:
            strict = at_least[rank]
            moved = space.moved(strict, step.axis, step.before, step.after)
            if wronged := moved & ~strict:
                yield step, wronged


def _at_least(policy: DecisionPolicy, did: Behaviour, rank: int) -> States:
    """The states in which the outcome permits this little, or less."""
    states = 0
    for outcome, advised in did.advised.items():
        if policy.restrictiveness(outcome) >= rank:
            states |= advised
    return states


def _steps(axes: Sequence[Axis]) -> Iterator[_Step]:
    for number, axis in enumerate(axes):
        for before, after, _ in axis.worse():
            yield _Step(RemarkKind.WORSE_IS_BETTER, number, before, after)
        for before, after in axis.silent():
            yield _Step(RemarkKind.SILENCE_IS_BETTER, number, before, after)


def _backward(
    policy: DecisionPolicy,
    space: StateSpace,
    did: Behaviour,
    step: _Step,
    number: int,
    states: States,
) -> Remark:
    rule, axis = policy.rules[number], space.axes[step.axis]
    after = states & -states
    before = space.moved(after, step.axis, step.after, step.before)
    was, now = (in_words(axis.fact, axis.value(s)) for s in (step.before, step.after))
    silenced = step.kind is RemarkKind.SILENCE_IS_BETTER
    permitted = silenced and rule.if_undetermined is Burden.HOLDS
    return Remark(
        step.kind,
        RemarkLevel.NOTE if permitted else RemarkLevel.ERROR,
        policy.id,
        ("rules", number),
        f"The rule {rule.id} stops firing when {'less is known' if silenced else 'a fact gets worse'}, "
        f"from “{was}” to “{now}”, and the outcome {SAID[did.stage]} goes from "
        f"{_said(_advised(did, before))} to {_said(_advised(did, after))}, "
        f"{_where(space, after, step.axis)}.",
    )


def _deepest(
    policy: DecisionPolicy,
    space: StateSpace,
    did: Behaviour,
    axis: int,
    steps: Sequence[tuple[int, int]],
) -> tuple[int, int, int, States] | None:
    """Places moved at most, state before, state after, and the states after it."""
    deepest = None
    for before, after in steps:
        for was, states in did.advised.items():
            moved = space.moved(states, axis, before, after)
            for now, advised in did.advised.items():
                far = abs(policy.restrictiveness(was) - policy.restrictiveness(now))
                if far > (deepest[0] if deepest else 0) and (reached := moved & advised):
                    deepest = far, before, after, reached
    return deepest


def _cliff(
    policy: DecisionPolicy,
    space: StateSpace,
    did: Behaviour,
    number: int,
    cell: int,
    fall: tuple[int, int, int, States],
) -> Remark:
    far, before, after, states = fall
    axis = space.axes[number]
    neighbours = [value for value in axis.cells[cell : cell + 2] if not isinstance(value, YesNo)]
    threshold = Bounds.exactly(max(neighbours))
    there = states & -states
    here = space.moved(there, number, after, before)
    words = POLICY_FACTS[axis.fact]
    return Remark(
        RemarkKind.CLIFF,
        RemarkLevel.NOTE,
        policy.id,
        _turning(policy, did, here, there, axis.fact, threshold),
        f"One step over the threshold {quantity_in_words(threshold, words.unit)} of “{words.label}” moves "
        f"the outcome {SAID[did.stage]} by {far} places, from {_said(_advised(did, here))} to "
        f"{_said(_advised(did, there))}, "
        f"{_where(space, there, number)}.",
    )


def _turning(
    policy: DecisionPolicy, did: Behaviour, here: States, there: States, fact: str, at: Bounds
) -> Path:
    """The comparison with this threshold in the first rule that the step turns on or off."""
    for number, fired in enumerate(did.fired):
        if bool(fired & here) == bool(fired & there):
            continue
        for path, leaf in places(policy.rules[number].when, ("rules", number, "when")):
            if _compares(leaf, fact, at):
                return path
    return ("rules",)


def _compares(leaf: Leaf, fact: str, at: Bounds) -> bool:
    return not isinstance(leaf, Is) and leaf.fact == fact and leaf.threshold == at.lowest


def _advised(did: Behaviour, state: States) -> Outcome:
    return next(outcome for outcome, states in did.advised.items() if states & state)


def _said(outcome: Outcome) -> str:
    return outcome.replace("_", " ")


def _where(space: StateSpace, state: States, moved: int) -> str:
    """The other facts of a state, those at their best left out."""
    facts = space.example(state)
    others = [axis for number, axis in enumerate(space.axes) if number != moved]
    worse = [axis.fact for axis in others if facts[axis.fact] != axis.value(0)]
    if not worse:
        return "with everything else at its best"
    return f"for instance where: {'; '.join(in_words(name, facts[name]) for name in worse)}"
