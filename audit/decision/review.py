"""When a decision is looked at again, and which records still hold by then."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from audit.decision.terms import days_to_look_again
from audit.domain.answer import Answer, Unknown, UnknownKind, Valued
from audit.domain.decision import DecisionPolicy
from audit.domain.evidence import EvidenceItem
from audit.domain.terms import Terms


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day when the month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_review(policy: DecisionPolicy, tier_id: str, decided_on: date) -> date:
    """The day of the next full review, from the policy's tier."""
    tier = next(tier for tier in policy.review_tiers if tier.id == tier_id)
    return months_later(decided_on, tier.months)


def first_look(
    policy: DecisionPolicy,
    tier_id: str,
    decided_on: date,
    agreed: Sequence[Terms],
    supported_until: date | None = None,
) -> date:
    """The day of the next review: the tier's, or an earlier day that the terms name.

    Nor is it later than the last day on which the evidence supports the advice. A day that has passed
    by then is part of what this decision looked at.
    """
    named = [day for terms in agreed for day in days_to_look_again(terms, decided_on)]
    if supported_until is not None and supported_until > decided_on:
        named.append(supported_until)
    return min([next_review(policy, tier_id, decided_on), *named])


def valid_until(item: EvidenceItem, policy: DecisionPolicy) -> date | None:
    """The last day on which an item supports an answer; None when its type does not expire."""
    for validity in policy.evidence_validity:
        if validity.type == item.type:
            return months_later(item.collected_at.date(), validity.months)
    return None


def still_holding(
    answers: Sequence[Answer],
    evidence: Mapping[str, EvidenceItem],
    policy: DecisionPolicy,
    on: date,
) -> tuple[Answer, ...]:
    """Answers as they stand on a day: expired evidence no longer supports them, and an answer whose
    evidence has all expired is unknown. An answer on which nothing expired is the same object."""
    return tuple(_as_of(answer, evidence, policy, on) for answer in answers)


def _as_of(
    answer: Answer, evidence: Mapping[str, EvidenceItem], policy: DecisionPolicy, on: date
) -> Answer:
    if not isinstance(answer.state, Valued) or not answer.evidence:
        return answer
    valid = tuple(item for item in answer.evidence if _is_valid(evidence.get(item), policy, on))
    if valid == answer.evidence:
        return answer
    if valid:
        return replace(answer, evidence=valid)
    return replace(answer, state=Unknown(UnknownKind.EVIDENCE_EXPIRED))


def _is_valid(item: EvidenceItem | None, policy: DecisionPolicy, on: date) -> bool:
    limit = valid_until(item, policy) if item else None
    return limit is None or limit >= on
