"""Checking a pack, and holding it against the database where its audit is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.custody.difference import require_same
from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.ledger import verify
from audit.custody.timestamp import Trust, checked
from audit.decision.dossier import LedgerHead
from audit.domain.errors import AnchorRefused, RecordBroken
from audit.pack.contents import MANIFEST, verifier_sha256
from audit.pack.verify import Broken, found_in, open_pack
from audit.records import text_digest
from flows.workplace import Workplace

VERIFIER = "verify.py"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a pack that was found whole says of itself."""

    said: str
    audit: str
    dossier: str
    end: LedgerHead
    manifest_sha256: str
    verifier_sha256: str
    anchors: tuple[tuple[str, str, bytes], ...]
    """File, digest and token of each."""


def verify_pack(path: Path, place: Workplace | None, trust: Trust | None) -> Iterator[str]:
    """What was found, in sentences; nothing is unpacked. Raises RecordBroken at the first difference."""
    try:
        facts = _facts(path)
    except Broken as broken:
        raise RecordBroken(f"{path}: {broken}") from None
    yield facts.said
    if facts.verifier_sha256 != verifier_sha256():
        yield "verify.py in the pack is not the one of this version of the program."
    if trust is not None:
        yield from _signed(facts, trust)
    if place is None:
        yield "There is no installation here, so nothing was compared with a database."
    else:
        yield from _against_database(facts, place)


def _facts(path: Path) -> _Facts:
    with open_pack(path) as pack:
        return _Facts(
            said=found_in(pack),
            audit=pack.manifest["audit"],
            dossier=pack.manifest["dossier"],
            end=LedgerHead(pack.manifest["ledger"]["events"], pack.manifest["ledger"]["digest"]),
            manifest_sha256=hashlib.sha256(pack.content(MANIFEST)).hexdigest(),
            verifier_sha256=pack.digests[VERIFIER],
            anchors=tuple(
                (anchor["file"], anchor["digest"], pack.content(anchor["file"]))
                for anchor in pack.manifest["anchors"]
            ),
        )


def _signed(facts: _Facts, trust: Trust) -> Iterator[str]:
    for name, digest, token in facts.anchors:
        try:
            checked(token, digest, trust)
        except AnchorRefused as error:
            raise AnchorRefused(f"{name}: {error}") from None
        yield f"{name} is signed under the given root certificates."


def _against_database(facts: _Facts, place: Workplace) -> Iterator[str]:
    with place.reading() as work:
        if facts.audit not in work.audits.ids_starting_with(facts.audit):
            yield f"Audit {facts.audit} is not in this database, so nothing was compared with it."
            return
        events = work.ledger.events(facts.audit)
        stored = text_digest(work.reviews.dossier_text(facts.audit))
    verify(events, facts.end)
    require_same(f"The dossier of audit {facts.audit} in the database", stored, facts.dossier)
    yield f"The database has the same dossier, and the same ledger up to event {facts.end.events}."
    yield _handed_over(facts, events)


def _handed_over(facts: _Facts, events: tuple[CustodyEvent, ...]) -> str:
    for event in events:
        if (event.kind, event.item_digest) == (CustodyKind.EXPORTED, facts.manifest_sha256):
            return f"It was handed over by {event.actor} on {event.at:%Y-%m-%d %H:%M} UTC."
    raise RecordBroken(
        f"The ledger of audit {facts.audit} has no event of this pack being handed over: "
        f"none has the SHA-256 of its manifest, {facts.manifest_sha256}."
    )
