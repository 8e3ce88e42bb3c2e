"""A redacted copy stands beside the item, which is not changed, and goes out in its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from audit.domain.errors import InputInvalid, RecordBroken
from audit.domain.redaction import Redaction
from audit.pack.verify import found_in, open_pack
from flows.acts.accessing import Edition, given_bytes, open_item
from flows.acts.inbox import media_type_of
from flows.acts.packing import pack
from flows.acts.redacting import OtherCopy, redact, still_said, warned_of
from flows.acts.searching import index_missing
from flows.acts.stages import assess_audit, produce_report
from flows.acts.taking import Wish
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.audit.texts.documents import WORDS, packed, page_of, pdf, pdf_of, stream, xlsx, zipped
from tests.factories import MOMENT, reference_request
from tests.flows.acts.test_appraising import tampered
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import inbox_folder, row_counts
from tests.flows.taking import opened, take

PDF = "application/pdf"
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


def office(**parts: str) -> bytes:
    """A Word document with further parts."""
    made = {"word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body/></w:document>'}
    return zipped({name: text.encode() for name, text in (made | parts).items()})


def pdf_with(more: bytes, *, catalogue: bytes = b"") -> bytes:
    """A PDF of one page whose text is clean, with one more object."""
    page = page_of(4)
    shown = stream(b"BT /F1 12 Tf 72 700 Td (A guard saw it) Tj ET")
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue, pages, page, shown, more])


NAMED = b"<x:xmpmeta><dc:creator>Jane Doe</dc:creator></x:xmpmeta>"
HIDDEN = {
    "info.pdf": pdf_with(b"<< /Title (Interview with Jane Doe) >>"),
    "utf16.pdf": pdf_with(b"<< /Author <FEFF004A0061006E006500200044006F0065> >>"),
    "xmp.pdf": pdf_with(stream(NAMED, "/Type /Metadata /Subtype /XML")),
    "note.pdf": pdf_with(b"<< /Type /Annot /Subtype /Text /Contents (Jane Doe) >>"),
    "layer.pdf": pdf_with(packed(b"BT [(Ja)-20(ne Doe)] TJ ET")),
    "comments.docx": office(**{"word/comments.xml": "<w:t>Ja</w:t><w:t>ne</w:t> Doe"}),
    "deleted.docx": office(
        **{"word/x.xml": "<w:delText>Jane</w:delText><w:delText>Doe</w:delText>"}
    ),
    "author.docx": office(**{"docProps/core.xml": '<a b="Jane Doe"/>'}),
    "sheet.xlsx": xlsx({"Jane Doe": [["A guard"]]}),
    "page.html": b"<html><head><title>J&#97;ne Doe</title></head><body><p>A guard.</p></body></html>",
    "alt.html": b'<html><body><p>A guard saw it all.</p><img alt="Jane Doe"></body></html>',
    "one.json": b'{"name": "Ja\\u006ee-Doe", "said": "It was live."}',
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_word_beside_the_text_of_a_copy_is_found(sqlite_place: Workplace, name: str):
    audit = with_notes(sqlite_place)
    counts = row_counts(sqlite_place)
    other = OtherCopy(name, HIDDEN[name], media_type_of(name))
    with pytest.raises(InputInvalid, match="in its properties, comments or hidden parts"):
        redacted(sqlite_place, audit, "Jane Doe", other=other)
    assert row_counts(sqlite_place) == counts


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("attached.pdf", pdf_with(stream(b"x", "/Type /EmbeddedFile")), "another file is attached"),
        ("saved.pdf", pdf("A guard") + b"\n4 0 obj\nnull\nendobj\n", "an earlier state of itself"),
        ("twice.pdf", pdf("A guard") + b"startxref\n0\n%%EOF", "an earlier state of itself"),
        (
            "within.docx",
            office(**{"word/embeddings/a.docx": "PK\x03\x04"}),
            "another file is within",
        ),
        (
            "really.txt",
            pdf("Jane Doe"),
            "its name says text/plain and its bytes are application/pdf",
        ),
    ],
)
def test_a_copy_that_holds_more_than_can_be_read_is_refused(
    sqlite_place: Workplace, name: str, content: bytes, why: str
):
    audit = with_notes(sqlite_place)
    with pytest.raises(InputInvalid, match=why):
        redacted(
            sqlite_place, audit, "Jane Doe", other=OtherCopy(name, content, media_type_of(name))
        )


def test_a_picture_is_kept_and_said_to_be_one(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    made = redacted(sqlite_place, audit, "Jane Doe", other=OtherCopy("p.pdf", pdf(""), PDF))
    assert (
        made.tool == "made elsewhere, a picture without text, in which nothing could be looked for"
    )


def test_the_reason_names_nobody(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    with pytest.raises(InputInvalid) as refused:
        redact(sqlite_place, audit, "E001", ["Jane Doe"], "To protect JANE DOE", "analyst", LATER)
    assert str(refused.value).startswith("reason: entry 1 of the list stands in it")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "DELETE FROM redaction",
            "E001: the ledger has a redaction more than there are records of",
        ),
        ("UPDATE redaction SET sequence = 2", "Redaction 1 of E001, sequence: expected 1"),
        (
            "UPDATE redaction SET redacted_at = '2020-01-01 00:00:00.000000'",
            "Redaction 1 of E001, redacted_at: expected",
        ),
        (
            "DELETE FROM text_page; DELETE FROM text_extraction",
            "Evidence S01: there is no record of its working copy",
        ),
    ],
)
def test_whoever_changes_a_redaction_is_found(sqlite_place: Workplace, statement: str, said: str):
    audit = with_notes(sqlite_place)
    redacted(sqlite_place, audit, "Jane Doe")
    verify_audit(sqlite_place, audit)
    tampered(sqlite_place, statement)
    with pytest.raises(RecordBroken, match=said):
        verify_audit(sqlite_place, audit)


def packed_redaction(place: Workplace, audit: str, to: Path, *, with_evidence: bool) -> bool:
    """Whether a pack of the audit has a redacted copy."""
    redacted(place, audit, "Jane Doe")
    follow(place, audit)
    produce_report(place, audit, MOMENT)
    made = pack(place, audit, to / "p.zip", "analyst", LATER, with_evidence=with_evidence)
    with open_pack(made.path) as opened:
        assert found_in(opened).startswith("OK: ")
        return any(name.startswith("redacted/") for name in opened.digests)


def test_a_pack_without_evidence_has_no_redacted_copy_either(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = with_notes(sqlite_place)
    assert not packed_redaction(sqlite_place, audit, tmp_path, with_evidence=False)


def test_what_nobody_described_does_not_leave_redacted_either(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = to_sign_off(sqlite_place, reference_request())
    (inbox_folder(sqlite_place, audit) / "notes.txt").write_text(NOTES)
    take(sqlite_place, audit, Wish())
    index_missing(sqlite_place, audit, MOMENT)
    assert not packed_redaction(sqlite_place, audit, tmp_path, with_evidence=True)


def test_where_the_audit_itself_still_names_somebody_is_told(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    (inbox / "jane doe.txt").write_text(NOTES)
    claim = "claims:\n  - about: A1\n    relation: context\n    text: Jane Doe saw it.\n    locator: p. 2\n"
    (inbox / "jane doe.txt.evidence.yaml").write_text(SIDECAR + claim)
    take(sqlite_place, audit)
    index_missing(sqlite_place, audit, MOMENT)
    redacted(sqlite_place, audit, "Jane Doe")
    left = still_said(sqlite_place, audit, ["Jane Doe"])
    assert left == ("evidence E001 method", "claims 1 of E001 text", "event 1 of the ledger")
    assert warned_of(left).endswith(
        "carries: evidence E001 method, claims 1 of E001 text, event 1 of the ledger"
    )
    assert still_said(sqlite_place, audit, ["zyxomatic"]) == ()


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


def test_a_re_audit_takes_over_the_redacted_copy_with_the_item(sqlite_place: Workplace):
    first = with_notes(sqlite_place)
    made = redacted(sqlite_place, first, "Jane Doe")
    follow(sqlite_place, first)
    produce_report(sqlite_place, first, MOMENT)
    second = to_sign_off(sqlite_place, reference_request(), LATER + timedelta(days=1))
    assert second != first
    with sqlite_place.reading() as work:
        assert work.redactions.current(second) == {"E001": made}
    verify_audit(sqlite_place, second)
