"""A redacted copy stands beside the item, which is not changed, and goes out in its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from audit.domain.errors import InputInvalid
from audit.domain.redaction import Redaction
from audit.pack.verify import found_in, open_pack
from flows.acts.accessing import Edition, given_bytes, open_item
from flows.acts.packing import pack
from flows.acts.redacting import OtherCopy, redact
from flows.acts.searching import index_missing
from flows.acts.stages import assess_audit, produce_report
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.audit.texts.documents import pdf
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import inbox_folder, row_counts
from tests.flows.taking import take

LATER = MOMENT + timedelta(hours=1)
NOTES = "Jane Doe, a guard, saw twelve cameras. JANE\nDOE was afraid."
SIDECAR = """title: Notes of a guard
type: IVE
originator: A guard
provided_by: rights_holder
protection:
  confidentiality: secret
  witness_safety: Named persons could be punished.
"""


def with_notes(place: Workplace, sidecar: str = SIDECAR) -> str:
    """An audit under way with notes, secret unless said otherwise, whose text was read."""
    audit = to_sign_off(place, reference_request())
    inbox = inbox_folder(place, audit)
    (inbox / "notes.txt").write_text(NOTES)
    (inbox / "notes.txt.evidence.yaml").write_text(sidecar)
    take(place, audit)
    index_missing(place, audit, MOMENT)
    return audit


def redacted(
    place: Workplace, audit: str, *phrases: str, other: OtherCopy | None = None
) -> Redaction:
    return redact(place, audit, "E001", phrases, "For the court", "analyst", LATER, other)


def test_words_are_taken_out_of_the_text_and_not_recorded(place: Workplace):
    audit = with_notes(place)
    made = redacted(place, audit, "Jane Doe")

    copy = open_item(place, audit, "E001", Edition.REDACTED, "reviewer", "To see", LATER)
    with given_bytes(place, copy) as stream:
        assert stream.read().decode() == (
            "[removed], a guard, saw twelve cameras. [removed] was afraid."
        )
    assert made.places == 2
    with place.reading() as work:
        events = [e for e in work.ledger.events(audit) if e.kind == "redacted"]
        assert work.fieldwork.evidence(audit, "E001").size == len(NOTES)
    assert [e.reason for e in events] == ["Redacted copy, 2 places taken out: For the court"]
    assert "Jane" not in repr(events)
    verify_audit(place, audit)


def test_the_same_redaction_again_is_the_one_there_is(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    first = redacted(sqlite_place, audit, "Jane Doe")
    counts = row_counts(sqlite_place)
    assert redacted(sqlite_place, audit, "Jane Doe") == first
    assert row_counts(sqlite_place) == counts


def test_a_word_that_is_not_there_is_named_by_its_place_only(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    with pytest.raises(InputInvalid) as refused:
        redacted(sqlite_place, audit, "Jane Doe", "Jonny Doe")
    assert str(refused.value).startswith("words: entry 2 of the list cannot be found in the text")


def test_a_copy_made_elsewhere_is_read_before_it_is_kept(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    covered = OtherCopy("covered.pdf", pdf("Jane Doe, a guard"), "application/pdf")
    with pytest.raises(InputInvalid, match="entry 1 of the list can still be read in covered"):
        redacted(sqlite_place, audit, "Jane Doe", other=covered)
    broken = OtherCopy("broken.pdf", b"%PDF-1.7 nothing", "application/pdf")
    with pytest.raises(InputInvalid, match=r"broken\.pdf cannot be read to the end"):
        redacted(sqlite_place, audit, "Jane Doe", other=broken)
    clean = OtherCopy("clean.pdf", pdf("A guard saw it"), "application/pdf")
    made = redacted(sqlite_place, audit, "Jane Doe", other=clean)
    assert (made.tool, made.media_type) == ("made elsewhere", "application/pdf")


@pytest.mark.parametrize("phrases", [(), (" ",), ("…",)])
def test_something_has_to_be_taken_out(sqlite_place: Workplace, phrases: tuple[str, ...]):
    audit = with_notes(sqlite_place)
    with pytest.raises(InputInvalid, match="words: "):
        redacted(sqlite_place, audit, *phrases)


def test_a_redaction_leaves_the_record_to_be_signed_as_it_is(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    basis = assess_audit(sqlite_place, audit, MOMENT)[0]
    redacted(sqlite_place, audit, "Jane Doe")
    assert assess_audit(sqlite_place, audit, LATER)[0] == basis


def test_a_pack_carries_the_redacted_copy_in_place_of_the_secret_one(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = with_notes(sqlite_place)
    follow(sqlite_place, audit)
    produce_report(sqlite_place, audit, MOMENT)
    made = redacted(sqlite_place, audit, "Jane Doe")
    whole = pack(sqlite_place, audit, tmp_path / "pack.zip", "analyst", LATER)

    with open_pack(whole.path) as opened:
        assert found_in(opened).startswith("OK: ")
        assert f"redacted/{made.sha256}" in opened.digests
        assert b"[removed], a guard" in opened.content(f"redacted/{made.sha256}")
    assert b"Jane" not in whole.path.read_bytes()
    assert "E001" in [item for entry in whole.left_out for item in entry.items]
    verify_audit(sqlite_place, audit)


def test_what_nothing_keeps_back_stays_behind_once_there_is_a_redacted_copy(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = with_notes(sqlite_place, SIDECAR.partition("protection:")[0])
    follow(sqlite_place, audit)
    produce_report(sqlite_place, audit, MOMENT)
    before = pack(sqlite_place, audit, tmp_path / "before.zip", "analyst", LATER)
    assert NOTES.encode() in before.path.read_bytes()

    made = redacted(sqlite_place, audit, "Jane Doe")
    after = pack(sqlite_place, audit, tmp_path / "after.zip", "analyst", LATER)
    with open_pack(after.path) as opened:
        assert found_in(opened).startswith("OK: ")
        assert f"redacted/{made.sha256}" in opened.digests
    assert b"Jane" not in after.path.read_bytes()
    assert {entry.why for entry in after.left_out} == {"A redacted copy goes in its place."}
