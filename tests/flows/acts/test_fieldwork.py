"""What comes into an audit by hand, what is carried forward, and who may no longer sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.catalogue import PreparedItem
from audit.catalogue.reading import SourceFile
from audit.domain.allegation import AllegationStatus
from audit.domain.decision import Decision, Outcome
from audit.domain.errors import InputInvalid, NotPublished, SignOffRefused, TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.domain.signoff import Person, PersonKind, Role
from flows.acts.collecting import Collected, collect
from flows.acts.fieldwork import collect_evidence, record_answers, record_fieldwork_file
from flows.acts.opening import open_audit
from flows.acts.stages import assess_audit, conclude, sign
from flows.workplace import SCRIPTED_REVIEWER, Workplace
from tests.factories import MOMENT, reference_case, reference_request, small_request
from tests.flows.carrying import decided, draft, follow, to_sign_off
from tests.flows.conftest import row_counts
from tests.terms import responsible_exit

LATER = MOMENT + timedelta(days=400)
NOTE = "notes:\n  - A note of the analyst.\n"
ANSWER = (
    "answers:\n  - question: GOV-01\n    value: PARTLY\n    rationale: Seen.\n"
    "    evidence:\n      - S01\n"
)


def _item() -> PreparedItem:
    return replace(reference_case().items[0], id="", title="Another page", claims=())


def add_item(
    place: Workplace, audit_id: str, item: PreparedItem, by: str, moment: datetime
) -> EvidenceItem:
    stored = place.evidence.put(item.content)
    collected = Collected(item.description, stored, item.media_type, "Added by hand", moment)
    return collect(place, audit_id, collected, by, moment)


def _file(text: str) -> SourceFile:
    return SourceFile.holding(text.encode(), "fieldwork.yaml")


def test_evidence_added_after_the_record_was_read_makes_the_sign_off_refused(
    place: Workplace,
) -> None:
    audit_id = to_sign_off(place, reference_request())
    basis, _ = assess_audit(place, audit_id, MOMENT)
    add_item(place, audit_id, _item(), "analyst", MOMENT)
    with pytest.raises(SignOffRefused, match="changed after"):
        sign(place, audit_id, "reviewer", Outcome.DIVEST, "", basis, MOMENT)


def test_a_signed_record_takes_nothing_more(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    sign(sqlite_place, audit_id, "reviewer", Outcome.DIVEST, "", basis, MOMENT)
    with pytest.raises(TransitionRefused, match="is signed off"):
        add_item(sqlite_place, audit_id, _item(), "analyst", MOMENT)
    assert len(conclude(sqlite_place, audit_id, MOMENT).record.fieldwork.evidence) == 39


def test_the_same_item_and_the_same_file_twice_are_recorded_once(place: Workplace) -> None:
    audit_id = to_sign_off(place, reference_request())
    first = add_item(place, audit_id, _item(), "analyst", MOMENT)
    record_fieldwork_file(place, audit_id, _file(ANSWER + NOTE), "analyst", MOMENT)
    counts = row_counts(place)
    assert add_item(place, audit_id, _item(), "analyst", LATER) == first
    record_fieldwork_file(place, audit_id, _file(ANSWER + NOTE), "analyst", LATER)
    assert row_counts(place) == counts


def test_a_note_does_not_replace_what_stands_on_every_copy(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    record_fieldwork_file(sqlite_place, audit_id, _file(NOTE), "analyst", MOMENT)
    with sqlite_place.reading() as work:
        notes = work.fieldwork.load(audit_id).notes
    assert notes[0].startswith("This is a reconstruction of the public record")
    assert notes[-1] == "A note of the analyst."


def test_only_a_registered_analyst_does_fieldwork(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    for person in ("nobody", "reviewer"):
        with pytest.raises(InputInvalid, match=f"{person} is not a registered analyst"):
            record_fieldwork_file(sqlite_place, audit_id, _file(NOTE), person, MOMENT)
        with pytest.raises(InputInvalid, match=f"{person} is not a registered analyst"):
            add_item(sqlite_place, audit_id, _item(), person, MOMENT)


def test_whoever_did_fieldwork_cannot_sign(sqlite_place: Workplace) -> None:
    both = Person("both", "Analyst and reviewer", (Role.ANALYST, Role.REVIEWER), PersonKind.HUMAN)
    with sqlite_place.work() as work:
        work.people.register(both, MOMENT)
        work.commit()
    audit_id = to_sign_off(sqlite_place, reference_request())
    record_fieldwork_file(sqlite_place, audit_id, _file(NOTE), "both", MOMENT)
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    with pytest.raises(SignOffRefused, match="took part in the fieldwork"):
        sign(sqlite_place, audit_id, "both", Outcome.DIVEST, "", basis, MOMENT)


def test_a_second_sign_off_over_the_same_record_is_refused(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    basis, _ = assess_audit(sqlite_place, audit_id, MOMENT)
    first = sign(sqlite_place, audit_id, "reviewer", Outcome.DIVEST, "", basis, MOMENT)
    assert sign(sqlite_place, audit_id, "reviewer", Outcome.DIVEST, "", basis, LATER) == first
    with pytest.raises(SignOffRefused, match="already signed by Compliance reviewer"):
        sign(sqlite_place, audit_id, "reviewer", Outcome.ENGAGE, "No.", basis, MOMENT)


def test_a_script_signs_only_prepared_cases(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, small_request())
    basis, record = assess_audit(sqlite_place, audit_id, MOMENT)
    advised = record.assessment.recommendation.outcome
    with pytest.raises(SignOffRefused, match="is a script"):
        sign(sqlite_place, audit_id, SCRIPTED_REVIEWER.id, advised, "", basis, MOMENT)


def test_another_holding_is_no_re_audit(sqlite_place: Workplace) -> None:
    request = reference_request()
    decided(sqlite_place)
    other = replace(request, investment=replace(request.investment, investor="Another fund"))
    assert open_audit(sqlite_place, other, LATER).previous_audit == ""
    abroad = replace(request, investee=replace(request.investee, country="GB"))
    assert open_audit(sqlite_place, abroad, LATER).previous_audit == ""


def test_records_about_an_allegation_that_changed_are_not_carried_forward(
    sqlite_place: Workplace,
) -> None:
    decided(sqlite_place)
    request = reference_request()
    first, *rest = request.allegations
    changed = replace(request, allegations=(replace(first, text="Something else."), *rest))
    with sqlite_place.reading() as work:
        (line,) = work.audits.lines()
    audit = open_audit(sqlite_place, changed, LATER, opening_key="again", previous=line.id)
    collect_evidence(sqlite_place, audit.id, LATER)
    record_answers(sqlite_place, audit.id, LATER)
    _, record = assess_audit(sqlite_place, audit.id, LATER)
    statuses = {c.allegation: c.status for c in record.assessment.conclusions}
    assert statuses["A1"] is AllegationStatus.NOT_ADDRESSED
    assert statuses["A2"] is AllegationStatus.ACKNOWLEDGED
    assert not any(claim.about == "A1" for claim in record.fieldwork.claims)
    assert not any("A1" in impact.allegations for impact in record.fieldwork.impacts)


def test_a_deadline_is_kept_and_not_changed_on_the_way(sqlite_place: Workplace) -> None:
    deadline = MOMENT.date() + timedelta(days=30)
    audit = open_audit(sqlite_place, small_request(), MOMENT, evidence_deadline=deadline)
    assert open_audit(sqlite_place, small_request(), LATER).id == audit.id
    with pytest.raises(TransitionRefused, match="a deadline is set when an audit is opened"):
        open_audit(sqlite_place, small_request(), LATER, evidence_deadline=LATER.date())
    draft(sqlite_place, audit.id, responsible_exit())
    _, record = assess_audit(sqlite_place, audit.id, LATER)
    assert record.assessment.recommendation.outcome is Outcome.DIVEST
    assert follow_as_person(sqlite_place, audit.id).outcome is Outcome.DIVEST


def follow_as_person(place: Workplace, audit_id: str) -> Decision:
    """Sign as the registered reviewer, following the recommendation."""
    basis, record = assess_audit(place, audit_id, LATER)
    advised = record.assessment.recommendation.outcome
    sign(place, audit_id, "reviewer", advised, "", basis, LATER)
    return conclude(place, audit_id, LATER).decision


def test_a_policy_that_changed_under_an_open_audit_is_refused(sqlite_place: Workplace) -> None:
    audit_id = to_sign_off(sqlite_place, reference_request())
    catalogue = sqlite_place.catalogue
    ref = reference_request().policy
    policy = catalogue.policy(ref)
    catalogue._policies[ref] = replace(policy, digest="0" * 64)  # pyright: ignore[reportPrivateUsage]
    try:
        with pytest.raises(NotPublished, match="was opened with the contents"):
            assess_audit(sqlite_place, audit_id, MOMENT)
    finally:
        catalogue._policies[ref] = policy  # pyright: ignore[reportPrivateUsage]
    assert follow(sqlite_place, audit_id).decision.outcome is Outcome.DIVEST
