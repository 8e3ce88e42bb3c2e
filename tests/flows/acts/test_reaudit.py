"""Re-audits in simulated time: what is due, what is carried forward, and what changed."""

from __future__ import annotations

from datetime import date, timedelta

from audit.domain.answer import Unknown, UnknownKind
from audit.domain.decision import Outcome
from flows.acts.fieldwork import collect_evidence, record_answers
from flows.acts.stages import assess_audit
from flows.forms.reaudit import open_reaudit
from flows.workplace import Workplace
from tests.factories import MOMENT
from tests.flows.carrying import decided, follow
from tests.flows.conftest import row_counts

ONE_YEAR = MOMENT + timedelta(days=365)
THREE_YEARS = MOMENT + timedelta(days=3 * 365)


def _reaudit(place: Workplace, moment_days: int) -> str:
    moment = MOMENT + timedelta(days=moment_days)
    with place.reading() as work:
        (due,) = work.audits.due(moment.date())
    audit = open_reaudit(place, due, moment)
    collect_evidence(place, audit.id, moment)
    record_answers(place, audit.id, moment)
    assess_audit(place, audit.id, moment)
    return audit.id


def test_nothing_is_due_before_its_day(place: Workplace) -> None:
    decision = decided(place).decision
    assert decision.next_review_on == date(2027, 5, 23)
    with place.reading() as work:
        assert work.audits.due(date(2027, 5, 22)) == []
        assert [line.id for line in work.audits.due(date(2027, 5, 23))] == [
            "anyvision-interactive-technologies-2026-11-23"
        ]


def test_a_year_later_it_names_the_earlier_audit_and_that_nothing_changed(place: Workplace) -> None:
    first = decided(place)
    audit_id = _reaudit(place, 365)
    dossier = follow(place, audit_id, ONE_YEAR)
    change = dossier.record.change
    assert change is not None
    assert change.previous.audit == first.record.audit
    assert not change.outcome_changed
    assert change.share == change.previous.share
    assert change.coverage == change.previous.coverage
    assert change.answers == ()
    assert {item.carried_from for item in dossier.record.fieldwork.evidence} == {first.record.audit}
    assert dossier.decision.next_review_on == date(2028, 5, 23)


def test_three_years_later_the_evidence_has_expired_and_coverage_falls(place: Workplace) -> None:
    first = decided(place)
    audit_id = _reaudit(place, 3 * 365)
    _, record = assess_audit(place, audit_id, THREE_YEARS)
    change = record.change
    assert change is not None
    assert change.coverage == 0 < change.previous.coverage
    assert change.share.lowest < change.previous.share.lowest
    assert change.share.highest > change.previous.share.highest
    moved = {answer.question for answer in change.answers}
    assert {"GOV-04", "TNC-03", "CUS-06", "INV-02"} <= moved
    states = {a.question: a.state for a in record.fieldwork.answers}
    assert states["TNC-03"] == Unknown(UnknownKind.EVIDENCE_EXPIRED)
    # Leverage has to be shown; an expired answer does not make the advice any milder.
    assert record.assessment.recommendation.outcome is Outcome.DIVEST
    assert first.record.assessment.recommendation.outcome is Outcome.DIVEST


def test_a_re_audit_is_opened_once(place: Workplace) -> None:
    decided(place)
    with place.reading() as work:
        (due,) = work.audits.due(ONE_YEAR.date())
    audit = open_reaudit(place, due, ONE_YEAR)
    counts = row_counts(place)
    assert open_reaudit(place, due, THREE_YEARS) == audit
    assert row_counts(place) == counts
    with place.reading() as work:
        assert [line.id for line in work.audits.due(THREE_YEARS.date())] == [due.id]
    collect_evidence(place, audit.id, ONE_YEAR)
    record_answers(place, audit.id, ONE_YEAR)
    follow(place, audit.id, ONE_YEAR)
    with place.reading() as work:
        assert [line.id for line in work.audits.due(THREE_YEARS.date())] == [audit.id]
