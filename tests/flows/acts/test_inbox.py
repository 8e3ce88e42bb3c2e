"""The inbox gives out regular files by name and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.domain.errors import AuditError, InputInvalid
from flows.acts import inbox
from flows.acts.given_files import given_file
from flows.acts.inbox import inbox_of, read_from_inbox
from flows.acts.opening import open_audit
from flows.forms.add_evidence import take_evidence
from flows.forms.intake import named_audit
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.conftest import inbox_folder
from tests.flows.taking import opened, take

AUDIT = "acme-2026-11-23"
ITEM = {
    "title": "Note",
    "type": "IVT",
    "originator": "A customer",
    "provided_by": "customer",
}


def _folder(root: Path) -> Path:
    (root / AUDIT).mkdir()
    return root / AUDIT


@pytest.mark.parametrize("audit_id", ["/etc", "../..", "", ".", "a/b", "a\0b", "A", "a" * 81])
def test_what_is_no_id_of_an_audit_has_no_inbox(tmp_path: Path, audit_id: str) -> None:
    with pytest.raises(InputInvalid, match="is not the id of an audit"):
        inbox_of(f"file://{tmp_path}/inbox", audit_id)
    assert not (tmp_path / "inbox").exists()


def test_a_file_is_taken_by_its_name(tmp_path: Path) -> None:
    (_folder(tmp_path) / "note.txt").write_bytes(b"What was seen.")
    assert read_from_inbox(str(tmp_path), AUDIT, "note.txt") == b"What was seen."


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "missing", "folder", "link", "pipe", "../secret", "a\0b", "x" * 256, "a\udc80"],
)
def test_anything_but_a_file_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    folder = _folder(tmp_path)
    (tmp_path / "secret").write_text("secret")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    with pytest.raises(InputInvalid) as refused:
        read_from_inbox(str(tmp_path), AUDIT, name)
    (sentence,) = str(refused.value).splitlines()
    assert sentence.startswith("file: ")
    assert "secret" not in sentence.replace(name, "")
    sentence.encode()


def test_an_inbox_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "note.txt").write_text("secret")
    (tmp_path / AUDIT).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputInvalid, match="is a link"):
        read_from_inbox(str(tmp_path), AUDIT, "note.txt")


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "LARGEST_FILE", 3)
    (_folder(tmp_path) / "long.txt").write_bytes(b"1234")
    (tmp_path / AUDIT / "short.txt").write_bytes(b"123")
    assert read_from_inbox(str(tmp_path), AUDIT, "short.txt") == b"123"
    with pytest.raises(InputInvalid, match="has more than the 3 bytes that one file may have"):
        read_from_inbox(str(tmp_path), AUDIT, "long.txt")


@pytest.mark.parametrize("audit", ["/etc", "../..", "My Audit", "a\0b", "a\ud800"])
def test_the_audit_has_to_exist_before_its_inbox_is_looked_at(place: Workplace, audit: str) -> None:
    with pytest.raises(AuditError, match="There is no audit"):
        named_audit(place, "audit", audit)
    content = {"file": "passwd"}
    with pytest.raises(AuditError, match="There is no audit"):
        take_evidence(place, audit, ITEM, content, [], "analyst")
    assert not Path(place.inbox.removeprefix("file://")).exists()


def test_a_file_of_the_inbox_becomes_evidence(sqlite_place: Workplace) -> None:
    audit = open_audit(sqlite_place, reference_request(), MOMENT).id
    (inbox_folder(sqlite_place, audit) / "note.txt").write_bytes(b"What was seen.")
    made = take_evidence(sqlite_place, audit, ITEM, {"file": "note.txt"}, [], "analyst")
    assert (made.size, made.media_type) == (14, "text/plain")


def test_evidence_is_meant_by_its_whole_name_or_its_id(sqlite_place: Workplace) -> None:
    audit, folder = opened(sqlite_place)
    for name in ("report final.csv", "a.txt", "E001"):
        (folder / name).write_text(name)
        take(sqlite_place, audit)
    with given_file(sqlite_place, audit, "E001", MOMENT) as given:
        assert given.content == b"report final.csv"
    with given_file(sqlite_place, audit, "report final.csv", MOMENT) as given:
        assert (given.name, given.content) == ("report final.csv", b"report final.csv")
    with (
        pytest.raises(InputInvalid, match="there is no file 'report'"),
        given_file(sqlite_place, audit, "report", MOMENT),
    ):
        pass
