"""The reference case, carried through: the advice agrees with what was decided in 2020, and for that reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from audit.decision.assess import Assessment, conclusions_of
from audit.domain.allegation import AllegationStatus, Confidence
from audit.domain.bounds import Bounds
from audit.domain.decision import Opinion, Outcome, Reason
from audit.domain.evidence import Relation
from audit.domain.fieldwork import Fieldwork
from audit.domain.truth import Truth, YesNo
from audit.scoring.support import Standing
from tests.audit.scoring.builders import grade
from tests.factories import reference_case, reference_fieldwork, reference_request, review_record

CASE = reference_case()
REQUEST = reference_request()
WORK = reference_fieldwork()
FOUND: Assessment = review_record(REQUEST, WORK).assessment
ADVICE = FOUND.recommendation
CONCLUDED = {conclusion.allegation: conclusion for conclusion in FOUND.conclusions}
RESTRICTION = "LEGAL_RESTRICTION_SENSITIVE_INFO"

STATUSES = {
    "A1": AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED,
    "A1p": AllegationStatus.NOT_SUBSTANTIATED,
    "A2": AllegationStatus.ACKNOWLEDGED,
    "A3": AllegationStatus.NOT_SUBSTANTIATED,
    "A4": AllegationStatus.NOT_ADDRESSED,
    "A5": AllegationStatus.NOT_SUBSTANTIATED,
    "A6": AllegationStatus.PARTLY_SUBSTANTIATED,
    "A7": AllegationStatus.NOT_SUBSTANTIATED,
}


def test_it_recommends_to_divest_for_insufficient_oversight_alone():
    assert ADVICE.outcome is Outcome.DIVEST
    assert ADVICE.reasons == (Reason.INSUFFICIENT_OVERSIGHT,)


def test_no_breach_was_found():
    breach = next(rule for rule in ADVICE.rules if rule.rule == "breach-found")
    assert (breach.truth, breach.fired) == (Truth.FALSE, False)
    assert Reason.BREACH_FOUND not in ADVICE.reasons
    assert Reason.BREACH_FOUND not in {rule.reason for rule in ADVICE.rules if rule.fired}


def test_it_proposes_a_rule_for_future_deals():
    (proposal,) = ADVICE.policy_changes
    assert "no further minority investments" in proposal.rule
    assert "worldwide" in proposal.applies_to


def test_it_matches_what_was_decided_at_the_time():
    historical = CASE.historical
    assert historical is not None
    assert historical.outcome is ADVICE.outcome
    assert (historical.reason,) == ADVICE.reasons
    assert historical.on == date(2020, 3, 27)
    assert bool(historical.policy_change) == bool(ADVICE.policy_changes)


@pytest.mark.parametrize("allegation", STATUSES)
def test_status(allegation: str):
    assert CONCLUDED[allegation].status is STATUSES[allegation]


def test_no_allegation_is_missing_or_added():
    assert list(CONCLUDED) == [a.id for a in REQUEST.allegations] == list(STATUSES)


@pytest.mark.parametrize("allegation", ["A3", "A6", "A7"])
def test_what_the_published_summary_left_out_is_still_concluded(allegation: str):
    (assessment,) = (a for a in WORK.assessments if a.allegation == allegation)
    assert {e.status for e in assessment.earlier} == {AllegationStatus.NOT_ADDRESSED}
    assert CONCLUDED[allegation].status is not AllegationStatus.NOT_ADDRESSED


def test_the_earlier_auditors_category_is_kept_and_not_taken_over():
    (assessment,) = (a for a in WORK.assessments if a.allegation == "A1")
    assert [e.status for e in assessment.earlier] == [AllegationStatus.REFUTED]


def test_the_restriction_touches_what_it_should():
    touched = {name for name, found in CONCLUDED.items() if RESTRICTION in found.limitations}
    assert touched == {"A1", "A1p", "A3"}


def test_nothing_is_held_more_firmly_than_moderately_under_the_limitations():
    assert {found.confidence for found in CONCLUDED.values()} <= {
        Confidence.MODERATE,
        Confidence.LOW,
    }


def with_best_grades(work: Fieldwork) -> Fieldwork:
    supporting = {c.evidence for c in work.claims if c.relation is Relation.SUPPORTS}
    better = [
        replace(item, grade=grade("A1")) if item.id in supporting else item
        for item in work.evidence
    ]
    silent = tuple(c for c in work.claims if c.relation is not Relation.CONTRADICTS)
    return replace(work, evidence=tuple(better), claims=silent)


def test_no_grade_lifts_the_confidence_on_a1_over_the_restriction():
    lifted = {c.allegation: c for c in conclusions_of(REQUEST, with_best_grades(WORK))}
    assert lifted["A1"].confidence is Confidence.MODERATE
    free = replace(with_best_grades(WORK), limitations=())
    unlimited = {c.allegation: c for c in conclusions_of(REQUEST, free)}
    assert unlimited["A1"].confidence is Confidence.HIGH


def test_a1_cannot_be_refuted_while_access_was_restricted():
    refuted = tuple(
        replace(a, status=AllegationStatus.REFUTED) if a.allegation == "A1" else a
        for a in WORK.assessments
    )
    found = conclusions_of(REQUEST, replace(WORK, assessments=refuted))[0]
    assert found.status is AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED


def test_coverage_is_low_and_the_score_nearly_open():
    total = FOUND.score.total
    assert (total.possible, total.determined) == (172, 8)
    assert (total.earned, total.lowest, total.highest) == (
        Fraction(3, 2),
        Fraction(3, 2),
        Fraction(331, 2),
    )
    assert total.coverage == Fraction(2, 43)
    assert total.share == Bounds(Fraction(3, 344), Fraction(331, 344))


@pytest.mark.parametrize(
    ("checklist", "possible", "determined", "lowest", "highest"),
    [
        ("core-hrdd", 67, 2, Fraction(3, 2), Fraction(133, 2)),
        ("facial-recognition", 59, 3, 0, 56),
        ("government-sales", 46, 3, 0, 43),
    ],
)
def test_each_checklist(
    checklist: str, possible: int, determined: int, lowest: Fraction, highest: Fraction
):
    tally = next(c.tally for c in FOUND.score.checklists if c.checklist == checklist)
    assert (tally.possible, tally.determined) == (possible, determined)
    assert (tally.lowest, tally.highest) == (lowest, highest)


def test_leverage_is_that_of_a_minority_with_an_audit_right():
    assert FOUND.leverage.level == Bounds.exactly(2)
    assert FOUND.leverage.can_be_raised is YesNo.NO


def test_severity_is_grave():
    assert FOUND.severity == Bounds.between(4, 5)


def test_several_critical_questions_are_open():
    open_ = [
        scored
        for scored in FOUND.score.questions
        if scored.question.critical and scored.effective.standing is Standing.UNKNOWN
    ]
    assert len(open_) > 10
    deferring = next(rule for rule in ADVICE.rules if rule.rule == "critical-unknown")
    assert deferring.fired


def test_no_overall_opinion_is_given_and_it_says_why():
    assert ADVICE.opinion is Opinion.UNABLE_TO_CONCLUDE
    assert ADVICE.qualifications == (
        "Not addressed: A4.",
        f"{RESTRICTION} touches A1, A1p, A3, CUS-06, LAW-02.",
        "SOURCES_CITED_NOT_CAPTURED touches the whole audit.",
        "AUDIT_REPORT_NOT_PUBLISHED touches the whole audit.",
    )


def test_no_further_evidence_would_change_the_advice():
    assert ADVICE.reachable == (Outcome.DIVEST,)
    assert ADVICE.robust


def test_with_leverage_that_can_be_raised_it_would_wait_for_evidence():
    raisable = replace(WORK, leverage=replace(WORK.leverage, can_be_raised=YesNo.YES))
    advice = review_record(REQUEST, raisable).assessment.recommendation
    assert advice.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert advice.policy_changes == ()


def test_it_is_reviewed_within_half_a_year():
    assert ADVICE.tier == "tier-1"
