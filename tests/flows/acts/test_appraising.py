"""An item is graded and described again: a later word beside the first, sealed, and undone by another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.domain.errors import AuditError, InputInvalid, RecordBroken, TransitionRefused
from audit.domain.evidence import Credibility, EvidenceItem, Grade, ProvidedBy, Reliability
from audit.records import digest
from flows.acts.appraising import Said, appraise
from flows.acts.capturing import Outfit, capture_page, page_description
from flows.acts.stages import assess_audit
from flows.acts.taking import NOT_DESCRIBED, Wish
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.audit.capture.serving import terms
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import row_counts
from tests.flows.taking import opened, take

LATER = MOMENT + timedelta(hours=1)
B2 = Grade(Reliability.B, Credibility.PROBABLY_TRUE)


def undescribed(place: Workplace) -> tuple[str, EvidenceItem]:
    audit, inbox = opened(place)
    (inbox / "note.txt").write_text("twelve units")
    return audit, take(place, audit, Wish(NOT_DESCRIBED)).items[0]


def current(place: Workplace, audit: str, item: str = "E001") -> EvidenceItem:
    with place.reading() as work:
        return work.fieldwork.evidence(audit, item)


def test_what_nobody_described_is_described_and_graded_later(place: Workplace):
    audit, item = undescribed(place)
    said = Said(
        grade=B2,
        type="REC",
        provided_by=ProvidedBy.CUSTOMER,
        title="Delivery note",
        originator="A customer",
    )
    (act,) = appraise(place, audit, [item.id], said, "Read it", "analyst", LATER)

    assert (str(act.before), str(act.after), act.reason) == ("F6", "B2", "Read it")
    assert act.changed == ("type", "title", "originator", "provided_by")
    after = current(place, audit)
    assert after.is_described
    assert (after.title, after.sha256, after.collected_at) == (
        "Delivery note", item.sha256, item.collected_at,
    )  # fmt: skip
    with place.reading() as work:
        last = work.ledger.events(audit)[-1]
        assert work.fieldwork.load(audit).evidence == (after,)
        assert work.fieldwork.load(audit).appraisals == (act,)
    assert (last.kind, last.actor, last.reason) == (
        "graded", "analyst", "Graded B2 instead of F6: Read it",
    )  # fmt: skip
    assert last.record_digest == digest(after)
    assert verify_audit(place, audit).sealed == 2


def test_saying_the_same_again_changes_nothing(sqlite_place: Workplace):
    audit, _ = undescribed(sqlite_place)
    for _ in range(2):
        appraise(sqlite_place, audit, ["E001"], Said(grade=B2), "Read it", "analyst", LATER)
    assert row_counts(sqlite_place)["evidence_appraisal"] == 1


def test_a_slip_is_undone_by_another_word(sqlite_place: Workplace):
    audit, item = undescribed(sqlite_place)
    appraise(sqlite_place, audit, ["E001"], Said(grade=B2), "Read it", "analyst", LATER)
    again = LATER + timedelta(hours=1)
    appraise(sqlite_place, audit, ["E001"], Said(grade=item.grade), "A slip", "analyst", again)
    assert current(sqlite_place, audit) == item
    with sqlite_place.reading() as work:
        assert [str(a.after) for a in work.appraisals.of(audit)] == ["B2", "F6"]
    verify_audit(sqlite_place, audit)


def test_independence_follows_type_and_provider(sqlite_place: Workplace):
    audit, _ = undescribed(sqlite_place)

    def independent(provided_by: ProvidedBy) -> bool:
        said = Said(type="LEG", provided_by=provided_by)
        appraise(sqlite_place, audit, ["E001"], said, "Seen", "analyst", LATER)
        return current(sqlite_place, audit).independent

    assert independent(ProvidedBy.PUBLIC_RECORD)
    assert not independent(ProvidedBy.INVESTEE)


def test_several_are_graded_together_or_none(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_text(name)
    take(sqlite_place, audit)
    with pytest.raises(AuditError, match="E009"):
        appraise(sqlite_place, audit, ["E001", "E009"], Said(grade=B2), "Read", "analyst", LATER)
    assert str(current(sqlite_place, audit).grade) == "F6"
    names = [" E001", "E002"]
    made = appraise(sqlite_place, audit, names, Said(grade=B2), "Read", "analyst", LATER)
    assert [act.item for act in made] == ["E001", "E002"]


@pytest.mark.parametrize(
    ("said", "reason", "why"),
    [
        (Said(), "Read it", "nothing is said anew"),
        (Said(grade=B2), " ", "reason: it is empty; say why"),
        (Said(title=" "), "Read it", "title: it would be empty"),
        (Said(type="RXC"), "Read it", "type: RXC is unknown; did you mean REC"),
        (Said(type="REC"), "Read it", "provided_by: it is not said who handed the item over"),
        (Said(provided_by=ProvidedBy.CUSTOMER), "Read it", "type: it is not said what the item is"),
        (Said(published_on="2999-01-01"), "Read it", "published_on: "),
    ],
)
def test_what_makes_no_sense_is_refused(sqlite_place: Workplace, said: Said, reason: str, why: str):
    audit, _ = undescribed(sqlite_place)
    counts = row_counts(sqlite_place)
    with pytest.raises(InputInvalid, match=why):
        appraise(sqlite_place, audit, ["E001"], said, reason, "analyst", LATER)
    assert row_counts(sqlite_place) == counts


def test_a_failed_capture_shows_nothing_and_is_not_graded(sqlite_place: Workplace):
    audit, _ = opened(sqlite_place)
    outfit = Outfit(terms(), "", "a tool 1.0")
    said = page_description(sqlite_place)
    item = capture_page(sqlite_place, audit, "http://10.0.0.1/", said, "analyst", outfit)
    with pytest.raises(TransitionRefused, match="a capture that failed"):
        appraise(sqlite_place, audit, [item.id], Said(grade=B2), "Read", "analyst", LATER)


def test_a_signed_record_is_closed(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    follow(sqlite_place, audit)
    with pytest.raises(TransitionRefused, match="is signed off"):
        appraise(sqlite_place, audit, ["S01"], Said(grade=B2), "Read", "analyst", LATER)


def test_a_grade_that_changes_makes_a_new_record_to_be_read(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    before, _ = assess_audit(sqlite_place, audit, MOMENT)
    lower = Grade(Reliability.E, Credibility.IMPROBABLE)
    appraise(sqlite_place, audit, ["S01"], Said(grade=lower), "Withdrawn", "analyst", LATER)
    after, record = assess_audit(sqlite_place, audit, LATER)
    assert before != after
    assert [act.reason for act in record.fieldwork.appraisals] == ["Withdrawn"]


def test_whoever_graded_an_item_cannot_sign(sqlite_place: Workplace):
    audit, _ = undescribed(sqlite_place)
    appraise(sqlite_place, audit, ["E001"], Said(grade=B2), "Read it", "analyst", LATER)
    with sqlite_place.reading() as work:
        assert "analyst" in work.fieldwork.people(audit)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE evidence_appraisal SET record = replace(record, 'B', 'A')",
            "Appraisal 1 of E001: its record is not the one that the ledger sealed",
        ),
        (
            "UPDATE evidence_appraisal SET reason = 'Not read'",
            "Appraisal 1 of E001, reason: expected",
        ),
        ("UPDATE evidence_appraisal SET appraised_by = 'reviewer'", "E001, appraised_by: expected"),
        (
            "UPDATE evidence_appraisal SET appraised_at = '2020-01-01 00:00:00.000000'",
            "Appraisal 1 of E001, appraised_at: expected",
        ),
        ("UPDATE evidence_appraisal SET grade = 'A1'", "E001, grade: expected B2, found A1"),
        ("UPDATE evidence_appraisal SET sequence = 7", "E001, sequence: expected 1, found 7"),
        ("UPDATE evidence_appraisal SET entry = 7", "E001, entry: expected 1, found 7"),
        ("DELETE FROM evidence_appraisal", "the ledger has an appraisal more than"),
        (
            "UPDATE evidence_item SET record = replace(record, 'note.txt', 'other.txt')",
            "Evidence E001: its record is not the one that the ledger sealed",
        ),
    ],
)
def test_whoever_changes_what_was_said_is_found(sqlite_place: Workplace, statement: str, said: str):
    audit, _ = undescribed(sqlite_place)
    appraise(sqlite_place, audit, ["E001"], Said(grade=B2), "Read it", "analyst", LATER)
    tampered(sqlite_place, statement)
    with pytest.raises(RecordBroken, match=said):
        verify_audit(sqlite_place, audit)


def tampered(place: Workplace, statement: str) -> None:
    """Change the database behind its own back."""
    with place.engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        for (name,) in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for each in statement.split(";"):
            connection.exec_driver_sql(each)
