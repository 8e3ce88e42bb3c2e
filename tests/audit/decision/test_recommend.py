"""Rules to one recommendation: the most restrictive limit wins, and what could still come is exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.recommend import reachable, recommend
from audit.domain.bounds import Bounds
from audit.domain.condition import Condition, Fact, Facts, Is, evaluate
from audit.domain.decision import Burden, DecisionPolicy, Opinion, Outcome, Reason, Rule
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo
from tests.audit.decision.builders import POLICY, SATISFIED, advised, facts
from tests.audit.domain.laws import LAW, conditions
from tests.audit.domain.laws import facts as any_facts

RAISED = Is("leverage_can_be_raised", YesNo.YES)
NOT_RAISED = Is("leverage_can_be_raised", YesNo.NO)


def rule(
    when: Condition,
    limit: Outcome,
    if_undetermined: Burden = Burden.HOLDS,
    name: str = "rule",
    reason: Reason = Reason.SCORE_TOO_LOW,
) -> Rule:
    return Rule(name, name, when, if_undetermined, limit, limit, reason, "", "", True)


def policy(*rules: Rule) -> DecisionPolicy:
    return replace(POLICY, rules=rules)


quantities = st.sampled_from(["0", "1/2", "3/5", "4/5", "9/10", "1"]).map(Fraction)
spans = st.tuples(quantities, quantities).map(lambda ends: Bounds(min(ends), max(ends)))
degrees = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(
    lambda ends: Bounds.between(min(ends), max(ends))
)
UNITS = {"score": spans, "coverage": spans}
policy_facts = st.fixed_dictionaries(
    {
        name: st.sampled_from(YesNo) if isinstance(known, YesNo) else UNITS.get(name, degrees)
        for name, known in SATISFIED.items()
    }
)


@LAW
@given(policy_facts, st.sampled_from(Stage))
def test_the_most_restrictive_limit_wins(known: Facts, stage: Stage):
    advice = recommend(POLICY, stage, known, known, ())
    limits = [result.limit for result in advice.rules if result.fired]
    assert advice.outcome is max([Outcome.APPROVE, *limits], key=POLICY.place)
    deciding = {r.reason for r in advice.rules if r.fired and r.limit is advice.outcome}
    assert set(advice.reasons) == (deciding or {Reason.STANDARDS_MET})


@LAW
@given(policy_facts, st.sampled_from(Stage))
def test_burden_decides_what_is_undetermined(known: Facts, stage: Stage):
    advice = recommend(POLICY, stage, known, known, ())
    for written, did in zip(POLICY.rules, advice.rules, strict=True):
        assert did.truth is evaluate(written.when, known)
        fires = written.if_undetermined is Burden.FIRES
        assert did.fired == (did.truth is Truth.TRUE or (did.truth is Truth.UNDETERMINED and fires))


@LAW
@given(policy_facts, st.sampled_from(Stage), st.data())
def test_the_order_of_rules_does_not_matter(known: Facts, stage: Stage, data: st.DataObject):
    shuffled = policy(*data.draw(st.permutations(POLICY.rules)))
    one, two = (recommend(p, stage, known, known, ()) for p in (POLICY, shuffled))
    assert (one.outcome, set(one.reasons), one.reachable) == (
        two.outcome,
        set(two.reasons),
        two.reachable,
    )


def every_value(fact: Fact) -> list[Fact]:
    """Each value that a fact of the laws can still take, on a grid twice as fine as any threshold."""
    if isinstance(fact, YesNo):
        return [YesNo.YES, YesNo.NO] if fact is YesNo.UNKNOWN else [fact]
    sixths = range(int(fact.lowest * 6), int(fact.highest * 6) + 1)
    return [Bounds.exactly(Fraction(number, 6)) for number in sixths]


def brute_force(rules: Sequence[Rule], open_facts: Facts) -> Iterator[Outcome]:
    for values in product(*(every_value(fact) for fact in open_facts.values())):
        known = dict(zip(open_facts, values, strict=True))
        fired = [r.limit_when_holding for r in rules if evaluate(r.when, known) is Truth.TRUE]
        yield max([Outcome.APPROVE, *fired], key=POLICY.place)


narrow = st.integers(-4, 4).flatmap(
    lambda low: st.integers(0, 5).map(
        lambda span: Bounds(Fraction(low, 3), Fraction(low + span, 3))
    )
)
small_facts = st.fixed_dictionaries(
    {
        "exported": st.sampled_from(YesNo),
        "audited": st.sampled_from(YesNo),
        "share": narrow,
        "level": narrow,
    }
)
small_rules = st.lists(
    st.builds(rule, conditions(shown=True), st.sampled_from(Outcome), st.sampled_from(Burden)),
    min_size=1,
    max_size=3,
)


@LAW
@given(small_rules, small_facts)
def test_reachable_is_what_brute_force_finds(rules: list[Rule], open_facts: Facts):
    found = reachable(policy(*rules), Stage.HOLDING, open_facts)
    assert set(found) == set(brute_force(rules, open_facts))
    assert list(found) == sorted(found, key=POLICY.place)


@LAW
@given(small_rules, any_facts)
def test_something_is_always_reachable(rules: list[Rule], open_facts: Facts):
    assert reachable(policy(*rules), Stage.HOLDING, open_facts)


def test_with_everything_known_only_the_advice_is_reachable():
    advice = advised(score="7/10")
    assert advice.reachable == (advice.outcome,) == (Outcome.APPROVE_WITH_CONDITIONS,)
    assert advice.robust


def test_what_is_open_shows_what_could_still_come():
    possible = facts(critical_open="0..2", unmet_critical_severity="0..5")
    advice = recommend(POLICY, Stage.HOLDING, facts(critical_open="2"), possible, ())
    assert advice.reachable == (Outcome.APPROVE, Outcome.MORATORIUM, Outcome.DEFER_FOR_EVIDENCE)
    assert not advice.robust


def test_an_open_fact_that_changes_nothing_leaves_the_advice_robust():
    possible = facts(breach_found="yes", critical_open="0..2", score="0..1")
    advice = recommend(POLICY, Stage.HOLDING, facts(breach_found="yes"), possible, ())
    assert (advice.reachable, advice.robust) == ((Outcome.DIVEST,), True)


def test_advice_that_every_completion_would_change_is_not_robust():
    both = policy(rule(RAISED, Outcome.DIVEST), rule(NOT_RAISED, Outcome.DIVEST))
    known = facts(leverage_can_be_raised="unknown")
    advice = recommend(both, Stage.HOLDING, known, known, ())
    assert advice.outcome is Outcome.APPROVE
    assert advice.reachable == (Outcome.DIVEST,)
    assert not advice.robust


def test_no_rule_firing_gives_the_most_favourable_outcome():
    assert recommend(policy(), Stage.HOLDING, SATISFIED, SATISFIED, ()).reasons == (
        Reason.STANDARDS_MET,
    )


def test_equal_limits_give_each_reason_once():
    rules = [rule(RAISED, Outcome.ENGAGE, name=n, reason=Reason.BREACH_FOUND) for n in "ab"]
    rules.append(rule(RAISED, Outcome.ENGAGE, name="c", reason=Reason.NOT_SATISFIED))
    advice = recommend(policy(*rules), Stage.HOLDING, SATISFIED, SATISFIED, ())
    assert advice.reasons == (Reason.BREACH_FOUND, Reason.NOT_SATISFIED)


@pytest.mark.parametrize(
    ("changes", "opinion"),
    [
        ({}, Opinion.SATISFACTORY),
        ({"coverage": "3/5"}, Opinion.NEEDS_IMPROVEMENT),
        ({"coverage": "599/1000"}, Opinion.UNABLE_TO_CONCLUDE),
        ({"coverage": "599/1000", "breach_found": "yes"}, Opinion.UNABLE_TO_CONCLUDE),
        ({"score": "7/10"}, Opinion.NEEDS_IMPROVEMENT),
        ({"possible_severity": "4", "leverage": "2"}, Opinion.NEEDS_IMPROVEMENT),
        ({"score": "1/2"}, Opinion.UNSATISFACTORY),
        ({"unmet_critical_severity": "5"}, Opinion.UNSATISFACTORY),
        ({"critical_open": "1"}, Opinion.UNSATISFACTORY),
        ({"breach_found": "yes"}, Opinion.UNSATISFACTORY),
    ],
)
def test_opinion(changes: dict[str, str], opinion: Opinion):
    assert advised(**changes).opinion is opinion


def test_qualifications_are_passed_on():
    advice = recommend(POLICY, Stage.HOLDING, SATISFIED, SATISFIED, ["Not addressed: A4."])
    assert advice.qualifications == ("Not addressed: A4.",)
