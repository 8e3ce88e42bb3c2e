"""A pack leaves whole or not at all, is recorded, and is checked again by whoever has the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit.custody.event import CustodyKind
from audit.custody.timestamp import Trust
from audit.domain.errors import AnchorRefused, AuditError, InputInvalid, TransitionRefused
from audit.pack.contents import verifier_sha256
from flows.acts.opening import open_audit
from flows.acts.pack_verification import verify_pack
from flows.acts.packing import MadePack, pack
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.authority import keys
from tests.factories import MOMENT, reference_request
from tests.flows.conftest import row_counts, workplace_at
from tests.flows.decided import TRUST, audit_of, copied, installation_in
from tests.packs import members, sealed_again, zipped


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation_in(tmp_path_factory.mktemp("installation"), sqlite_template)


@pytest.fixture
def place(installation: Path, tmp_path: Path) -> Workplace:
    return copied(installation, tmp_path)


def made(place: Workplace, folder: Path, name: str = "pack.zip") -> MadePack:
    return pack(place, audit_of(place), folder / name, "analyst", MOMENT)


def said(place: Workplace | None, path: Path, trust: Trust | None = None) -> str:
    return "\n".join(verify_pack(path, place, trust))


def test_a_pack_is_written_checked_and_recorded(place: Workplace, tmp_path: Path) -> None:
    with place.reading() as work:
        before = work.ledger.head(audit_of(place))
    handed = made(place, tmp_path)
    with place.reading() as work:
        *_, last = work.ledger.events(audit_of(place))
    assert (last.sequence, last.kind, last.item) == (
        before.events + 1,
        CustodyKind.EXPORTED,
        "pack",
    )
    assert (last.item_digest, last.actor) == (handed.manifest_sha256, "analyst")
    assert sorted(path.name for path in tmp_path.glob("pack*")) == ["pack.zip"]
    assert handed.size == (tmp_path / "pack.zip").stat().st_size
    found = said(place, handed.path, TRUST)
    assert f"{before.events} custody events" in found
    assert "anchors/001.tsr is signed under the given root certificates." in found
    assert f"the same ledger up to event {before.events}." in found
    assert "It was handed over by analyst on 2026-11-23 09:00 UTC." in found
    assert verify_audit(place, audit_of(place)).events == before.events + 1


def test_handing_over_again_is_another_event_and_both_packs_hold(
    place: Workplace, tmp_path: Path
) -> None:
    first, second = made(place, tmp_path), made(place, tmp_path, "again.zip")
    assert first.manifest_sha256 != second.manifest_sha256
    for handed in (first, second):
        assert "It was handed over by analyst" in said(place, handed.path)


def test_without_an_installation_nothing_is_compared(place: Workplace, tmp_path: Path) -> None:
    handed = made(place, tmp_path)
    assert "nothing was compared with a database" in said(None, handed.path)
    other = workplace_at(f"sqlite:///{tmp_path}/other.db", tmp_path / "other")
    assert "is not in this database, so nothing was compared" in said(other, handed.path)


def test_a_pack_is_held_against_the_database(place: Workplace, tmp_path: Path) -> None:
    handed = made(place, tmp_path)
    files = members(handed.path.read_bytes())
    files["README.txt"] += b"Trust me.\n"
    handed.path.write_bytes(zipped(sealed_again(files)))
    assert said(None, handed.path).startswith("OK: ")
    with pytest.raises(
        AuditError, match="has no event of this pack being handed over: none has the"
    ):
        said(place, handed.path)
    files["verify.py"] = b"print('OK')\n"
    handed.path.write_bytes(zipped(sealed_again(files)))
    assert "verify.py in the pack is not the one of this version" in said(None, handed.path)
    assert len(verifier_sha256()) == 64


def test_a_database_cut_short_or_with_another_dossier_differs_from_the_pack(
    place: Workplace, tmp_path: Path
) -> None:
    handed = made(place, tmp_path)
    for statement, differs in (
        ("UPDATE dossier SET body = '{}'", "was changed: its text no longer has its digest"),
        ("DELETE FROM custody_event WHERE sequence > 100", "Event 101 of the ledger is missing"),
    ):
        place.engine.dispose()
        with closing(sqlite3.connect(str(place.engine.url.database))) as connection:
            connection.executescript(f"SAVEPOINT s; {statement}; RELEASE s")
            with pytest.raises(AuditError, match=differs):
                said(place, handed.path)
            if "dossier" in statement:
                body = members(handed.path.read_bytes())["dossier.json"].decode()
                connection.execute("UPDATE dossier SET body = ?", (body,))
            connection.commit()


def test_another_authority_than_the_trusted_one_is_named(place: Workplace, tmp_path: Path) -> None:
    handed = made(place, tmp_path)
    with pytest.raises(AnchorRefused, match=r"anchors/001\.tsr: The timestamp is not signed under"):
        said(place, handed.path, Trust((keys("B").root,)))


def test_a_broken_pack_is_a_sentence_that_names_the_file(place: Workplace, tmp_path: Path) -> None:
    handed = made(place, tmp_path)
    handed.path.write_bytes(handed.path.read_bytes()[:-1])
    with pytest.raises(AuditError, match=r"pack\.zip: It cannot be read as a pack \("):
        said(place, handed.path)


def test_nothing_is_packed_that_would_not_verify(place: Workplace, tmp_path: Path) -> None:
    stored = next(Path(place.evidence.path_of("0" * 64)).parents[2].glob("*/*/*"))
    stored.chmod(0o600)
    stored.write_bytes(b"changed")
    before = row_counts(place)
    with pytest.raises(
        AuditError, match=r"evidence/[0-9a-f]{64}: expected \d+ bytes with the SHA-256"
    ):
        made(place, tmp_path)
    assert row_counts(place) == before
    assert not list(tmp_path.glob("pack*"))


def test_a_changed_checklist_stops_the_pack(place: Workplace, tmp_path: Path) -> None:
    rules = place.catalogue.root / "core-hrdd" / "1.0.0" / "checklist.yaml"
    rules.write_bytes(rules.read_bytes() + b"\n")
    with pytest.raises(
        AuditError, match=r"is not packed, as its pack would not verify\. checklists/core"
    ):
        made(place, tmp_path)
    assert not list(tmp_path.glob("pack*"))


def test_what_cannot_be_packed_is_refused(place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"mine")
    with pytest.raises(InputInvalid, match="there is such a file already; name another or move it"):
        made(place, tmp_path)
    assert (tmp_path / "pack.zip").read_bytes() == b"mine"
    with pytest.raises(AuditError, match="nobody"):
        pack(place, audit_of(place), tmp_path / "new.zip", "nobody", MOMENT)
    with pytest.raises(AuditError, match="There is no audit 'x'"):
        pack(place, "x", tmp_path / "new.zip", "analyst", MOMENT)


def test_an_undecided_audit_is_not_packed(sqlite_place: Workplace, tmp_path: Path) -> None:
    audit = open_audit(sqlite_place, reference_request(), MOMENT)
    with pytest.raises(TransitionRefused, match="is not decided yet; sign it off first"):
        pack(sqlite_place, audit.id, tmp_path / "new.zip", "analyst", MOMENT)
