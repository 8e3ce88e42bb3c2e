"""Whoever looks at an item is named in the ledger first, and what they get has its digest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from audit.domain.errors import AuditError, EvidenceUnreadable, InputInvalid
from flows.acts.accessing import Edition, copied_to, editions, given_bytes, open_item
from flows.acts.searching import index_missing
from flows.acts.stages import assess_audit, sign
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import row_counts
from tests.flows.taking import opened, take

LATER = MOMENT + timedelta(hours=1)


def with_note(place: Workplace) -> str:
    audit, inbox = opened(place)
    (inbox / "a note.txt").write_text("twelve units")
    take(place, audit)
    return audit


def test_an_item_is_given_out_with_its_digest_and_an_event(place: Workplace):
    audit = with_note(place)
    given = open_item(place, audit, "E001", Edition.ITEM, "reviewer", "To check it", LATER)

    assert given.name == "E001-a-note-txt.txt"
    with given_bytes(place, given) as stream:
        assert stream.read() == b"twelve units"
    with place.reading() as work:
        last = work.ledger.events(audit)[-1]
    assert (last.kind, last.item, last.item_digest, last.actor, last.reason) == (
        "accessed", "E001", given.sha256, "reviewer", "Opened the item: To check it",
    )  # fmt: skip
    verify_audit(place, audit)


def test_the_editions_are_those_there_are(sqlite_place: Workplace):
    audit = with_note(sqlite_place)
    with pytest.raises(InputInvalid, match=r"E001 has no working copy \(text\) \(it has: item\)"):
        open_item(sqlite_place, audit, "E001", Edition.TEXT, "reviewer", "To read it", LATER)
    index_missing(sqlite_place, audit, MOMENT)
    with sqlite_place.reading() as work:
        item, texts = work.fieldwork.evidence(audit, "E001"), work.texts.current(audit)
        assert editions(item, texts, ()) == (Edition.ITEM, Edition.TEXT)
    open_item(sqlite_place, audit, "E001", Edition.TEXT, "reviewer", "To read it", LATER)


@pytest.mark.parametrize(
    ("item", "person", "reason", "why"),
    [
        ("E009", "reviewer", "To check it", "E009"),
        ("E001", "nobody", "To check it", "nobody"),
        ("E001", "reviewer", "", "reason: it is empty; say why; it stands in the ledger"),
    ],
)
def test_nothing_is_given_out_without_a_name_and_a_reason(
    sqlite_place: Workplace, item: str, person: str, reason: str, why: str
):
    audit = with_note(sqlite_place)
    counts = row_counts(sqlite_place)
    with pytest.raises(AuditError, match=why):
        open_item(sqlite_place, audit, item, Edition.ITEM, person, reason, LATER)
    assert row_counts(sqlite_place) == counts


def test_bytes_that_changed_are_not_given_out(sqlite_place: Workplace):
    audit = with_note(sqlite_place)
    with sqlite_place.reading() as work:
        sha256 = work.fieldwork.evidence(audit, "E001").sha256
    path = Path(sqlite_place.evidence.path_of(sha256))
    path.chmod(0o600)
    path.write_bytes(b"twelve Units")
    counts = row_counts(sqlite_place)
    with pytest.raises(EvidenceUnreadable, match="have changed"):
        open_item(sqlite_place, audit, "E001", Edition.ITEM, "reviewer", "To check it", LATER)
    assert row_counts(sqlite_place) == counts


def test_a_copy_never_replaces_another_file(sqlite_place: Workplace, tmp_path: Path):
    audit = with_note(sqlite_place)
    given = open_item(sqlite_place, audit, "E001", Edition.ITEM, "reviewer", "To check", LATER)
    target = tmp_path / "out" / given.name
    assert copied_to(sqlite_place, given, target).read_bytes() == b"twelve units"
    with pytest.raises(InputInvalid, match="there is such a file already"):
        copied_to(sqlite_place, given, target)


def test_a_reviewer_who_looks_first_signs_the_record_that_was_read(place: Workplace):
    audit = to_sign_off(place, reference_request())
    basis, record = assess_audit(place, audit, MOMENT)
    open_item(place, audit, "S01", Edition.ITEM, "reviewer", "Before signing", LATER)
    index_missing(place, audit, LATER)

    assert assess_audit(place, audit, LATER) == (basis, record)
    outcome = record.assessment.recommendation.outcome
    signed = sign(place, audit, "scripted-reviewer", outcome, "", basis, LATER)
    assert signed.basis_digest == basis


def test_a_closed_audit_is_still_looked_at(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    follow(sqlite_place, audit)
    open_item(sqlite_place, audit, "S01", Edition.ITEM, "reviewer", "For the court", LATER)
    verify_audit(sqlite_place, audit)
