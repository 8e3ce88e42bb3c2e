"""One policy on every audit of a portfolio: the same results as the exact path, without the sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from audit.decision.recommend import recommend
from audit.domain.bounds import Bounds
from audit.domain.condition import ALWAYS, AtLeast, Condition, Is, leaves
from audit.domain.decision import Burden, DecisionPolicy, Opinion, Outcome, Rule
from audit.domain.errors import AuditError
from audit.domain.investment import Stage
from audit.portfolio.chunk import Chunk, Known, chunk_of
from audit.portfolio.columns import STAGES, Bools, Ints, Portfolio
from audit.portfolio.encode import LARGEST, same_floor

ROWS_AT_ONCE = 1 << 14
"""Audits worked on at a time; what is needed beside the columns and the results grows with it alone."""
OPINIONS = tuple(Opinion)
"""Codes of the opinion column."""


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What a policy advises on every audit of a portfolio, row by row."""

    policy: DecisionPolicy
    outcome: Ints
    """Place in the policy's order of outcomes."""
    fired: Bools
    """N by rules."""
    tier: Ints
    """Place in the policy's review tiers."""
    opinion: Ints
    """Codes of OPINIONS."""
    lowest: Ints
    """The lowest score still possible, as lowest / score_unit."""
    highest: Ints
    score_unit: Ints
    covered: Ints
    """Coverage, as covered / coverage_unit."""
    coverage_unit: Ints

    def share(self, row: int) -> Bounds:
        """The exact score of an audit."""
        unit = int(self.score_unit[row])
        return Bounds(Fraction(int(self.lowest[row]), unit), Fraction(int(self.highest[row]), unit))

    def coverage(self, row: int) -> Fraction:
        """The exact coverage of an audit."""
        return Fraction(int(self.covered[row]), int(self.coverage_unit[row]))

    def counts(self) -> dict[Outcome, int]:
        """How many audits each outcome is advised for, most favourable first."""
        numbers = np.bincount(self.outcome, minlength=len(self.policy.outcomes))
        return {o: int(n) for o, n in zip(self.policy.outcomes, numbers, strict=True)}


def what_if(
    portfolio: Portfolio, policy: DecisionPolicy, rows_at_once: int = ROWS_AT_ONCE
) -> WhatIf:
    """What the policy advises on every audit, exactly: whole numbers are multiplied out and compared.

    Raises AuditError when the policy has another evidence floor than the portfolio was encoded with,
    and when a threshold is too fine to be compared in 64 bits.
    """
    _require_same_floor(portfolio, policy)
    _require_room(portfolio, policy)
    made = _empty(len(portfolio), policy)
    advice = _Advice.of(policy)
    for start in range(0, len(portfolio), rows_at_once):
        which = slice(start, start + rows_at_once)
        part = portfolio.rows(which)
        advice.write(made, which, chunk_of(part), part.stage)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Advice:
    """A policy with its outcomes as numbers."""

    policy: DecisionPolicy
    limits: Ints
    """Stages by rules: the place of each rule's limit."""
    opinions: Ints
    """The opinion on each outcome where enough is covered."""

    @classmethod
    def of(cls, policy: DecisionPolicy) -> _Advice:
        limits = [[policy.place(_limit(rule, stage)) for rule in policy.rules] for stage in STAGES]
        opinions = [OPINIONS.index(_opinion(policy, outcome)) for outcome in policy.outcomes]
        shape = (len(STAGES), len(policy.rules))
        return cls(policy, np.array(limits, np.uint8).reshape(shape), np.array(opinions, np.uint8))

    def write(self, made: WhatIf, which: slice, chunk: Chunk, stage: Ints) -> None:
        """The results of these rows into their place."""
        outcome = np.zeros(chunk.size, np.uint8)
        for number, rule in enumerate(self.policy.rules):
            known = chunk.known(rule.when)
            fired = ~known.fails if rule.if_undetermined is Burden.FIRES else known.holds
            made.fired[which, number] = fired
            np.maximum(outcome, np.where(fired, self.limits[stage, number], 0), out=outcome)
        made.outcome[which] = outcome
        made.tier[which] = self._tier(chunk)
        made.opinion[which] = self._opinion_on(chunk, outcome)
        score, coverage = chunk.quantities["score"], chunk.quantities["coverage"]
        made.lowest[which], made.highest[which] = score.lowest, score.highest
        made.score_unit[which] = score.unit
        made.covered[which], made.coverage_unit[which] = coverage.lowest, coverage.unit

    def _tier(self, chunk: Chunk) -> Ints:
        """The first tier that is not ruled out."""
        tier = np.zeros(chunk.size, np.uint8)
        left = np.ones(chunk.size, np.bool_)
        for number, each in enumerate(self.policy.review_tiers):
            taken = left & ~chunk.known(each.when).fails
            tier[taken] = number
            left &= ~taken
        return tier

    def _opinion_on(self, chunk: Chunk, outcome: Ints) -> Ints:
        enough: Known = chunk.known(AtLeast("coverage", self.policy.opinion_needs_coverage))
        none = OPINIONS.index(Opinion.UNABLE_TO_CONCLUDE)
        return np.where(enough.holds, self.opinions[outcome], none)


def _empty(size: int, policy: DecisionPolicy) -> WhatIf:
    def column(kind: type[np.integer]) -> Ints:
        return np.empty(size, kind)

    return WhatIf(
        policy=policy,
        outcome=column(np.uint8),
        fired=np.empty((size, len(policy.rules)), np.bool_),
        tier=column(np.uint8),
        opinion=column(np.uint8),
        lowest=column(np.int64),
        highest=column(np.int64),
        score_unit=column(np.int64),
        covered=column(np.int64),
        coverage_unit=column(np.int64),
    )


def _limit(rule: Rule, stage: Stage) -> Outcome:
    return rule.limit_when_holding if stage is Stage.HOLDING else rule.limit_before_investment


def _opinion(policy: DecisionPolicy, outcome: Outcome) -> Opinion:
    """What the exact path says of an outcome when everything is covered."""
    always = replace(
        policy.rules[0], when=ALWAYS, limit_when_holding=outcome, limit_before_investment=outcome
    )
    plain = replace(policy, rules=(always,), review_tiers=policy.review_tiers[-1:])
    return recommend(plain, Stage.HOLDING, {"coverage": Bounds.exactly(1)}, {}, ()).opinion


def _require_same_floor(portfolio: Portfolio, policy: DecisionPolicy) -> None:
    if not same_floor(portfolio.floor, policy.evidence_floor):
        raise AuditError(
            f"The policy {policy.id}@{policy.version} has another evidence floor than the portfolio was "
            "encoded with; encode the audits again with its floor."
        )


def _require_room(portfolio: Portfolio, policy: DecisionPolicy) -> None:
    """No product of the comparisons below leaves 64 bits."""
    most = dict(_most(portfolio))
    if any(number > LARGEST for number in most.values()):
        raise AuditError(
            "The weights of these audits do not fit 64 bits together; replay them one by one."
        )
    for condition in _conditions(policy):
        for leaf in leaves(condition):
            if isinstance(leaf, Is):
                continue
            threshold = leaf.threshold
            if most.get(leaf.fact, 1) * max(threshold.numerator, threshold.denominator) > LARGEST:
                raise AuditError(
                    f"The threshold {threshold} of {leaf.fact} is too fine to be compared in 64 bits; "
                    "choose a plainer number, or replay the audits one by one."
                )


def _conditions(policy: DecisionPolicy) -> Iterator[Condition]:
    yield from (rule.when for rule in policy.rules)
    yield from (tier.when for tier in policy.review_tiers)
    yield AtLeast("coverage", policy.opinion_needs_coverage)


def _most(portfolio: Portfolio) -> Iterator[tuple[str, int]]:
    """The largest whole number that a fact's bounds or unit can be."""
    weight = max(1, sum(portfolio.weights()))
    severities = [column.severity for column in portfolio.questions]
    yield "score", weight * portfolio.unit
    yield "coverage", weight
    yield "critical_open", max(1, len(portfolio.questions))
    yield "unmet_critical_severity", max(severities, default=1)
    for name, column in portfolio.quantities.items():
        yield name, max(column.unit, int(column.highest.max(initial=0)))
