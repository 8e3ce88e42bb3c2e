"""Which rules fire, what they leave open, and the one outcome they advise now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from audit.decision.facts import POLICY_FACTS, in_words, quantity_in_words
from audit.domain.bounds import Bounds
from audit.domain.condition import AtLeast, Below, Fact, Facts, Is, evaluate, leaves
from audit.domain.decision import (
    Burden,
    DecisionPolicy,
    Opinion,
    Outcome,
    Reason,
    Recommendation,
    ReviewTier,
    Rule,
    RuleResult,
)
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo


def recommend(
    policy: DecisionPolicy, stage: Stage, now: Facts, possible: Facts, qualifications: Sequence[str]
) -> Recommendation:
    """Every rule that fires rules out what is more favourable than its limit; the most restrictive
    limit is the advice. With no rule firing, the most favourable outcome is advised."""
    results = tuple(_result(rule, stage, now) for rule in policy.rules)
    outcome = _advice(policy, [result.limit for result in results if result.fired])
    return Recommendation(
        outcome=outcome,
        reasons=_reasons(outcome, results),
        rules=results,
        reachable=reachable(policy, stage, possible),
        opinion=_opinion(policy, outcome, now),
        qualifications=tuple(qualifications),
        policy_changes=tuple(
            rule.policy_change
            for rule, result in zip(policy.rules, results, strict=True)
            if result.fired and rule.policy_change is not None
        ),
        tier=review_tier(policy, now).id,
    )


def advice_on(policy: DecisionPolicy, stage: Stage, facts: Facts) -> Outcome:
    """The outcome alone, for asking what other facts would lead to."""
    return _advice(
        policy, [r.limit for r in (_result(rule, stage, facts) for rule in policy.rules) if r.fired]
    )


def reachable(policy: DecisionPolicy, stage: Stage, possible: Facts) -> tuple[Outcome, ...]:
    """Every outcome that some value of the open facts leads to, most favourable first.

    Exact for facts that vary independently: a quantity matters only by which of the policy's
    thresholds it reaches, so one value from each cell between thresholds stands for the cell.
    """
    found = {
        _advice(
            policy,
            [
                _limit(rule, stage)
                for rule in policy.rules
                if evaluate(rule.when, completion) is Truth.TRUE
            ],
        )
        for completion in _completions(policy, possible)
    }
    return tuple(sorted(found, key=policy.place))


def review_tier(policy: DecisionPolicy, facts: Facts) -> ReviewTier:
    """The first tier that is not ruled out; what is undetermined counts for the shorter interval."""
    return next(
        tier for tier in policy.review_tiers if evaluate(tier.when, facts) is not Truth.FALSE
    )


def _advice(policy: DecisionPolicy, limits: Sequence[Outcome]) -> Outcome:
    return max([policy.outcomes[0], *limits], key=policy.place)


def _limit(rule: Rule, stage: Stage) -> Outcome:
    return rule.limit_when_holding if stage is Stage.HOLDING else rule.limit_before_investment


def _result(rule: Rule, stage: Stage, facts: Facts) -> RuleResult:
    truth = evaluate(rule.when, facts)
    fired = truth is Truth.TRUE or (
        truth is Truth.UNDETERMINED and rule.if_undetermined is Burden.FIRES
    )
    because = tuple(dict.fromkeys(_leaf_in_words(leaf, facts) for leaf in leaves(rule.when)))
    return RuleResult(rule.id, rule.title, truth, fired, _limit(rule, stage), rule.reason, because)


def _leaf_in_words(leaf: Is | AtLeast | Below, facts: Facts) -> str:
    said = in_words(leaf.fact, facts[leaf.fact])
    if isinstance(leaf, Is):
        return f"{said}."
    threshold = quantity_in_words(Bounds.exactly(leaf.threshold), POLICY_FACTS[leaf.fact].unit)
    return f"{said}; the rule's threshold is {threshold}."


def _reasons(outcome: Outcome, results: Sequence[RuleResult]) -> tuple[Reason, ...]:
    reasons = dict.fromkeys(r.reason for r in results if r.fired and r.limit is outcome)
    return tuple(reasons) or (Reason.STANDARDS_MET,)


def _opinion(policy: DecisionPolicy, outcome: Outcome, facts: Facts) -> Opinion:
    enough = AtLeast("coverage", policy.opinion_needs_coverage)
    if evaluate(enough, facts) is not Truth.TRUE:
        return Opinion.UNABLE_TO_CONCLUDE
    if outcome is Outcome.APPROVE:
        return Opinion.SATISFACTORY
    milder = (Outcome.APPROVE_WITH_CONDITIONS, Outcome.WATCH_LIST, Outcome.ENGAGE)
    return Opinion.NEEDS_IMPROVEMENT if outcome in milder else Opinion.UNSATISFACTORY


def _completions(policy: DecisionPolicy, possible: Facts) -> Iterator[Facts]:
    used = {leaf.fact for rule in policy.rules for leaf in leaves(rule.when)}
    names = sorted(name for name in used if name in possible)
    for values in product(*(_values(policy, name, possible[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _values(policy: DecisionPolicy, name: str, fact: Fact) -> tuple[Fact, ...]:
    if isinstance(fact, YesNo):
        return (YesNo.YES, YesNo.NO) if fact is YesNo.UNKNOWN else (fact,)
    thresholds = {
        leaf.threshold
        for rule in policy.rules
        for leaf in leaves(rule.when)
        if not isinstance(leaf, Is) and leaf.fact == name
    }
    cells = sorted({fact.lowest} | {t for t in thresholds if fact.lowest < t <= fact.highest})
    return tuple(Bounds.exactly(value) for value in cells)
