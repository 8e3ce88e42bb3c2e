"""What may not be kept is destroyed wherever it lies, and the audit says so and counts without it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from audit.domain.answer import UnknownKind, Valued
from audit.domain.errors import (
    EvidenceNotErased,
    InputInvalid,
    RecordBroken,
    TransitionRefused,
)
from audit.domain.evidence import EvidenceItem, ProvidedBy
from audit.evidence_store import disk
from audit.pack.verify import found_in, open_pack
from audit.state import database
from audit.texts.extraction import Extraction, extract
from audit.texts.limits import Limits
from audit.texts.redaction import Redacted, without
from flows.acts import redacting, searching
from flows.acts.accessing import Edition, open_item
from flows.acts.collecting import Collected, collect
from flows.acts.erasing import erase, overdue, planned
from flows.acts.fieldwork import collect_evidence, record_answers
from flows.acts.packing import pack
from flows.acts.questionnaires import Asking, send_questionnaire
from flows.acts.redacting import redact
from flows.acts.searching import index_missing, search
from flows.acts.sidecars import Undescribed
from flows.acts.stages import assess_audit, produce_report
from flows.acts.taking import take_waiting
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.acts.test_appraising import tampered
from tests.flows.acts.test_questionnaires import MET, back
from tests.flows.carrying import follow, reported, to_sign_off
from tests.flows.conftest import inbox_folder, row_counts
from tests.flows.taking import SIDECAR as WITH_A_CLAIM
from tests.flows.taking import opened, take

LATER = MOMENT + timedelta(hours=1)
RARE = "zyxomatic"
NOTES = f"A guard told of the {RARE} cameras."
SIDECAR = """title: Notes of a guard
type: IVE
originator: A guard
provided_by: rights_holder
protection:
  confidentiality: confidential
  retain_until: "2026-11-20"
"""


def with_notes(place: Workplace) -> str:
    audit = to_sign_off(place, reference_request())
    inbox = inbox_folder(place, audit)
    (inbox / "notes.txt").write_text(NOTES)
    (inbox / "notes.txt.evidence.yaml").write_text(SIDECAR)
    take(place, audit)
    index_missing(place, audit, MOMENT)
    redact(place, audit, "E001", [RARE], "For a lawyer", "analyst", MOMENT)
    return audit


def items_of(place: Workplace, audit: str) -> dict[str, EvidenceItem]:
    with place.reading() as work:
        return {item.id: item for item in work.fieldwork.load(audit).evidence}


def erased(place: Workplace, audit: str, *items: str, everywhere: bool = False) -> list[str]:
    made = erase(
        place, audit, items, "Request of the person", "analyst", LATER, everywhere=everywhere
    )
    return [one.item for one in made]


def files_with(folder: Path, words: str) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and words.encode() in p.read_bytes()]


def test_bytes_copies_and_texts_are_gone_and_the_digest_stays(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = with_notes(sqlite_place)
    item = items_of(sqlite_place, audit)["E001"]
    assert len(files_with(tmp_path, RARE)) >= 3  # store, taken/, database
    assert search(sqlite_place, RARE).total == 1

    assert erased(sqlite_place, audit, "E001") == ["E001"]

    assert files_with(tmp_path, RARE) == []
    assert search(sqlite_place, RARE).total == 0
    assert items_of(sqlite_place, audit)["E001"] == item
    with sqlite_place.reading() as work:
        (record,) = work.erasures.of(audit)
        last = work.ledger.events(audit)[-1]
    assert (record.authority, record.sha256, len(record.copies)) == (
        "Request of the person", item.sha256, 2,
    )  # fmt: skip
    assert (last.kind, last.reason) == ("expired", "Bytes destroyed: Request of the person")
    found = verify_audit(sqlite_place, audit)
    assert (found.expired, found.items) == (1, 40)
    with pytest.raises(TransitionRefused, match="were destroyed on 2026-11-"):
        open_item(sqlite_place, audit, "E001", Edition.ITEM, "reviewer", "To see", LATER)


def test_postgresql_gives_the_text_up_as_well(place: Workplace):
    audit = with_notes(place)
    erased(place, audit, "E001")
    with place.engine.connect() as connection:
        kept = connection.scalars(text("SELECT text FROM text_page")).all()
    assert kept
    assert not [page for page in kept if RARE in page]
    assert search(place, RARE).total == 0
    verify_audit(place, audit)


def test_the_database_deletes_no_text_but_that_of_what_was_erased(place: Workplace):
    with_notes(place)
    with place.engine.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql("DELETE FROM text_page")


def test_what_rests_on_it_is_unknown_from_then_on(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    before = assess_audit(sqlite_place, audit, MOMENT)[1]
    resting = next(
        a for a in before.fieldwork.answers if isinstance(a.state, Valued) and a.evidence
    )
    erased(sqlite_place, audit, *resting.evidence)

    basis, after = assess_audit(sqlite_place, audit, LATER)
    assert basis != before
    effective = {q.question.id: q.effective for q in after.assessment.score.questions}
    assert effective[resting.question].unknown is UnknownKind.EVIDENCE_EXPIRED
    total, was = after.assessment.score.total, before.assessment.score.total
    assert total.share.lowest <= was.share.lowest
    assert total.share.highest >= was.share.highest


def test_a_signed_audit_stays_whole_when_its_evidence_is_destroyed(
    sqlite_place: Workplace, tmp_path: Path
):
    audit = with_notes(sqlite_place)
    follow(sqlite_place, audit)
    report = produce_report(sqlite_place, audit, MOMENT)
    erased(sqlite_place, audit, "E001")

    verify_audit(sqlite_place, audit)
    assert produce_report(sqlite_place, audit, LATER).pdf_sha256 == report.pdf_sha256
    made = pack(sqlite_place, audit, tmp_path / "pack.zip", "analyst", LATER)
    with open_pack(made.path) as opened:
        assert "files left out" in found_in(opened)
        assert b'"erasure":' in opened.content("evidence.jsonl")


def test_the_same_bytes_in_a_re_audit_go_only_when_that_is_said(sqlite_place: Workplace):
    first = reported(sqlite_place).record.audit
    second = to_sign_off(sqlite_place, reference_request(), LATER)
    assert first != second
    plan = planned(sqlite_place, second, ["S01"])
    assert (plan.items, plan.elsewhere, plan.files) == (
        ((first, "S01"), (second, "S01")), ((first, "S01"),), 1,
    )  # fmt: skip
    counts = row_counts(sqlite_place)
    with pytest.raises(InputInvalid, match=f"the same bytes are also S01 of audit {first}"):
        erased(sqlite_place, second, "S01")
    assert row_counts(sqlite_place) == counts
    assert erased(sqlite_place, second, "S01", everywhere=True) == ["S01", "S01"]
    verify_audit(sqlite_place, first)
    verify_audit(sqlite_place, second)


def test_a_re_audit_knows_what_was_destroyed_before(sqlite_place: Workplace):
    first = reported(sqlite_place).record.audit
    erased(sqlite_place, first, "S01")
    second = to_sign_off(sqlite_place, reference_request(), LATER + timedelta(days=1))
    with sqlite_place.reading() as work:
        assert [e.item for e in work.erasures.of(second)] == ["S01"]
    verify_audit(sqlite_place, second)


def test_items_past_their_retention_day_are_named(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    with sqlite_place.reading() as work:
        assert overdue(work, audit, date(2026, 11, 20)) == ()
        assert [item.id for item in overdue(work, audit, date(2026, 11, 21))] == ["E001"]
    erased(sqlite_place, audit, "E001")
    with sqlite_place.reading() as work:
        assert overdue(work, audit, date(2026, 11, 21)) == ()


@pytest.mark.parametrize(
    ("items", "authority", "why"),
    [
        ((), "A law", "items: there is none"),
        (("E001",), "", "reason: it is empty"),
    ],
)
def test_it_takes_a_name_and_an_authority(
    sqlite_place: Workplace, items: tuple[str, ...], authority: str, why: str
):
    audit = with_notes(sqlite_place)
    with pytest.raises(InputInvalid, match=why):
        erase(sqlite_place, audit, items, authority, "analyst", LATER)


def test_a_destruction_that_was_interrupted_is_found_and_completed(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    audit = with_notes(sqlite_place)

    def refuse(self: disk.Disk, path: str) -> None:
        raise EvidenceNotErased(path)

    with monkeypatch.context() as patched:
        patched.setattr(disk.Disk, "destroy", refuse)
        with pytest.raises(EvidenceNotErased):
            erased(sqlite_place, audit, "E001")
    with pytest.raises(RecordBroken, match="Evidence E001: its bytes are recorded as destroyed"):
        verify_audit(sqlite_place, audit)
    assert erased(sqlite_place, audit, "E001") == []
    verify_audit(sqlite_place, audit)
    assert files_with(tmp_path / "evidence", RARE) == []


def test_bytes_that_another_item_has_are_kept_for_it(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    inbox = inbox_folder(sqlite_place, audit)
    (inbox / "again.txt").write_text(NOTES)
    take(sqlite_place, audit)
    index_missing(sqlite_place, audit, MOMENT)
    with pytest.raises(InputInvalid, match=f"also E002 of audit {audit}"):
        erased(sqlite_place, audit, "E001")
    assert erased(sqlite_place, audit, "E001", "E002") == ["E001", "E002"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM evidence_erasure", "E001: by the ledger it was destroyed"),
        ("UPDATE evidence_erasure SET entry = 7", "The erasure of E001, entry: expected 1"),
        (
            "UPDATE evidence_erasure SET erased_at = '2020-01-01 00:00:00.000000'",
            "The erasure of E001, erased_at: expected",
        ),
        (
            "INSERT INTO text_page SELECT audit, 'E001', 1, 1, 9999, '', '', '' FROM text_page LIMIT 1",
            "The text of E001: there are pages that nobody read from it",
        ),
        (
            "UPDATE evidence_erasure SET record = replace(record, 'Request', 'Order')",
            "The erasure of E001: its record is not the one that the ledger sealed",
        ),
    ],
)
def test_whoever_changes_an_erasure_is_found(sqlite_place: Workplace, statement: str, said: str):
    audit = with_notes(sqlite_place)
    erased(sqlite_place, audit, "E001")
    tampered(sqlite_place, statement)
    with pytest.raises(RecordBroken, match=said):
        verify_audit(sqlite_place, audit)


def test_what_is_gone_is_not_taken_in_as_gone_by_a_later_stage(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    erased(sqlite_place, audit, "E001")
    collect_evidence(sqlite_place, audit, LATER)
    record_answers(sqlite_place, audit, LATER)
    index_missing(sqlite_place, audit, LATER)
    verify_audit(sqlite_place, audit)


def test_the_same_file_again_is_another_item(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    erased(sqlite_place, audit, "E001")
    inbox = inbox_folder(sqlite_place, audit)
    (inbox / "notes.txt").write_text(NOTES)
    (inbox / "notes.txt.evidence.yaml").write_text(SIDECAR)
    assert [item.id for item in take(sqlite_place, audit).items] == ["E002"]
    verify_audit(sqlite_place, audit)


def test_bytes_that_the_text_of_another_item_has_are_kept_for_it(sqlite_place: Workplace):
    audit = with_notes(sqlite_place)
    inbox = inbox_folder(sqlite_place, audit)
    (inbox / "page.txt").write_text(f"{NOTES}\n\n")
    take(sqlite_place, audit)
    index_missing(sqlite_place, audit, MOMENT)
    assert erased(sqlite_place, audit, "E001") == ["E001"]
    verify_audit(sqlite_place, audit)
    assert search(sqlite_place, RARE).total == 1


def test_what_is_read_while_it_is_destroyed_is_not_kept(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    audit = to_sign_off(sqlite_place, reference_request())
    inbox = inbox_folder(sqlite_place, audit)
    (inbox / "notes.txt").write_text(f"{NOTES}\n")
    take(sqlite_place, audit)

    def meanwhile(content: bytes, media_type: str, limits: Limits) -> Extraction:
        if RARE.encode() in content:
            erased(sqlite_place, audit, "E001")
        return extract(content, media_type, limits)

    with monkeypatch.context() as patched:
        patched.setattr(searching, "extract", meanwhile)
        (refused,) = index_missing(sqlite_place, audit, MOMENT).refused[-1:]
    assert refused.startswith("E001 was not read: The bytes of E001 were destroyed on ")
    assert files_with(tmp_path, RARE) == []


def test_what_is_redacted_while_it_is_destroyed_is_not_kept(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    audit = with_notes(sqlite_place)

    def meanwhile(text: str, phrases: Sequence[str]) -> Redacted:
        erased(sqlite_place, audit, "E001")
        return without(text, phrases)

    with monkeypatch.context() as patched:
        patched.setattr(redacting, "without", meanwhile)
        with pytest.raises(TransitionRefused, match="were destroyed on"):
            redact(sqlite_place, audit, "E001", ["guard"], "For a lawyer", "analyst", MOMENT)
    assert files_with(tmp_path, RARE) == []


def test_what_comes_in_while_its_bytes_are_destroyed_is_not_recorded_without_them(
    sqlite_place: Workplace,
):
    audit = with_notes(sqlite_place)
    stored = sqlite_place.evidence.put(NOTES.encode())
    erased(sqlite_place, audit, "E001")
    said = Undescribed("REC", ProvidedBy.INVESTOR).describe("again.txt").description
    again = Collected(said, stored, "text/plain", "By hand", MOMENT)
    with pytest.raises(TransitionRefused, match="take them in again"):
        collect(sqlite_place, audit, again, "analyst", LATER)


def test_two_who_destroy_and_collect_at_once_lose_nothing(place: Workplace):
    audit = to_sign_off(place, reference_request())
    inbox = inbox_folder(place, audit)
    for number in range(6):
        (inbox / f"{number}.txt").write_text(f"{NOTES} {number}")
        took = [item.id for item in take(place, audit).items]

        def destroy(items: list[str] = took) -> None:
            with contextlib.suppress(InputInvalid, TransitionRefused):
                erased(place, audit, *items)

        def collect_again(
            name: str = f"{number} again.txt", text: str = f"{NOTES} {number}"
        ) -> None:
            (inbox / name).write_text(text)
            with contextlib.suppress(TransitionRefused):
                take(place, audit)

        acts: list[Callable[[], None]] = [destroy, collect_again, destroy]
        with ThreadPoolExecutor(3) as at_once:
            for done in [at_once.submit(act) for act in acts]:
                done.result()
        verify_audit(place, audit)


def test_whoever_still_reads_the_database_is_waited_for_or_named(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    audit = with_notes(place)
    place.engine.dispose()
    with place.reading() as reader:
        assert reader.texts.current(audit)
        with pytest.raises(EvidenceNotErased, match="somebody still reads in the database"):
            erased(place, audit, "E001")
    assert erased(place, audit, "E001") == []
    verify_audit(place, audit)


def test_a_copy_that_was_set_aside_goes_as_well(sqlite_place: Workplace, tmp_path: Path):
    audit = to_sign_off(sqlite_place, reference_request())
    inbox = inbox_folder(sqlite_place, audit)
    for sidecar in (SIDECAR + "pages: 2\n", SIDECAR):
        (inbox / "notes.txt").write_text(NOTES)
        (inbox / "notes.txt.evidence.yaml").write_text(sidecar)
        take(sqlite_place, audit)
    assert len(files_with(tmp_path / "inbox", RARE)) == 2
    erased(sqlite_place, audit, "E001")
    assert files_with(tmp_path, RARE) == []


def test_what_the_audit_goes_on_saying_is_told_before(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    made = send_questionnaire(sqlite_place, audit, Asking(sections=("GOV",)), "analyst", MOMENT)
    (inbox / "back.xlsx").write_bytes(back(made, MET))
    (inbox / "note.txt").write_text(NOTES)
    (inbox / "note.txt.evidence.yaml").write_text(WITH_A_CLAIM)
    take_waiting(sqlite_place, audit, MOMENT)
    assert planned(sqlite_place, audit, ["E001", "E002"]).stays == (
        f"The claims on E002 of {audit} stay, with what they quote: 1",
        f"The answers given in E001 of {audit} stay with Q1",
    )
