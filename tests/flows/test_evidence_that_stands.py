"""The reference case with a local server playing its sources: captured, searched, packed, checked offline."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from html import escape
from pathlib import Path

from audit.catalogue import PreparedItem
from audit.domain.collection import DerivativeKind
from audit.domain.evidence import EvidenceItem
from flows.acts.capturing import Outfit, capture_list, page_description
from flows.acts.pack_verification import verify_pack
from flows.acts.packing import pack
from flows.acts.searching import index_missing, search
from flows.acts.stages import produce_report
from flows.acts.verification import verify_audit
from flows.workplace import Workplace
from tests.audit.capture.serving import page, serving, terms
from tests.factories import MOMENT, reference_case, reference_request
from tests.flows.carrying import follow, to_sign_off

PLAYED = ("S04", "S12", "S22")
"""Sources of different originators."""


def as_page(item: PreparedItem) -> bytes:
    """A source as its register entry paraphrases it."""
    said = "".join(f"<p>{escape(claim.text)}</p>" for claim in item.claims)
    return f"<html><title>{escape(item.title)}</title><h1>{escape(item.title)}</h1>{said}</html>".encode()


def captured(place: Workplace, audit: str) -> list[EvidenceItem]:
    """Every played source, captured from a server in this process."""
    pages = {f"/{item.id}": as_page(item) for item in reference_case().items if item.id in PLAYED}

    def answer(request: bytes) -> list[bytes | float]:
        return [page(pages[request.split(b" ")[1].decode()])]

    with serving(answer) as server:
        outfit = Outfit(terms(server), "", "a tool 1.0")
        addresses = [server.url(path) for path in pages]
        return capture_list(place, audit, addresses, page_description(place), "analyst", outfit)


def offline(folder: Path, archive: Path) -> subprocess.CompletedProcess[str]:
    """What the verifier in the pack says, alone in a folder, without the product or an environment."""
    folder.mkdir()
    with zipfile.ZipFile(archive) as members:
        members.extract("verify.py", folder)
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", str(archive)],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def flipped(archive: Path, name: str, copy: Path) -> Path:
    """The pack with one byte of one member changed, its checksum made to fit."""
    with zipfile.ZipFile(archive) as members, zipfile.ZipFile(copy, "w") as target:
        for member in members.infolist():
            content = members.read(member)
            if member.filename == name:
                content = content[:-1] + bytes([content[-1] ^ 1])
            target.writestr(member, content)
    return copy


def test_captured_searched_verified_packed_and_verified_again_offline(
    sqlite_place: Workplace, tmp_path: Path
) -> None:
    place = sqlite_place
    audit = to_sign_off(place, reference_request())
    items = captured(place, audit)
    assert [item.capture is not None and item.capture.failure for item in items] == [""] * len(
        PLAYED
    )
    assert all(DerivativeKind.TEXT in {copy.kind for copy in item.derivatives} for item in items)

    index_missing(place, audit, MOMENT)
    found = search(place, "democracies", audit)
    assert found.hits[0].item in {item.id for item in items} | {"S04", "S05"}

    follow(place, audit)
    produce_report(place, audit, MOMENT)
    verify_audit(place, audit)

    made = pack(place, audit, tmp_path / "pack.zip", "analyst", MOMENT)
    checked = offline(tmp_path / "stranger", made.path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "OK" in checked.stdout
    assert list(verify_pack(made.path, place, None))

    name = f"evidence/{items[0].sha256}"
    broken = flipped(made.path, name, tmp_path / "broken.zip")
    refused = offline(tmp_path / "other", broken)
    assert refused.returncode == 1
    assert items[0].sha256 in refused.stdout + refused.stderr
