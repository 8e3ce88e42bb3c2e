"""Sets of states as numbers do what evaluating each state does."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.lint import RemarkKind
from audit.decision.lint.axes import axes, ranges
from audit.decision.lint.states import Axis, StateSpace, behaviour
from audit.decision.recommend import advice_on
from audit.domain.bounds import Bounds
from audit.domain.condition import (
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
)
from audit.domain.decision import Burden, DecisionPolicy, Outcome
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo
from tests.audit.decision.builders import CHECKLISTS, POLICY, SATISFIED
from tests.audit.decision.lint.builders import policy, remarks, rule
from tests.audit.domain.laws import FEW

comparisons = st.one_of(
    st.builds(AtLeast, st.just("score"), st.sampled_from([Fraction(1, 2), Fraction(4, 5)])),
    st.builds(Below, st.just("coverage"), st.just(Fraction(9, 10))),
    st.builds(AtLeast, st.just("possible_severity"), st.just(Fraction(4))),
    st.builds(Is, st.just("leverage_can_be_raised"), st.sampled_from([YesNo.YES, YesNo.NO])),
)


def grown(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(part, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(AnyOf, several),
        st.builds(Not, part),
        st.builds(Shown, part),
    )


conditions: st.SearchStrategy[Condition] = st.recursive(comparisons, grown, max_leaves=5)
outcomes = st.sampled_from(Outcome)
rules = st.builds(
    lambda when, limit, before, burden: rule(when, limit, burden, before=before),
    conditions, outcomes, outcomes, st.sampled_from(Burden),
)  # fmt: skip
policies = st.lists(rules, min_size=1, max_size=4).map(lambda listed: policy(*listed))


def space_of(looked_at: DecisionPolicy) -> StateSpace:
    return StateSpace(axes(looked_at, ranges(CHECKLISTS)))


def every_state(space: StateSpace) -> Iterator[tuple[int, Facts]]:
    """Each state by its bit, with its facts."""
    for number in range(space.size):
        yield 1 << number, space.example(1 << number)


def test_a_fact_has_a_state_for_each_span_of_its_cells():
    known = Axis("coverage", (Fraction(1, 2), Fraction(0)), True)
    open_ = Axis("score", (Fraction(1, 2), Fraction(0)), False)
    assert [known.value(n) for n in range(len(known.states))] == [
        Bounds.exactly(Fraction(1, 2)),
        Bounds.exactly(0),
    ]
    assert Bounds.between(0, Fraction(1, 2)) in [open_.value(n) for n in range(3)]


def test_the_states_of_a_space_are_all_different():
    space = space_of(POLICY)
    found = [tuple(sorted(map(str, facts.items()))) for _, facts in every_state(space)]
    assert len(set(found)) == space.size


@FEW
@given(policies, st.sampled_from(Stage))
def test_sets_of_states_do_what_the_rules_do(looked_at: DecisionPolicy, stage: Stage):
    space = space_of(looked_at)
    did = behaviour(looked_at, stage, space)
    for bit, facts in every_state(space):
        fired = [_fires(r.when, r.if_undetermined, facts) for r in looked_at.rules]
        assert [bool(states & bit) for states in did.fired] == fired
        limits = [limit for limit, fires in zip(did.limits, fired, strict=True) if fires]
        expected = max([looked_at.outcomes[0], *limits], key=looked_at.place)
        assert [o for o, states in did.advised.items() if states & bit] == [expected]


@pytest.mark.parametrize("stage", Stage)
def test_the_shipped_policy_advises_in_sets_what_it_advises_one_by_one(stage: Stage):
    space = space_of(POLICY)
    did = behaviour(POLICY, stage, space)
    for number in Random(stage).sample(range(space.size), 200):
        facts = {**SATISFIED, **space.example(1 << number)}
        advised = [outcome for outcome, states in did.advised.items() if states >> number & 1]
        assert advised == [advice_on(POLICY, stage, facts)]


def _fires(when: Condition, burden: Burden, facts: Facts) -> bool:
    truth = evaluate(when, facts)
    return truth is Truth.TRUE or (truth is Truth.UNDETERMINED and burden is Burden.FIRES)


@FEW
@given(policies)
def test_a_step_back_is_remarked_exactly_when_one_exists(looked_at: DecisionPolicy):
    remarked = bool(remarks(looked_at, RemarkKind.WORSE_IS_BETTER))
    assert remarked == any(_improves_when_worse(looked_at, stage) for stage in Stage)


def _improves_when_worse(looked_at: DecisionPolicy, stage: Stage) -> bool:
    """Whether some fact can get worse at either end and the outcome be more favourable: by trying all."""
    space = space_of(looked_at)
    did = behaviour(looked_at, stage, space)
    rank = {
        tuple(map(str, facts.values())): looked_at.restrictiveness(
            next(o for o, states in did.advised.items() if states & bit)
        )
        for bit, facts in every_state(space)
    }
    spans = [list(enumerate(axis.states)) for axis in space.axes]
    for states in product(*spans):
        here = [axis.value(n) for axis, (n, _) in zip(space.axes, states, strict=True)]
        for place, axis in enumerate(space.axes):
            best, worst = states[place][1]
            for number, (other_best, other_worst) in enumerate(axis.states):
                if other_best < best or other_worst < worst:
                    continue
                there = [*here[:place], axis.value(number), *here[place + 1 :]]
                if rank[tuple(map(str, there))] < rank[tuple(map(str, here))]:
                    return True
    return False
