"""What the policy advises, what people decided, and what follows from it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from audit.domain.condition import Condition
from audit.domain.evidence import Grade
from audit.domain.terms import Terms
from audit.domain.truth import Truth


class Outcome(StrEnum):
    """What can be recommended or decided about a holding."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    DEFER_FOR_EVIDENCE = "defer_for_evidence"
    MORATORIUM = "moratorium"
    ENGAGE = "engage"
    REMEDIATION_PLAN = "remediation_plan"
    WATCH_LIST = "watch_list"
    PARTIAL_CESSATION = "partial_cessation"
    DECLINE = "decline"
    DIVEST = "divest"


class Reason(StrEnum):
    """Why; a reason does not depend on a finding of breach."""

    STANDARDS_MET = "standards_met"
    BREACH_FOUND = "breach_found"
    SEVERE_IMPACT_UNMANAGED = "severe_impact_unmanaged"
    CRITICAL_UNKNOWN = "critical_unknown"
    NOT_SATISFIED = "not_satisfied"
    INSUFFICIENT_OVERSIGHT = "insufficient_oversight"
    LEVERAGE_TO_BE_RAISED = "leverage_to_be_raised"
    SCORE_NOT_SHOWN = "score_not_shown"
    SCORE_TOO_LOW = "score_too_low"
    COVERAGE_TOO_LOW = "coverage_too_low"


class Burden(StrEnum):
    """What an undetermined rule does: the investee shows that it does not apply, or others that it does."""

    FIRES = "fires"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class PolicyChangeProposal:
    """A rule for future deals that a case suggests; its own record, owner and date."""

    rule: str
    applies_to: str
    owner: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision rule: when it fires, no outcome more favourable than its limit may be advised."""

    id: str
    title: str
    when: Condition
    if_undetermined: Burden
    limit_when_holding: Outcome
    limit_before_investment: Outcome
    reason: Reason
    rationale: str
    source: str
    verified: bool
    policy_change: PolicyChangeProposal | None = None


@dataclass(frozen=True, slots=True)
class ReviewTier:
    """How soon an audit is done again."""

    id: str
    title: str
    when: Condition
    months: int
    light_check: str
    rationale: str


@dataclass(frozen=True, slots=True)
class EvidenceFloor:
    """What evidence a claim of full conformity needs."""

    grade: Grade
    critical_types: int
    """Different evidence types that a critical question needs."""
    critical_independent: int
    """How many of them have to be independent of the investee."""
    management_statement: str
    """Evidence type code of a management statement."""
    management_only_at_most: Fraction
    """The share of the weight that a management statement alone may earn."""
    rationale: str
    critical_originators: int = 1
    """Different originators that a critical question needs; outlets that repeat one are one."""


@dataclass(frozen=True, slots=True)
class EvidenceValidity:
    """How many months an item of a type supports an answer after it was collected."""

    type: str
    months: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the policy with the reason for it."""

    id: str
    value: Fraction
    rationale: str


@dataclass(frozen=True, slots=True)
class DecisionPolicy:
    """One published version of the decision rules. The digest is the SHA-256 of its file."""

    id: str
    version: str
    title: str
    effective_from: str
    approved_by: str
    outcomes: tuple[Outcome, ...]
    """From most favourable to most restrictive."""
    thresholds: tuple[Threshold, ...]
    evidence_floor: EvidenceFloor
    evidence_validity: tuple[EvidenceValidity, ...]
    rules: tuple[Rule, ...]
    review_tiers: tuple[ReviewTier, ...]
    opinion_needs_coverage: Fraction
    """Below this coverage the overall opinion is that none can be given."""
    digest: str
    equally_restrictive: tuple[tuple[Outcome, ...], ...] = ()
    """Outcomes that permit equally little: neither is an improvement on the other. Where limits of both
    apply, the later in the order is advised."""

    def place(self, outcome: Outcome) -> int:
        """Place of an outcome in the policy's own order; the last limit that applies is advised."""
        return self.outcomes.index(outcome)

    def restrictiveness(self, outcome: Outcome) -> int:
        """How little an outcome permits; higher permits less, and equally restrictive ones are equal."""
        for group in self.equally_restrictive:
            if outcome in group:
                return min(self.place(member) for member in group)
        return self.place(outcome)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule did, in words."""

    rule: str
    title: str
    truth: Truth
    fired: bool
    limit: Outcome
    reason: Reason
    because: tuple[str, ...]
    """The facts it compared, as sentences."""


class Opinion(StrEnum):
    """The overall rating; unable to conclude is a real result."""

    SATISFACTORY = "satisfactory"
    NEEDS_IMPROVEMENT = "needs_improvement"
    UNSATISFACTORY = "unsatisfactory"
    UNABLE_TO_CONCLUDE = "unable_to_conclude"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the policy advises now, what could still come of it, and which rules fired."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    rules: tuple[RuleResult, ...]
    reachable: tuple[Outcome, ...]
    """Every outcome that some completion of what is unknown could lead to."""
    opinion: Opinion
    qualifications: tuple[str, ...]
    """Why the opinion is not unqualified; empty when it is."""
    policy_changes: tuple[PolicyChangeProposal, ...]
    tier: str

    @property
    def robust(self) -> bool:
        """No completion of what is unknown would change the outcome."""
        return self.reachable == (self.outcome,)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A proposed rule for future deals, apart from the decision on this one."""

    rule: str
    applies_to: str
    owner: str
    proposed_on: date
    status: str = "proposed"
    effective_on: date | None = None
    """None while no day is set."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided, with its reasons and its dated review."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    reason_text: str
    follows_recommendation: bool
    decided_by: str
    decided_at: datetime
    policy_changes: tuple[PolicyChange, ...]
    review_tier: str
    next_review_on: date
    terms: tuple[Terms, ...] = ()
    """What it binds people to, with days and owners."""
