"""Whatever was changed behind the program's back is found in the database and the stores, and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit.custody.event import CustodyKind
from audit.custody.timestamp import Trust
from audit.domain.erasure import Erasure
from audit.domain.errors import AuditError
from audit.evidence_store import EvidenceStore
from audit.records import text_digest
from audit.state.repository.reviews import MadeReport
from flows.acts.erasing import record_erasure
from flows.acts.opening import open_audit
from flows.acts.verification import Verified, verify_audit
from flows.workplace import Workplace
from tests.authority import keys
from tests.factories import MOMENT, reference_request
from tests.flows.decided import COPIED, TRUST, audit_of, copied, installation_in
from tests.packs import COPY, pdf_with, sha256


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation_in(tmp_path_factory.mktemp("installation"), sqlite_template)


@pytest.fixture
def place(installation: Path, tmp_path: Path) -> Workplace:
    return copied(installation, tmp_path)


def verified(place: Workplace, trust: Trust | None = TRUST) -> Verified:
    return verify_audit(place, audit_of(place), trust)


def refused(place: Workplace) -> str:
    with pytest.raises(AuditError) as broken:
        verified(place)
    return str(broken.value)


def test_an_untouched_audit_is_whole(place: Workplace) -> None:
    found = verified(place)
    assert (found.items, found.files, found.expired) == (40, 40, 0)
    assert (found.records, found.sign_offs, found.reports, found.rules) == (3, 1, 1, 4)
    assert (found.anchors, found.signatures) == (1, 1)
    assert verified(place, None).signatures == 0


def test_an_audit_under_way_is_checked_as_far_as_it_is(sqlite_place: Workplace) -> None:
    audit = open_audit(sqlite_place, reference_request(), MOMENT)
    assert verify_audit(sqlite_place, audit.id) == Verified(audit.id, rules=4)
    with pytest.raises(AuditError, match="There is no audit 'nobody'"):
        verify_audit(sqlite_place, "nobody")


def in_the_record(old: str, new: str) -> str:
    return f"record = replace(record, '{old}', '{new}')"


SWAPPED = (
    "UPDATE custody_event SET sequence = 5000 WHERE sequence = 1; "
    "UPDATE custody_event SET sequence = 1 WHERE sequence = 2; "
    "UPDATE custody_event SET sequence = 2 WHERE sequence = 5000"
)
ANOTHER_EVENT = (
    "INSERT INTO custody_event SELECT audit, sequence + 1, kind, item, item_digest, actor, at, "
    "reason, previous_digest, 'x', '' FROM custody_event ORDER BY sequence DESC LIMIT 1"
)
OTHER_BYTES = (
    "UPDATE evidence_item SET record = replace(record, sha256, (SELECT sha256 FROM evidence_item "
    "WHERE item = 'S02')), sha256 = (SELECT sha256 FROM evidence_item WHERE item = 'S02') "
    "WHERE item = 'S01'"
)
ANOTHER_ITEM = (
    "INSERT INTO evidence_item SELECT audit, 'S99', entry + 100, type, sha256, grade, originator, "
    "collected_at, replace(record, '\"S01\"', '\"S99\"') FROM evidence_item WHERE item = 'S01'"
)
OTHER_COPY = (
    f"UPDATE evidence_item SET record = replace(record, '{sha256(COPY)}', '{'0' * 64}') "
    f"WHERE item = '{COPIED}'"
)
OTHER_ANSWER = (
    'UPDATE answer SET record = replace(record, \'"rationale":"\', \'"rationale":"!\') '
    "WHERE entry = 1"
)
FLIPS: dict[str, tuple[str, str]] = {
    "event changed": (
        "UPDATE custody_event SET reason = reason || '!' WHERE sequence = 3",
        "is broken at event 3: its content does not give its digest (it gives ",
    ),
    "event of an unknown kind": (
        "UPDATE custody_event SET kind = 'made_up' WHERE sequence = 3",
        "is broken at event 3: it cannot be read (",
    ),
    "moment of an event": (
        "UPDATE custody_event SET at = 'yesterday' WHERE sequence = 4",
        "is broken at event 4: it cannot be read (",
    ),
    "event removed": (
        "DELETE FROM custody_event WHERE sequence = 5",
        "is broken at event 5: it carries the sequence 6",
    ),
    "last event removed": (
        "DELETE FROM custody_event WHERE sequence = (SELECT max(sequence) FROM custody_event)",
        " of the ledger is missing: ",
    ),
    "events in another order": (
        SWAPPED,
        "is broken at event 1: its previous_digest is not the audit's genesis digest (expected ",
    ),
    "event appended": (
        ANOTHER_EVENT,
        "its previous_digest is not the digest of event ",
    ),
    "audit opened otherwise": (
        "UPDATE audit SET request_digest = '0'",
        "The row of the audit, request_digest: expected ",
    ),
    "request changed": (
        f"UPDATE audit SET {in_the_record('AnyVision', 'AnyWision')}",
        "The digest of the request: expected ",
    ),
    "audit unreadable": (
        "UPDATE audit SET record = 'x'",
        "The row of the audit: it cannot be read (",
    ),
    "review record changed": (
        "UPDATE review_record SET body = body || ' '",
        ": its text does not give its digest (it gives ",
    ),
    "dossier changed": (
        "UPDATE dossier SET body = replace(body, 'AnyVision', 'AnyWision')",
        ": its text does not give its digest (it gives ",
    ),
    "sign-off by somebody else": (
        "UPDATE sign_off SET reviewer = 'reviewer'",
        "Sign-off 1, reviewer: expected scripted-reviewer, found reviewer.",
    ),
    "sign-off over something else": (
        f"UPDATE sign_off SET basis_digest = 'x', {in_the_record('basis_digest', 'basis_digesx')}",
        "Sign-off 1, basis_digest: expected nothing, found x.",
    ),
    "statement of the sign-off": (
        f"UPDATE sign_off SET {in_the_record('no interest', 'an interest')}",
        "sign-off, statement: expected I took no part",
    ),
    "sign-off removed": (
        "DELETE FROM sign_off",
        "sign-off: expected nothing, found ",
    ),
    "decision": (
        "UPDATE decision SET outcome = 'approve'",
        "The decision, outcome: expected divest, found approve.",
    ),
    "reason of the decision": (
        f"UPDATE decision SET {in_the_record('true', 'false')}",
        "decision, follows_recommendation: expected False, found True.",
    ),
    "digest of an item": (
        "UPDATE evidence_item SET sha256 = 'x' WHERE item = 'S01'",
        "Evidence S01, sha256: expected ",
    ),
    "digest of an item in its record too": (
        OTHER_BYTES,
        "Evidence S01: its digest differs (expected ",
    ),
    "title of an item": (
        "UPDATE evidence_item SET record = replace(record, '\"title\":\"', '\"title\":\"!') WHERE item = 'S03'",
        "The fieldwork, evidence, S03, title: expected ",
    ),
    "item unreadable": (
        "UPDATE evidence_item SET record = replace(record, '\"title\"', '\"tit\"') WHERE item = 'S03'",
        "Evidence S03: The text is not a readable EvidenceItem: ",
    ),
    "item removed": (
        "DELETE FROM evidence_item WHERE item = 'S04'",
        "Evidence S04: it came in by the ledger, and there is no such item any more.",
    ),
    "item nobody took in": (
        ANOTHER_ITEM,
        "Evidence S99: the ledger has no event by which it came in.",
    ),
    "working copy that nobody made": (
        OTHER_COPY,
        f"Evidence {COPIED}: the ledger has no working copy {'0' * 64}.",
    ),
    "answer": (
        OTHER_ANSWER,
        ", rationale: expected ",
    ),
    "claim": (
        'UPDATE claim SET record = replace(record, \'"text":"\', \'"text":"!\') WHERE seq = 2',
        "The fieldwork, claims, entry 2, text: expected ",
    ),
    "report of another dossier": (
        "UPDATE report SET size = size + 1",
        ", size: expected ",
    ),
    "report that nobody made": (
        f"UPDATE report SET pdf_sha256 = '{'0' * 64}'",
        f"Report {'0' * 64}: no event of the ledger has this digest.",
    ),
    "report removed": (
        "DELETE FROM report",
        ": the ledger has it, and there is no such report.",
    ),
    "checklist of the audit": (
        "UPDATE audit SET record = replace(record, substr(policy_digest, 1, 12), '000000000000')",
        "policy.yaml, register of digests: expected 000000000000",
    ),
    "anchor over another digest": (
        f"UPDATE anchor SET digest = '{'0' * 64}'",
        "its digest is not the one that was recorded when the ledger ended there (anchor 1 has 0000",
    ),
    "anchor over another event": (
        "UPDATE anchor SET events = 2",
        "event 2: its digest is not the one that was recorded when the ledger ended there (anchor 1 has ",
    ),
    "time of an anchor": (
        "UPDATE anchor SET stamped_at = '2019-01-01 00:00:00.000000'",
        "Anchor 1, at: expected 2019-01-01T00:00:00Z, found 2026-11-23T09:30:00Z.",
    ),
    "token of an anchor": (
        "UPDATE anchor SET token = x'3000'",
        "Anchor 1: The answer is no RFC 3161 response (",
    ),
}


@pytest.mark.parametrize("name", FLIPS)
def test_a_change_in_the_database_is_named(place: Workplace, name: str) -> None:
    statements, said = FLIPS[name]
    place.engine.dispose()
    with closing(sqlite3.connect(str(place.engine.url.database))) as connection:
        connection.executescript(statements)
        connection.commit()
    assert said in refused(place)


def flip(place: EvidenceStore, sha256: str) -> None:
    path = Path(place.path_of(sha256))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


@pytest.mark.parametrize("item", ["S01", "S38"])
def test_a_flipped_bit_in_evidence_names_the_item(place: Workplace, item: str) -> None:
    with place.reading() as work:
        flip(place.evidence, work.fieldwork.evidence(audit_of(place), item).sha256)
    expected = "E900" if item == "S01" else item
    assert refused(place).startswith((f"Evidence {item}: ", f"Evidence {expected}: "))
    assert "no longer have the digest that names it, but " in refused(place)


def test_a_flipped_bit_in_a_working_copy_names_it(place: Workplace) -> None:
    flip(place.evidence, sha256(COPY))
    assert refused(place).startswith(f"Evidence {COPIED}, text: The bytes of the stored file ")


def test_evidence_that_is_gone_is_named(place: Workplace) -> None:
    Path(place.evidence.path_of(sha256(COPY))).unlink()
    assert refused(place).startswith(f"Evidence {COPIED}, text: No stored file has the digest ")


def test_an_item_that_expired_needs_no_bytes(place: Workplace) -> None:
    audit = audit_of(place)
    with place.work() as work:
        item = work.fieldwork.evidence(audit, "S05")
        work.lock(audit)
        gone = Erasure("S05", item.sha256, (), "A law", "analyst", MOMENT)
        record_erasure(work, audit, gone, "analyst", MOMENT)
        work.commit()
    Path(place.evidence.path_of(item.sha256)).unlink()
    assert verified(place).expired == 1


def test_a_flipped_bit_in_a_report_names_it(place: Workplace) -> None:
    with place.reading() as work:
        (made,) = work.reviews.reports(audit_of(place))
    flip(place.reports, made.pdf_sha256)
    assert refused(place).startswith(f"Report {made.pdf_sha256}: The bytes of the stored file ")


def test_a_report_with_another_dossier_is_named(place: Workplace) -> None:
    audit = audit_of(place)
    with place.work() as work:
        stored = place.reports.put(pdf_with("{}"))
        dossier = text_digest(work.reviews.dossier_text(audit))
        made = MadeReport(dossier, stored.sha256, stored.size, MOMENT, ())
        work.reviews.add_report(audit, made)
        work.ledger.append(
            audit, CustodyKind.EXPORTED, "report", stored.sha256, "analyst", MOMENT, ""
        )
        work.commit()
    said = refused(place)
    assert f"Report {stored.sha256}, attached dossier: expected {dossier}, found " in said


@pytest.mark.parametrize("file", ["core-hrdd/1.0.0/checklist.yaml", "published.sha256"])
def test_a_changed_checklist_or_register_is_named(place: Workplace, file: str) -> None:
    path = place.catalogue.root / file
    content = path.read_bytes()
    path.write_bytes(content.replace(b"a", b"b", 1))
    said = refused(place)
    assert "SHA-256: expected" in said or "register of digests: expected" in said


def test_another_authority_is_not_trusted(place: Workplace) -> None:
    with pytest.raises(AuditError, match="Anchor 1: The timestamp is not signed under the given"):
        verified(place, Trust((keys("B").root,)))
