"""Whatever was changed in a pack is found and named by the program that travels with it."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.ledger import event_text, head
from audit.custody.timestamp import request_over
from audit.evidence_store import StoredFile
from audit.pack.contents import contents, verifier
from audit.pack.verify import Broken, found_in, open_pack
from audit.records import canonical, plain, to_json
from tests.authority import Authority, keys
from tests.factories import signed
from tests.packs import (
    COPY,
    Bytes,
    Members,
    add,
    anchor_over,
    custody,
    items,
    material,
    material_of,
    members,
    pack,
    packed,
    pdf_with,
    sealed_again,
    sha256,
    zipped,
)


def found(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    with open_pack(path) as opened:
        return found_in(opened)


def refused(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(Broken) as broken:
        found(tmp_path, content)
    return str(broken.value)


def flipped(content: bytes, at: int) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1
    return bytes(changed)


def starts() -> dict[str, int]:
    """Where the bytes of each member begin in the pack."""
    with zipfile.ZipFile(io.BytesIO(pack())) as archive:
        return {
            info.filename: info.header_offset + 30 + len(info.filename)
            for info in archive.infolist()
        }


def replaced(name: str, old: str, new: str) -> Callable[[Members], Members]:
    def change(files: Members) -> Members:
        text = files[name].decode()
        assert old in text
        return {**files, name: text.replace(old, new, 1).encode()}

    return change


def lines(change: Callable[[list[str]], object]) -> Callable[[Members], Members]:
    def changed(files: Members) -> Members:
        events = files["ledger.jsonl"].decode().splitlines(keepends=True)
        change(events)
        return {**files, "ledger.jsonl": "".join(events).encode()}

    return changed


def first(folder: str) -> str:
    return next(name for name in members(pack()) if name.startswith(folder))


def test_an_untouched_pack_is_whole(tmp_path: Path) -> None:
    said = found(tmp_path, pack())
    assert said.startswith(
        "OK: audit anyvision-2026-11-23: 18 files, 10 custody events, 0 files left"
    )
    assert (
        "anchors/001.tsr claims that event 10 of the ledger was there on 2026-11-23 09:30:00"
        in said
    )
    assert (
        f"openssl ts -verify -digest {head(material().events).digest} -in anchors/001.tsr" in said
    )


def test_a_stranger_checks_it_with_python_alone(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(pack())
    (tmp_path / "verify.py").write_bytes(members(pack())["verify.py"])
    command = [sys.executable, "-I", "-S", "verify.py", "pack.zip"]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False
        )

    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("OK: ")
    (tmp_path / "pack.zip").write_bytes(flipped(pack(), starts()[f"working-copies/{sha256(COPY)}"]))
    done = run()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"BROKEN: working-copies/{sha256(COPY)}: its SHA-256: expected ")


def test_the_verifier_is_short_and_needs_the_standard_library_alone() -> None:
    text = verifier().decode()
    assert len(text.splitlines()) <= 340
    names = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import", "from"))
    }
    assert names <= sys.stdlib_module_names | {"__future__"}


def test_an_unpacked_pack_is_checked_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack())) as archive:
        archive.extractall(tmp_path / "unpacked")
    with open_pack(tmp_path / "unpacked") as opened:
        assert found_in(opened).startswith("OK: ")
    (tmp_path / "unpacked" / "notes.txt").write_text("Mine")
    with (
        pytest.raises(Broken, match=r"does not name: expected \[\], found \['notes.txt'\]"),
        open_pack(tmp_path / "unpacked"),
    ):
        pass
    (tmp_path / "unpacked" / "notes.txt").unlink()
    (tmp_path / "unpacked" / "linked").symlink_to("/etc")
    with (
        pytest.raises(Broken, match="linked: whether it is a link"),
        open_pack(tmp_path / "unpacked"),
    ):
        pass


@pytest.mark.parametrize("name", [name for name in members(pack()) if name != "manifest.json"])
def test_one_flipped_bit_in_any_file_names_the_file(tmp_path: Path, name: str) -> None:
    files = members(pack())
    broken = refused(tmp_path, flipped(pack(), starts()[name] + len(files[name]) // 2))
    assert broken.startswith(f"{name}: its SHA-256: expected {sha256(files[name])}, found ")


def test_a_flipped_bit_anywhere_in_any_file_is_found(tmp_path: Path) -> None:
    chance = random.Random(1)
    for name, content in members(pack()).items():
        start, size = starts()[name], len(content)
        for at in (start, start + size - 1, start + chance.randrange(size)):
            refused(tmp_path, flipped(pack(), at))


REQUEST = request_over(material().events[-1]).as_bytes()
CHANGES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "evidence": (
        lambda files: {**files, first("evidence/"): b"Nothing to see."},
        "its SHA-256 (None if left out): expected ",
    ),
    "working copy": (
        lambda files: {**files, f"working-copies/{sha256(COPY)}": b"Nothing to see."},
        f"working-copies/{sha256(COPY)}: its SHA-256 (None if left out): expected {sha256(COPY)}",
    ),
    "evidence taken away": (
        lambda files: {k: v for k, v in files.items() if k != first("evidence/")},
        "its SHA-256 (None if left out): expected ",
    ),
    "evidence nobody named": (
        lambda files: {**files, f"evidence/{sha256(b'x')}": b"x"},
        "Files that are no part of a pack: expected [], found ['evidence/",
    ),
    "ledger line": (
        replaced("ledger.jsonl", "As it was seen", "As it was sein"),
        "ledger.jsonl, event 1: its digest: expected ",
    ),
    "ledger line written otherwise": (
        replaced("ledger.jsonl", '{"actor"', '{ "actor"'),
        "ledger.jsonl, event 1: SHA-256 of its canonical text: expected ",
    ),
    "order of events": (
        lines(lambda events: events.insert(2, events.pop(1))),
        "ledger.jsonl, event 2: its place: expected ('anyvision-2026-11-23', 2), found ('anyvision-2026-11-23', 3)",
    ),
    "event removed": (
        lines(lambda events: events.pop(3)),
        "ledger.jsonl, event 4: its place: expected ",
    ),
    "last event removed": (
        lines(lambda events: events.pop()),
        "ledger.jsonl: how many events there are: expected 10, found 9",
    ),
    "event appended": (
        lines(lambda events: events.append(events[-1])),
        "ledger.jsonl, event 11: its place: expected ",
    ),
    "dossier": (
        replaced("dossier.json", '"follows_recommendation":true', '"follows_recommendation":tru'),
        "It cannot be read as a pack (JSONDecodeError",
    ),
    "outcome in the dossier": (
        replaced("dossier.json", '"decision":{"decided_at"', '"decision":{"decided_ax"'),
        "report/",
    ),
    "record in the dossier": (
        replaced("dossier.json", "AnyVision", "AnyWision"),
        "dossier.json: record.",
    ),
    "signed record": (
        replaced("record.json", "AnyVision", "AnyWision"),
        "record.json: its SHA-256: expected ",
    ),
    "checklist": (
        replaced("checklists/core-hrdd/1.0.0/checklist.yaml", "Can", "Cam"),
        "checklists/core-hrdd/1.0.0/checklist.yaml: expected ",
    ),
    "register of digests": (
        lambda files: {
            **files,
            "checklists/published.sha256": b"0" + files["checklists/published.sha256"][1:],
        },
        "checklists/published.sha256, ",
    ),
    "report": (
        lambda files: {k: v + b"\n" if k.startswith("report/") else v for k, v in files.items()},
        "its SHA-256: expected ",
    ),
    "report renamed": (
        lambda files: {k.replace("report/", "reports/"): v for k, v in files.items()},
        "its SHA-256: expected ",
    ),
    "a file added": (
        lambda files: {**files, "notes.txt": b"Mine"},
        "Files that are no part of a pack: expected [], found ['notes.txt']",
    ),
    "the dossier taken away": (
        lambda files: {k: v for k, v in files.items() if k != "record.json"},
        "record.json is missing from the pack.",
    ),
    "a stamp over something else": (
        lambda files: {**files, "anchors/001.tsr": Authority(digest=b"x" * 32).reply(REQUEST)},
        "anchors/001.tsr: the digest stamped: expected ",
    ),
    "no stamp": (
        lambda files: {**files, "anchors/001.tsr": b""},
        "anchors/001.tsr: the digest stamped: expected ",
    ),
}


def _policy_file() -> str:
    return next(name for name in members(pack()) if name.endswith("policy.yaml"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_named_although_the_manifest_was_made_to_agree(
    tmp_path: Path, name: str
) -> None:
    change, said = CHANGES[name]
    assert said in refused(tmp_path, zipped(sealed_again(change(members(pack())))))


def test_a_changed_policy_is_named(tmp_path: Path) -> None:
    files = members(pack())
    changed = sealed_again({**files, _policy_file(): files[_policy_file()] + b"\n"})
    assert refused(tmp_path, zipped(changed)).startswith(f"{_policy_file()}: expected ")


def test_a_changed_sign_off_is_named(tmp_path: Path) -> None:
    basis = material().dossier.record_digest
    change = replaced("dossier.json", f'"basis_digest":"{basis}"', f'"basis_digest":"{"0" * 64}"')
    broken = refused(tmp_path, zipped(sealed_again(change(members(pack())))))
    assert broken == f"The record that was signed: expected {basis}, found {'0' * 64}."


def test_a_report_that_carries_another_dossier_is_named(tmp_path: Path) -> None:
    other = packed(contents(material_of(items(), attached='{"dossier":"another"}')))
    expected = sha256(members(other)["dossier.json"])
    attached = sha256(b'{"dossier":"another"}')
    assert f": its attachment: expected {expected}, found {attached}." in refused(tmp_path, other)


def test_a_chain_written_anew_is_not_the_one_that_was_signed(tmp_path: Path) -> None:
    anew, inside = list(material().events[:1]), material()
    for event in inside.events[1:]:
        add(anew, event.kind, event.item, event.item_digest, event.record_digest)
    assert [e.digest for e in anew] == [e.digest for e in inside.events]
    anew = anew[:8]
    add(anew, CustodyKind.ACCESSED, "S01", "0" * 64)
    add(anew, CustodyKind.EXPORTED, "report", inside.reports[0].sha256)
    text = "".join(f"{event_text(event)}\n" for event in anew).encode()
    files = {**members(pack()), "ledger.jsonl": text}
    manifest = json.loads(files["manifest.json"])
    manifest["ledger"] = plain(head(anew))
    manifest["anchors"] = []
    files["manifest.json"] = json.dumps(manifest).encode()
    del files["anchors/001.tsr"]
    broken = refused(tmp_path, zipped(sealed_again(files)))
    assert broken.startswith("Event 9, as the signed record has it: expected ")


def test_an_item_of_another_digest_than_in_the_ledger_is_named(tmp_path: Path) -> None:
    inside = material_of(items())
    wrong = [*inside.events]
    for at, event in enumerate(inside.events):
        if event.item == items()[1].id:
            wrong = wrong[:at]
            break
    add(wrong, CustodyKind.COLLECTED, items()[1].id, "1" * 64)
    files = members(packed(contents(inside)))
    files["ledger.jsonl"] = "".join(f"{event_text(event)}\n" for event in wrong).encode()
    manifest = json.loads(files["manifest.json"]) | {"ledger": plain(head(wrong)), "anchors": []}
    dossier = json.loads(files["dossier.json"])
    record = json.loads(files["record.json"])
    record["ledger"] = dossier["record"]["ledger"] = plain(head(wrong))
    files["record.json"] = canonical(record).encode()
    dossier["record_digest"] = dossier["sign_off"]["basis_digest"] = sha256(files["record.json"])
    files["dossier.json"] = canonical(dossier).encode()
    files["manifest.json"] = json.dumps(manifest).encode()
    broken = refused(tmp_path, zipped(sealed_again(files)))
    assert broken.startswith(f"Evidence {items()[1].id}: its digest in the ledger: expected ")
    assert "1" * 64 in broken


def test_a_member_that_stands_twice_is_named(tmp_path: Path) -> None:
    files = list(members(pack()).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([*files, files[3]])
    assert "'dossier.json' stands twice in the ZIP file" in refused(tmp_path, content)


def bad_zip(**changed: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members(pack()).items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            for key, value in changed.items():
                setattr(entry, key, value)
            archive.writestr(entry, content, changed.get("compress_type"))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: zipped({"../verify.py": b""}), "'../verify.py' has a name that no pack has"),
        (lambda: zipped({"/etc/passwd": b""}), "'/etc/passwd' has a name that no pack has"),
        (lambda: zipped({"a\\b": b""}), "has a name that no pack has"),
        (lambda: zipped({"a/": b""}), "'a/' has a name that no pack has"),
        (lambda: bad_zip(compress_type=zipfile.ZIP_DEFLATED), "is compressed"),
        (lambda: bad_zip(external_attr=0o120777 << 16), "is a link or no plain file"),
        (lambda: b"#" + pack(), "where it begins in the ZIP file"),
        (lambda: pack()[:-30], "It cannot be read as a pack (BadZipFile"),
        (lambda: b"", "It cannot be read as a pack (BadZipFile"),
        (lambda: pack()[:-2] + b"\2\0hi", "The end of the members"),
        (
            lambda: pack().replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"),
            "is encrypted",
        ),
        (lambda: pack().replace(b'verify.py"""C', b'verify.px"""C'), "its own header"),
        (lambda: zipped({"manifest.json": b"[]"}), "It cannot be read as a pack (TypeError"),
        (lambda: zipped({"README.txt": b"Hello"}), "manifest.json is missing from the pack"),
        (
            lambda: zipped({"manifest.json": b"[" * 100_000}),
            "It cannot be read as a pack (Recursion",
        ),
    ],
)
def test_a_bad_zip_file_is_a_sentence(
    tmp_path: Path, content: Callable[[], bytes], said: str
) -> None:
    assert said in refused(tmp_path, content())


def test_a_large_member_is_read_as_zip64(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members(pack()).items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            with archive.open(entry, "w", force_zip64=True) as member:
                member.write(content)
    assert found(tmp_path, target.getvalue()).startswith("OK: ")


def test_a_later_program_may_add_keys_to_the_record_and_the_pack_says_which(tmp_path: Path) -> None:
    inside = material()
    record, dossier = json.loads(inside.record_text), json.loads(inside.dossier_text)
    del record["fieldwork"]["contradictions"]
    record_text = canonical(record)
    dossier["record_digest"] = sha256(record_text.encode())
    dossier["sign_off"]["basis_digest"] = dossier["record_digest"]
    dossier_text = canonical(dossier)
    pdf = pdf_with(dossier_text)
    events = list(inside.events[:-1])
    add(events, CustodyKind.EXPORTED, "report", sha256(pdf))
    later = replace(
        inside,
        dossier_text=dossier_text,
        record_text=record_text,
        events=events,
        anchors=(),
        reports=(StoredFile(sha256(pdf), len(pdf)),),
        open_report=Bytes({sha256(pdf): pdf}).stream,
    )
    said = found(tmp_path, packed(contents(later)))
    assert "The dossier adds to the signed record: record.fieldwork.contradictions." in said


def test_openssl_accepts_the_command_that_is_printed(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack())) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "root.pem").write_bytes(keys("A").pem)
    command = next(line for line in found(tmp_path, pack()).splitlines() if "openssl" in line)

    def run(line: str) -> int:
        done = subprocess.run(
            line.split(),
            cwd=tmp_path,
            capture_output=True,
            check=False,
            env={"PATH": os.environ["PATH"]},
        )
        return done.returncode

    assert run(command) == 0
    (tmp_path / "root.pem").write_bytes(keys("B").pem)
    assert run(command) != 0


def test_a_stamp_is_found_in_whatever_an_authority_sends() -> None:
    anchor = anchor_over(material().events)
    assert bytes.fromhex(anchor.head.digest) in anchor.token


def changed_line(change: Callable[[dict[str, Any]], object]) -> Members:
    files = members(pack())
    first, *others = files["evidence.jsonl"].decode().splitlines(keepends=True)
    entry = json.loads(first)
    change(entry)
    files["evidence.jsonl"] = "".join([f"{canonical(entry)}\n", *others]).encode()
    return sealed_again(files)


def test_a_fact_of_an_item_that_was_changed_everywhere_but_in_the_ledger_is_named(tmp_path: Path):
    broken = refused(
        tmp_path, zipped(changed_line(lambda e: e["item"].update(originator="Somebody else")))
    )
    first = items()[0].id
    assert broken.startswith((f"dossier.json: evidence of {first}", "evidence.jsonl: SHA-256"))


def test_what_is_recorded_of_an_item_cannot_be_left_out(tmp_path: Path):
    files = members(pack())
    kept = files["evidence.jsonl"].decode().splitlines(keepends=True)[1:]
    files["evidence.jsonl"] = "".join(kept).encode()
    broken = refused(tmp_path, zipped(sealed_again(files)))
    assert broken.startswith(f"evidence.jsonl: SHA-256 of the item of {items()[0].id}")


def test_an_item_that_stands_twice_is_named(tmp_path: Path):
    files = members(pack())
    first, *others = files["evidence.jsonl"].decode().splitlines(keepends=True)
    files["evidence.jsonl"] = "".join([first, first, *others]).encode()
    broken = refused(tmp_path, zipped(sealed_again(files)))
    assert broken.startswith("evidence.jsonl, line 2: whether S01 stands twice")


def test_an_erasure_that_the_ledger_does_not_have_is_named(tmp_path: Path):
    broken = refused(
        tmp_path, zipped(changed_line(lambda e: e.update(erasure={"item": e["item"]["id"]})))
    )
    assert broken.startswith("What evidence.jsonl has and the ledger did not seal")


def test_a_pack_of_an_older_version_without_sealed_records_is_whole(tmp_path: Path):
    old = replace(material(), events=custody_unsealed(), records=())
    record = replace(old.dossier.record, ledger=head(old.events))
    text = to_json(record)
    dossier = signed(record, sha256(text.encode()))
    pdf = pdf_with(to_json(dossier))
    events = [*old.events]
    add(events, CustodyKind.EXPORTED, "report", sha256(pdf))
    made = replace(
        old,
        dossier=dossier,
        dossier_text=to_json(dossier),
        record_text=text,
        events=events,
        anchors=(),
        reports=(StoredFile(sha256(pdf), len(pdf)),),
        open_report=Bytes({sha256(pdf): pdf}).stream,
    )
    files = members(packed(contents(made)))
    del files["evidence.jsonl"]
    assert found(tmp_path, zipped(sealed_again(files))).startswith("OK: ")


def custody_unsealed() -> list[CustodyEvent]:
    events: list[CustodyEvent] = []
    for event in custody(items()):
        add(events, event.kind, event.item, event.item_digest)
    return events
