"""Audits of every kind, made by chance, and policies built from their own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache
from random import Random

from audit.decision.assess import assess
from audit.decision.facts import POLICY_FACTS, Situation, Unit, facts_now
from audit.domain.allegation import AllegationAssessment, AllegationStatus
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
)
from audit.domain.decision import Burden, DecisionPolicy, Outcome, Rule
from audit.domain.evidence import Claim, Relation
from audit.domain.investment import Stage
from audit.domain.request import AuditRequest, Circumstances
from audit.domain.truth import YesNo
from audit.portfolio import AssessedAudit
from tests.audit.decision.builders import (
    CHECKLISTS,
    POLICY,
    REQUEST,
    fieldwork,
    impact,
    random_answers,
)
from tests.factories import TODAY, reference_fieldwork, reference_request, review_record

RECORD = review_record(reference_request(), reference_fieldwork())
LIMITS = tuple(Outcome)


def assessed(seed: int, policy: DecisionPolicy = POLICY) -> AssessedAudit:
    """An audit of which everything is left to chance, assessed under this policy."""
    random = Random(seed)
    request = _request(random)
    work = fieldwork(random_answers(random), _impacts(random), random.choice(list(YesNo)))
    statuses = random.choices(list(AllegationStatus), k=len(request.allegations))
    work = replace(
        work,
        assessments=tuple(
            AllegationAssessment(allegation.id, status, "")
            for allegation, status in zip(request.allegations, statuses, strict=True)
            if random.random() < 0.8
        ),
        claims=tuple(
            Claim("E1", allegation.id, Relation.SUPPORTS, "", "", admission=random.random() < 0.2)
            for allegation in request.allegations
        ),
    )
    checklists = tuple(random.sample(CHECKLISTS, random.randint(1, len(CHECKLISTS))))
    deadline = random.choice([None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=9)])
    made = assess(request, checklists, policy, work, TODAY, deadline)
    record = replace(
        RECORD,
        audit=f"audit-{seed}",
        request=request,
        checklists=checklists,
        policy=policy,
        fieldwork=work,
        assessment=made,
    )
    return AssessedAudit(record, deadline)


def _request(random: Random) -> AuditRequest:
    words = {field.name: random.choice(list(YesNo)) for field in fields(Circumstances)}
    return replace(
        REQUEST,
        circumstances=Circumstances(**words),
        investment=replace(REQUEST.investment, stage=random.choice(list(Stage))),
        allegations=tuple(random.sample(REQUEST.allegations, random.randint(0, 3))),
    )


def _impacts(random: Random) -> Sequence:
    def severity() -> Bounds:
        ends = sorted(random.choices(range(1, 6), k=2))
        return Bounds.between(ends[0], random.choice(ends))

    return [impact(severity()) for _ in range(random.randint(0, 2))]


@cache
def pool() -> tuple[AssessedAudit, ...]:
    """Audits made once for all tests, the reference case among them."""
    return (AssessedAudit(RECORD), *(assessed(seed) for seed in range(60)))


def facts_of(audit: AssessedAudit) -> Facts:
    """The facts that the exact path compares."""
    record, made = audit.record, audit.record.assessment
    return facts_now(
        Situation(
            record.request,
            made.score,
            record.fieldwork.impacts,
            made.leverage,
            made.conclusions,
            audit.evidence_deadline,
            made.as_of,
        )
    )


def random_policy(seed: int) -> DecisionPolicy:
    """Rules and tiers by chance; half of the thresholds are values that some audit has exactly."""
    random = Random(seed)
    rules = tuple(_rule(random, number) for number in range(random.randint(1, 6)))
    last = POLICY.review_tiers[-1]
    tiers = tuple(
        replace(last, id=f"tier-{number}", when=_condition(random, 1)) for number in range(2)
    )
    return replace(
        POLICY,
        rules=rules,
        review_tiers=(*tiers, last),
        opinion_needs_coverage=_threshold(random, "coverage"),
        outcomes=tuple(random.sample(LIMITS, len(LIMITS))),
        equally_restrictive=(),
    )


def _rule(random: Random, number: int) -> Rule:
    return replace(
        POLICY.rules[0],
        id=f"rule-{number}",
        when=_condition(random, 3),
        if_undetermined=random.choice(list(Burden)),
        limit_when_holding=random.choice(LIMITS),
        limit_before_investment=random.choice(LIMITS),
    )


def _condition(random: Random, depth: int) -> Condition:
    if depth and random.random() < 0.6:
        parts = tuple(_condition(random, depth - 1) for _ in range(random.randint(0, 3)))
        one = _condition(random, depth - 1)
        return random.choice([AllOf(parts), AnyOf(parts), Not(one), Shown(one)])
    name = random.choice(list(POLICY_FACTS))
    if POLICY_FACTS[name].unit is Unit.WORD:
        return Is(name, random.choice([YesNo.YES, YesNo.NO]))
    return random.choice([AtLeast, Below])(name, _threshold(random, name))


def _threshold(random: Random, name: str) -> Fraction:
    fact = facts_of(random.choice(pool()))[name]
    assert isinstance(fact, Bounds)
    plain = Fraction(random.randint(0, 12), random.randint(1, 12))
    return random.choice([fact.lowest, fact.highest, plain, plain])
