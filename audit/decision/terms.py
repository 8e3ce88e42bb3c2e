"""Which terms an outcome needs and takes, the days they name, and whether conditions are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from audit.domain.decision import Outcome
from audit.domain.moratorium import Moratorium, MoratoriumStanding
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EvidenceRequest,
    PartialCessation,
    ProposedPolicyChange,
    RemediationPlan,
    ResponsibleExit,
    Terms,
    WatchList,
    Withdrawal,
)
from audit.domain.truth import Truth
from audit.scoring.aggregate import Score
from audit.scoring.support import Standing

NEEDED: dict[Outcome, tuple[type[Terms], str]] = {
    Outcome.APPROVE_WITH_CONDITIONS: (
        AgreedCondition,
        "a condition with its owner, day, proof and the answer it must change",
    ),
    Outcome.DEFER_FOR_EVIDENCE: (
        EvidenceRequest,
        "a request that says what evidence is awaited, from whom and by when",
    ),
    Outcome.MORATORIUM: (
        Moratorium,
        "a moratorium with its actors, start, and an end, a release condition or a review",
    ),
    Outcome.ENGAGE: (
        EngagementPlan,
        "an engagement plan with dated steps, a ladder of escalation and a deadline",
    ),
    Outcome.REMEDIATION_PLAN: (
        RemediationPlan,
        "a remediation plan with the people affected, the form of remedy and its verification",
    ),
    Outcome.WATCH_LIST: (WatchList, "a watch list entry with its triggers and its end"),
    Outcome.PARTIAL_CESSATION: (
        PartialCessation,
        "a partial cessation that names the services and the notice to customers",
    ),
    Outcome.DIVEST: (
        ResponsibleExit,
        "a responsible exit that weighs leaving, the buyer, notice, remedy and what is said in public",
    ),
}
"""The kind of terms an outcome is empty without, in words; approving and declining need none."""

BESIDE: dict[Outcome, tuple[type[Terms], ...]] = {
    Outcome.APPROVE: (WatchList,),
    Outcome.APPROVE_WITH_CONDITIONS: (WatchList, RemediationPlan),
    Outcome.DEFER_FOR_EVIDENCE: (WatchList,),
    Outcome.MORATORIUM: (AgreedCondition, EngagementPlan, RemediationPlan, WatchList),
    Outcome.ENGAGE: (AgreedCondition, RemediationPlan, WatchList),
    Outcome.REMEDIATION_PLAN: (AgreedCondition, EngagementPlan, WatchList),
    Outcome.PARTIAL_CESSATION: (AgreedCondition, EngagementPlan, RemediationPlan, WatchList),
    Outcome.DIVEST: (RemediationPlan,),
}
"""What else applies when it was drafted: milder measures beside stricter ones, and remedy also on leaving."""


def applying(outcome: Outcome, drafted: Sequence[Terms]) -> tuple[Terms, ...]:
    """The drafted terms that a decision for this outcome takes, its own kind first."""
    needed = NEEDED.get(outcome)
    own = [terms for terms in drafted if needed and isinstance(terms, needed[0])]
    others = [terms for terms in drafted if isinstance(terms, BESIDE.get(outcome, ()))]
    return (*own, *others)


def lacking(outcome: Outcome, drafted: Sequence[Terms], on: date) -> str:
    """What a decision for this outcome on this day still needs, in words; empty when it has its terms.

    Terms whose last day has passed bind nobody any more and do not count.
    """
    if outcome not in NEEDED:
        return ""
    kind, needs = NEEDED[outcome]
    there = any(isinstance(terms, kind) and is_running(terms, on) for terms in drafted)
    return "" if there else needs


def policy_changes(drafted: Sequence[Terms]) -> tuple[ProposedPolicyChange, ...]:
    """The rules for future deals that were drafted; they stand beside every outcome."""
    return tuple(terms for terms in drafted if isinstance(terms, ProposedPolicyChange))


def is_running(terms: Terms, on: date) -> bool:
    """Whether these terms can still bind anybody on this day."""
    if isinstance(terms, Moratorium):
        return terms.standing(on) in (MoratoriumStanding.NOT_YET, MoratoriumStanding.IN_FORCE)
    last = _last_day(terms)
    return last is None or on <= last


def still_binding(drafted: Sequence[Terms], on: date) -> tuple[Terms, ...]:
    """What a later audit takes over: what still runs, and conditions also when their day has passed."""
    return tuple(
        terms
        for terms in drafted
        if isinstance(terms, AgreedCondition)
        or (is_running(terms, on) and not isinstance(terms, Withdrawal))
    )


def days_to_look_again(terms: Terms, on: date) -> Iterator[date]:
    """The days after this one on which the terms ask for a look at the holding."""
    days = (
        (terms.review_on, terms.last_day(on))
        if isinstance(terms, Moratorium)
        else (_last_day(terms),)
    )
    return (day for day in days if day is not None and day > on)


def _last_day(
    terms: AgreedCondition
    | EvidenceRequest
    | EngagementPlan
    | RemediationPlan
    | WatchList
    | PartialCessation
    | ResponsibleExit
    | ProposedPolicyChange
    | Withdrawal,
) -> date | None:
    match terms:
        case AgreedCondition():
            return terms.due_on
        case EvidenceRequest() | RemediationPlan():
            return terms.by_when
        case EngagementPlan():
            return terms.deadline
        case WatchList():
            return terms.ends_on
        case PartialCessation() | ResponsibleExit() | ProposedPolicyChange() | Withdrawal():
            return None
        case _:
            assert_never(terms)


def awaited_by(agreed: Sequence[Terms]) -> date | None:
    """The day by which all evidence of a deferral was asked for; None when none was."""
    days = [terms.by_when for terms in agreed if isinstance(terms, EvidenceRequest)]
    return max(days, default=None)


class ConditionStanding(StrEnum):
    """What the answer that a condition must change says about it."""

    MET = "met"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """A condition with its standing on the day of an assessment."""

    condition: AgreedCondition
    standing: ConditionStanding
    truth: Truth
    """Whether the answer reaches the word; undetermined while its bounds include both."""


def check_conditions(agreed: Sequence[Terms], score: Score, on: date) -> tuple[ConditionCheck, ...]:
    """Every condition among the terms with its standing, in their order."""
    return tuple(
        ConditionCheck(terms, standing(terms, score, on), reached(terms, score))
        for terms in agreed
        if isinstance(terms, AgreedCondition)
    )


def standing(condition: AgreedCondition, score: Score, on: date) -> ConditionStanding:
    """Met only when the answer is shown to reach the word; what is not shown is open until its day."""
    if reached(condition, score) is Truth.TRUE:
        return ConditionStanding.MET
    return ConditionStanding.OVERDUE if on > condition.due_on else ConditionStanding.OPEN


def reached(condition: AgreedCondition, score: Score) -> Truth:
    """Whether the current effective answer reaches the word of the condition.

    A question that is no longer asked, or is said not to apply, shows nothing.
    """
    for scored in score.questions:
        if scored.question.id == condition.question:
            effective = scored.effective
            if effective.standing is Standing.NOT_APPLICABLE:
                return Truth.UNDETERMINED
            return effective.value.at_least(condition.reaches)
    return Truth.UNDETERMINED
