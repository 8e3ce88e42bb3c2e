"""One audit through all its stages, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.custody.event import CustodyKind
from audit.custody.ledger import verify
from audit.decision.dossier import Dossier
from audit.domain.audit import AuditStage
from audit.domain.decision import Outcome, Reason
from audit.domain.errors import InputInvalid, NotPublished, SignOffRefused, TransitionRefused
from audit.domain.request import ChecklistChoice, VersionRef
from audit.domain.signoff import PersonKind
from audit.records import digest, from_json, to_json
from flows.acts.opening import open_audit
from flows.acts.stages import assess_audit, conclude, produce_report, sign
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request, small_request
from tests.flows.carrying import decided, draft, follow, reported, to_sign_off
from tests.flows.conftest import row_counts
from tests.terms import evidence_request, plan

LATER = MOMENT + timedelta(days=3)


def _small_decided(place: Workplace) -> Dossier:
    """An audit with next to no records, whose report is short."""
    audit_id = to_sign_off(place, small_request())
    draft(place, audit_id, evidence_request())
    basis, record = assess_audit(place, audit_id, MOMENT)
    sign(place, audit_id, "reviewer", record.assessment.recommendation.outcome, "", basis, MOMENT)
    return conclude(place, audit_id, MOMENT)


def test_the_reference_case_ends_in_divestment_for_insufficient_oversight(place: Workplace) -> None:
    dossier = decided(place)
    assert dossier.decision.outcome is Outcome.DIVEST
    assert dossier.decision.reasons == (Reason.INSUFFICIENT_OVERSIGHT,)
    assert len(dossier.decision.policy_changes) == 1
    assert dossier.sign_off.reviewer_kind is PersonKind.SCRIPTED
    with place.reading() as work:
        (line,) = work.audits.lines()
    assert line.stage is AuditStage.DECISION
    assert line.outcome is Outcome.DIVEST


def test_every_item_has_its_custody_and_the_report_its_export(sqlite_place: Workplace) -> None:
    audit_id = reported(sqlite_place).record.audit
    with sqlite_place.reading() as work:
        events = work.ledger.events(audit_id)
    verify(events)
    kinds = [event.kind for event in events]
    for kind in (CustodyKind.COLLECTED, CustodyKind.RECEIVED, CustodyKind.GRADED):
        assert kinds.count(kind) == 39
    assert kinds[-1] is CustodyKind.EXPORTED


def test_everything_again_doubles_nothing(place: Workplace) -> None:
    audit_id = to_sign_off(place, reference_request())
    counts = row_counts(place)
    assert to_sign_off(place, reference_request(), LATER) == audit_id
    assert row_counts(place) == counts
    first = digest(follow(place, audit_id))
    counts = row_counts(place)
    assert digest(conclude(place, audit_id, LATER)) == first
    assert row_counts(place) == counts


def test_the_record_to_be_signed_stays_the_same_while_nothing_under_it_changes(
    sqlite_place: Workplace,
) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    today, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    assert assess_audit(sqlite_place, audit_id, LATER)[0] == today


def test_the_analyst_cannot_sign_their_own_audit(place: Workplace) -> None:
    audit_id = to_sign_off(place, reference_request())
    basis, record = assess_audit(place, audit_id, MOMENT)
    advised = record.assessment.recommendation.outcome
    with pytest.raises(SignOffRefused, match="independence"):
        sign(place, audit_id, "analyst", advised, "", basis, MOMENT)
    with pytest.raises(TransitionRefused, match="not signed off"):
        conclude(place, audit_id, MOMENT)


def test_a_different_decision_needs_a_typed_reason_and_both_are_kept(
    sqlite_place: Workplace,
) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    draft(sqlite_place, audit_id, plan())
    basis, record = assess_audit(sqlite_place, audit_id, MOMENT)
    with pytest.raises(SignOffRefused, match="type the reason"):
        sign(sqlite_place, audit_id, "reviewer", Outcome.ENGAGE, " ", basis, MOMENT)
    sign(sqlite_place, audit_id, "reviewer", Outcome.ENGAGE, "A coalition forms.", basis, MOMENT)
    decision = conclude(sqlite_place, audit_id, MOMENT).decision
    assert not decision.follows_recommendation
    assert decision.reason_text == "A coalition forms."
    assert record.assessment.recommendation.outcome is Outcome.DIVEST


def test_a_record_that_changed_after_it_was_read_cannot_be_signed(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    with pytest.raises(SignOffRefused, match="changed after"):
        sign(sqlite_place, audit_id, "reviewer", Outcome.DIVEST, "", "0" * 64, MOMENT)


def test_an_open_audit_with_other_facts_is_not_opened_twice(place: Workplace) -> None:
    request = reference_request()
    to_sign_off(place, request)
    changed = replace(request, investment=replace(request.investment, amount_note="Corrected."))
    counts = row_counts(place)
    with pytest.raises(TransitionRefused, match="was started with other facts"):
        open_audit(place, changed, MOMENT)
    assert row_counts(place) == counts


def test_after_a_decision_the_same_request_opens_a_re_audit(sqlite_place: Workplace) -> None:
    first = _small_decided(sqlite_place).record.audit
    produce_report(sqlite_place, first, MOMENT)
    second = open_audit(sqlite_place, small_request(), LATER)
    assert second.previous_audit == first
    assert second.id != first


def test_an_audit_decided_but_not_yet_reported_is_carried_on(sqlite_place: Workplace) -> None:
    first = decided(sqlite_place).record.audit
    assert open_audit(sqlite_place, reference_request(), LATER).id == first


def test_an_audit_without_any_record_is_deferred_for_evidence(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    _, record = assess_audit(sqlite_place, audit_id, MOMENT)
    assert record.assessment.recommendation.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert record.assessment.score.total.coverage == 0


def test_the_stored_dossier_gives_the_same_report_again(sqlite_place: Workplace) -> None:
    dossier = _small_decided(sqlite_place)
    audit_id = dossier.record.audit
    first = produce_report(sqlite_place, audit_id, MOMENT)
    counts = row_counts(sqlite_place)
    assert produce_report(sqlite_place, audit_id, LATER).pdf_sha256 == first.pdf_sha256
    assert row_counts(sqlite_place) == counts
    assert from_json(type(dossier), to_json(dossier)) == dossier


@pytest.mark.parametrize(
    ("changes", "error", "named"),
    [
        ({"analyst": "nobody"}, InputInvalid, "nobody is not a registered analyst"),
        ({"policy": VersionRef("responsible-investment", "9.9.9")}, NotPublished, "did you mean"),
        ({"policy": VersionRef("responsible-investing", "1.0.0")}, NotPublished, "did you mean"),
        ({"checklists": ChecklistChoice(("core-hrd",))}, NotPublished, "did you mean core-hrdd"),
        ({"checklists": ChecklistChoice(("core-hrdd",))}, InputInvalid, "type the reason"),
        (
            {"checklists": ChecklistChoice(("government-sales",), "fewer")},
            InputInvalid,
            "always runs",
        ),
    ],
)
def test_a_request_that_cannot_be_opened_writes_nothing(
    sqlite_place: Workplace, changes: dict[str, object], error: type[Exception], named: str
) -> None:
    counts = row_counts(sqlite_place)
    with pytest.raises(error, match=named):
        open_audit(sqlite_place, replace(reference_request(), **changes), MOMENT)  # pyright: ignore[reportArgumentType]
    assert row_counts(sqlite_place) == counts


def test_a_choice_of_checklists_with_a_reason_is_taken(sqlite_place: Workplace) -> None:
    choice = ChecklistChoice(
        ("core-hrdd", "facial-recognition"), "Government sales were audited apart."
    )
    audit = open_audit(sqlite_place, replace(reference_request(), checklists=choice), MOMENT)
    assert [used.id for used in audit.checklists] == ["core-hrdd", "facial-recognition"]
