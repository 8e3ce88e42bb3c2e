"""The one pure function from the records of an audit to its numbers and its advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from audit.decision.facts import Situation, facts_now, facts_possible
from audit.decision.leverage import leverage_panel
from audit.decision.recommend import recommend
from audit.decision.review import still_holding
from audit.decision.sensitivity.report import Sensitivity
from audit.decision.sensitivity.sensitivity import sensitivity
from audit.domain.allegation import ESTABLISHED, AllegationConclusion, AllegationStatus
from audit.domain.bounds import Bounds, greatest
from audit.domain.checklist import Checklist
from audit.domain.decision import DecisionPolicy, Recommendation
from audit.domain.fieldwork import Fieldwork
from audit.domain.leverage import LeveragePanel
from audit.domain.request import AuditRequest, case_facts
from audit.scoring.aggregate import Score, score
from audit.scoring.proof import conclude


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything computed for one audit; the same records always give the same assessment."""

    as_of: date
    score: Score
    severity: Bounds
    """Severity of the gravest impact, 1 to 5; exactly 0 when no impact is recorded."""
    leverage: LeveragePanel
    conclusions: tuple[AllegationConclusion, ...]
    recommendation: Recommendation
    sensitivity: Sensitivity | None = None
    """None in records that were made before it was computed."""


def assess(
    request: AuditRequest,
    checklists: Sequence[Checklist],
    policy: DecisionPolicy,
    fieldwork: Fieldwork,
    as_of: date,
    evidence_deadline: date | None = None,
) -> Assessment:
    """Score, weigh, conclude and recommend. Pure: the day is an argument and nothing is read.

    Evidence that has expired by the day, or was erased, supports nothing any more.
    """
    everything, fieldwork = fieldwork, fieldwork.still_there
    evidence = {item.id: item for item in fieldwork.evidence}
    fieldwork = replace(
        fieldwork, answers=still_holding(fieldwork.answers, evidence, policy, as_of)
    )
    scored = score(
        checklists,
        case_facts(request),
        fieldwork.answers,
        fieldwork.evidence,
        policy.evidence_floor,
        fieldwork.contradictions,
    )
    leverage = leverage_panel(scored, fieldwork.leverage)
    conclusions = conclusions_of(request, everything)
    situation = Situation(
        request, scored, fieldwork.impacts, leverage, conclusions, evidence_deadline, as_of
    )
    facts = facts_now(situation)
    recommendation = recommend(
        policy,
        request.investment.stage,
        facts,
        facts_possible(situation),
        _qualifications(conclusions, fieldwork),
    )
    severity = greatest(*(impact.severity for impact in fieldwork.impacts))
    return Assessment(
        as_of,
        scored,
        severity,
        leverage,
        conclusions,
        recommendation,
        sensitivity(situation, facts, checklists, policy, fieldwork),
    )


def conclusions_of(request: AuditRequest, fieldwork: Fieldwork) -> tuple[AllegationConclusion, ...]:
    """One conclusion for every allegation taken in; none can be dropped.

    What was established by evidence that was destroyed since is not established any more, and not
    found to be unfounded either: it is open.
    """
    if fieldwork.erasures:
        before = conclusions_of(request, replace(fieldwork, erasures=()))
        after = conclusions_of(request, replace(fieldwork.still_there, erasures=()))
        return tuple(map(_open_if_destroyed, before, after))
    assessments = {assessment.allegation: assessment for assessment in fieldwork.assessments}
    evidence = {item.id: item for item in fieldwork.evidence}
    return tuple(
        conclude(
            allegation,
            assessments.get(allegation.id),
            fieldwork.claims,
            evidence,
            fieldwork.limitations,
        )
        for allegation in request.allegations
    )


def _open_if_destroyed(
    before: AllegationConclusion, after: AllegationConclusion
) -> AllegationConclusion:
    if before.status not in ESTABLISHED or after.status in ESTABLISHED:
        return after
    status, why = (
        AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED,
        "What established it was destroyed.",
    )
    return replace(after, status=status, because=(*after.because, why))


def _qualifications(
    conclusions: Sequence[AllegationConclusion], fieldwork: Fieldwork
) -> tuple[str, ...]:
    """Why the opinion cannot be unqualified: what was not addressed and what could not be seen."""
    silent = [c.allegation for c in conclusions if c.status is AllegationStatus.NOT_ADDRESSED]
    not_addressed = (f"Not addressed: {', '.join(silent)}.",) if silent else ()
    return not_addressed + tuple(
        f"{limitation.code} touches {', '.join(limitation.affects) or 'the whole audit'}."
        for limitation in fieldwork.limitations
    )
