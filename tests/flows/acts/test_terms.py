"""Terms are drafted before the sign-off, needed for it, carried into the decision, and come due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import insert

from audit.catalogue.reading import SourceFile
from audit.decision.decide import decided
from audit.decision.dossier import FORMAT, Dossier
from audit.decision.terms import NEEDED, ConditionStanding
from audit.domain.decision import Decision, Outcome, Reason
from audit.domain.errors import SignOffRefused
from audit.domain.terms import Terms, Withdrawal
from audit.records import canonical, from_json, text_digest, to_json
from audit.state.tables import DecisionRow, DossierRow, ReviewRecordRow, ReviewTurnRow
from flows.acts.fieldwork import collect_evidence, record_answers, record_fieldwork_file
from flows.acts.opening import open_audit
from flows.acts.stages import assess_audit, conclude, produce_report, sign
from flows.forms.reaudit import open_reaudit
from flows.workplace import Workplace
from tests.factories import MOMENT, TODAY, small_request
from tests.flows.carrying import draft, to_sign_off
from tests.flows.conftest import row_counts
from tests.terms import (
    EACH,
    condition,
    evidence_request,
    plan,
    policy_change,
    responsible_exit,
    watch_list,
)

NEWER_KEYS = {"terms", "conditions", "effective_on", "contradictions"}
"""Keys that records of an earlier version do not have."""


def decide(
    place: Workplace, outcome: Outcome, terms: Sequence[Terms], moment: datetime = MOMENT
) -> Decision:
    """A small audit with these terms, signed for this outcome."""
    audit_id = to_sign_off(place, small_request(), moment)
    draft(place, audit_id, *terms)
    return _signed(place, audit_id, outcome, moment)


def _signed(place: Workplace, audit_id: str, outcome: Outcome, moment: datetime) -> Decision:
    basis, _ = assess_audit(place, audit_id, moment)
    sign(place, audit_id, "reviewer", outcome, "It is decided so.", basis, moment)
    return conclude(place, audit_id, moment).decision


def _reaudit(place: Workplace, moment: datetime) -> str:
    with place.reading() as work:
        (due,) = work.audits.due(moment.date())
    audit = open_reaudit(place, due, moment)
    collect_evidence(place, audit.id, moment)
    record_answers(place, audit.id, moment)
    return audit.id


def at(day: date) -> datetime:
    return MOMENT + (day - TODAY)


@pytest.mark.parametrize("outcome", list(NEEDED))
def test_an_outcome_without_its_terms_is_refused_and_says_what_to_add(
    sqlite_place: Workplace, outcome: Outcome
) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    counts = row_counts(sqlite_place)
    with pytest.raises(SignOffRefused) as refused:
        sign(sqlite_place, audit_id, "reviewer", outcome, "Because.", basis, MOMENT)
    for said in (f"The decision {outcome} needs {NEEDED[outcome][1]}", "key terms", "Record field"):
        assert said in str(refused.value)
    assert row_counts(sqlite_place) == counts


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.DECLINE])
def test_approving_and_declining_need_no_terms(sqlite_place: Workplace, outcome: Outcome) -> None:
    assert decide(sqlite_place, outcome, ()).terms == ()


def test_the_terms_of_the_outcome_are_in_the_decision_and_in_the_record_that_was_signed(
    place: Workplace,
) -> None:
    decision = decide(place, Outcome.APPROVE_WITH_CONDITIONS, EACH)
    assert [terms.id for terms in decision.terms] == ["C1", "R1", "W1"]
    assert decision.next_review_on == condition().due_on
    (change,) = decision.policy_changes
    assert (change.rule, change.effective_on) == (policy_change().rule, date(2027, 7, 1))
    with place.reading() as work:
        (line,) = work.audits.lines()
        dossier = work.reviews.dossier(line.id)
    assert dossier is not None
    assert dossier.record.fieldwork.terms == EACH
    assert dossier.decision == decision


def test_terms_drafted_after_the_record_was_read_have_to_be_read(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    draft(sqlite_place, audit_id, plan())
    with pytest.raises(SignOffRefused, match="changed after"):
        sign(sqlite_place, audit_id, "reviewer", Outcome.ENGAGE, "Because.", basis, MOMENT)
    assert _signed(sqlite_place, audit_id, Outcome.ENGAGE, MOMENT).terms == (plan(),)


def test_terms_come_from_a_fieldwork_file_and_are_corrected_and_withdrawn_by_another(
    sqlite_place: Workplace,
) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    first = (
        "terms:\n  - kind: watch_list\n    id: W1\n    text: Sales to police.\n    triggers:\n"
        '      - A new customer\n    ends_on: "2027-06-30"\n    sources: []\n'
    )
    second = first.replace("2027-06-30", "2027-09-30")
    third = "terms:\n  - kind: withdrawal\n    id: W1\n    text: No longer in doubt.\n"
    for text in (first, second, third):
        source = SourceFile.holding(text.encode(), "fieldwork.yaml")
        record_fieldwork_file(sqlite_place, audit_id, source, "analyst", MOMENT)
        with sqlite_place.reading() as work:
            (drafted,) = work.fieldwork.load(audit_id).terms
        assert getattr(drafted, "ends_on", None) == (
            None if text is third else date.fromisoformat(text.partition('"')[2][:10])
        )
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    with pytest.raises(SignOffRefused, match="needs a watch list entry"):
        sign(sqlite_place, audit_id, "reviewer", Outcome.WATCH_LIST, "Because.", basis, MOMENT)


def test_a_re_audit_is_due_on_the_day_of_a_condition_and_tells_what_became_of_it(
    sqlite_place: Workplace,
) -> None:
    due = date(2027, 2, 1)
    agreed = (condition("C1", due_on=due), condition("C2", due_on=date(2027, 4, 30)))
    assert decide(sqlite_place, Outcome.APPROVE_WITH_CONDITIONS, agreed).next_review_on == due
    with sqlite_place.reading() as work:
        assert work.audits.due(due - timedelta(days=1)) == []
    audit_id = _reaudit(sqlite_place, at(due))
    for day, first in ((due, "open"), (due + timedelta(days=1), "overdue")):
        _, record = assess_audit(sqlite_place, audit_id, at(day))
        assert record.change is not None
        assert [(c.condition.id, c.standing.value) for c in record.change.conditions] == [
            ("C1", first),
            ("C2", "open"),
        ]
    answer = "answers:\n  - question: GOV-01\n    value: MET\n    rationale: Adopted.\n    evidence: []\n"
    source = SourceFile.holding(answer.encode(), "fieldwork.yaml")
    record_fieldwork_file(sqlite_place, audit_id, source, "analyst", at(due))
    _, record = assess_audit(sqlite_place, audit_id, at(due))
    assert record.change is not None
    # What is claimed without evidence does not fulfil a condition.
    assert {c.standing for c in record.change.conditions} == {ConditionStanding.OPEN}


def test_overdue_conditions_alone_do_not_carry_another_approval(sqlite_place: Workplace) -> None:
    due = date(2027, 2, 1)
    decide(sqlite_place, Outcome.APPROVE_WITH_CONDITIONS, [condition(due_on=due)])
    late = at(due + timedelta(days=1))
    audit_id = _reaudit(sqlite_place, late)
    with pytest.raises(SignOffRefused, match="still running on 2027-02-02"):
        _signed(sqlite_place, audit_id, Outcome.APPROVE_WITH_CONDITIONS, late)


@pytest.mark.parametrize("by_hand", [False, True], ids=["by the sweep", "by hand"])
def test_evidence_that_did_not_come_in_time_counts_at_the_re_audit(
    sqlite_place: Workplace, by_hand: bool
) -> None:
    asked = evidence_request()
    decision = decide(sqlite_place, Outcome.DEFER_FOR_EVIDENCE, [asked])
    assert decision.next_review_on == asked.by_when
    with sqlite_place.reading() as work:
        (line,) = work.audits.lines()
    produce_report(sqlite_place, line.id, MOMENT)
    after = at(asked.by_when + timedelta(days=1))
    if by_hand:
        open_audit(sqlite_place, small_request(), after)
        audit_id = to_sign_off(sqlite_place, small_request(), after)
    else:
        audit_id = _reaudit(sqlite_place, after)
    with sqlite_place.reading() as work:
        assert work.audits.get(audit_id).evidence_deadline == asked.by_when
    _, record = assess_audit(sqlite_place, audit_id, after)
    advice = record.assessment.recommendation
    assert (advice.outcome, advice.reasons) == (Outcome.DIVEST, (Reason.NOT_SATISFIED,))


def without_newer_keys(value: Any) -> Any:
    """The JSON as a program wrote it that knew none of these keys."""
    if isinstance(value, dict):
        return {k: without_newer_keys(v) for k, v in value.items() if k not in NEWER_KEYS}
    return [without_newer_keys(v) for v in value] if isinstance(value, list) else value


def _old_text(record: object) -> str:
    text = canonical(without_newer_keys(json.loads(to_json(record))))
    assert text != to_json(record)
    return text


def _store_record(place: Workplace, audit_id: str, text: str) -> str:
    """Put a review record there as an earlier version left it. Returns its digest."""
    digest = text_digest(text)
    with place.engine.begin() as connection:
        row = {"audit": audit_id, "digest": digest, "created_at": MOMENT}
        connection.execute(insert(ReviewRecordRow).values(**row, body=text))
        connection.execute(insert(ReviewTurnRow).values(**row, sequence=2))
    return digest


def test_a_record_of_an_earlier_version_that_waits_to_be_signed_keeps_its_digest(
    sqlite_place: Workplace,
) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    _, record = assess_audit(sqlite_place, audit_id, MOMENT)
    old = _store_record(sqlite_place, audit_id, _old_text(record))
    counts = row_counts(sqlite_place)
    basis, read = assess_audit(sqlite_place, audit_id, MOMENT)
    assert (basis, read) == (old, record)
    changed = {k: v - counts[k] for k, v in row_counts(sqlite_place).items() if v != counts[k]}
    assert set(changed) <= {"stage_completion"}
    sign(sqlite_place, audit_id, "reviewer", Outcome.DECLINE, "No appetite.", old, MOMENT)
    dossier = conclude(sqlite_place, audit_id, MOMENT)
    assert (dossier.record_digest, dossier.sign_off.basis_digest) == (old, old)
    assert conclude(sqlite_place, audit_id, MOMENT) == dossier


def test_a_dossier_of_an_earlier_version_is_reported_and_followed_up_under_its_digest(
    sqlite_place: Workplace,
) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    _, record = assess_audit(sqlite_place, audit_id, MOMENT)
    basis = _store_record(sqlite_place, audit_id, _old_text(record))
    sign_off = sign(sqlite_place, audit_id, "reviewer", Outcome.DECLINE, "No.", basis, MOMENT)
    new = Dossier(FORMAT, "0.1.0", record, basis, sign_off, decided(record, sign_off))
    text = _old_text(new)
    with sqlite_place.engine.begin() as connection:
        connection.execute(
            insert(DecisionRow).values(
                audit=audit_id,
                outcome=new.decision.outcome,
                next_review_on=new.decision.next_review_on,
                decided_at=MOMENT,
                record=_old_text(new.decision),
            )
        )
        connection.execute(
            insert(DossierRow).values(
                audit=audit_id, digest=text_digest(text), body=text, created_at=MOMENT
            )
        )
    assert conclude(sqlite_place, audit_id, MOMENT) == new == from_json(Dossier, text)
    made = produce_report(sqlite_place, audit_id, MOMENT)
    assert made.dossier_digest == text_digest(text)
    assert made.dossier_digest != text_digest(to_json(new))
    assert canonical(json.loads(text)).encode() in _attached(made.path.read_bytes())
    second = _reaudit(sqlite_place, MOMENT + timedelta(days=400))
    _, again = assess_audit(sqlite_place, second, MOMENT + timedelta(days=400))
    assert again.change is not None
    assert again.change.previous.dossier_digest == text_digest(text)
    assert again.change.conditions == ()


def _attached(pdf: bytes) -> bytes:
    """The bytes of the dossier attached to a report."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return opened.attachments["dossier.json"].get_file().read_bytes()


def test_a_re_audit_takes_over_what_still_runs_and_conditions_that_are_overdue(
    sqlite_place: Workplace,
) -> None:
    drafted = (
        condition(),
        plan(),
        watch_list(date(2031, 1, 1)),
        responsible_exit(),
        Withdrawal("S1", "Not meant."),
    )
    decide(sqlite_place, Outcome.WATCH_LIST, drafted)
    audit_id = _reaudit(sqlite_place, MOMENT + timedelta(days=400))
    with sqlite_place.reading() as work:
        carried = [terms.id for terms in work.fieldwork.load(audit_id).terms]
    assert carried == ["C1", "W1", "X1"]
