"""The decision that follows from a sign-off: its reasons, its terms, and the day of the next review."""

from __future__ import annotations

from datetime import date

from audit.decision.dossier import ReviewRecord
from audit.decision.review import first_look
from audit.decision.terms import applying, policy_changes
from audit.domain.decision import Decision, PolicyChange
from audit.domain.signoff import SignOff


def decided(record: ReviewRecord, sign_off: SignOff) -> Decision:
    """What was decided by signing this record. Pure: the day is that of the sign-off."""
    advice = record.assessment.recommendation
    follows = sign_off.outcome is advice.outcome
    on = sign_off.signed_at.date()
    agreed = applying(sign_off.outcome, record.fieldwork.terms)
    return Decision(
        outcome=sign_off.outcome,
        reasons=advice.reasons if follows else (),
        reason_text=sign_off.reason or "The recommendation is followed.",
        follows_recommendation=follows,
        decided_by=sign_off.reviewer,
        decided_at=sign_off.signed_at,
        policy_changes=_policy_changes(record, on),
        review_tier=advice.tier,
        next_review_on=first_look(record.policy, advice.tier, on, agreed, _supported_until(record)),
        terms=agreed,
    )


def _supported_until(record: ReviewRecord) -> date | None:
    found = record.assessment.sensitivity
    return found.forecast.supported_until if found else None


def _policy_changes(record: ReviewRecord, on: date) -> tuple[PolicyChange, ...]:
    """What the analyst drafted, and what the policy suggests unless it was drafted in the same words."""
    drafted = policy_changes(record.fieldwork.terms)
    rules = {change.rule for change in drafted}
    suggested = record.assessment.recommendation.policy_changes
    return tuple(
        PolicyChange(
            change.rule, change.applies_to, change.owner, on, effective_on=change.effective_on
        )
        for change in drafted
    ) + tuple(
        PolicyChange(change.rule, change.applies_to, change.owner, on)
        for change in suggested
        if change.rule not in rules
    )
