"""Each evidence item: its row, its digest in the ledger, its bytes, and its working copies."""

from __future__ import annotations

from audit.custody.event import CustodyKind
from audit.domain.errors import EvidenceUnreadable, LedgerBroken, RecordBroken
from audit.domain.evidence import EvidenceItem
from audit.records import from_json
from audit.state.unit_of_work import UnitOfWork
from flows.acts.verification.rows import check_columns, named
from flows.acts.verification.verified import Custody, Verified
from flows.workplace import Workplace

ENTRANCE = (CustodyKind.COLLECTED, CustodyKind.RECEIVED, CustodyKind.TRANSFERRED)
"""The events by which an item comes into an audit."""


def check_evidence(
    place: Workplace, work: UnitOfWork, audit: str, custody: Custody, found: Verified
) -> None:
    """Each item's row, its digest in the ledger, its bytes, and its working copies."""
    seen: set[str] = set()
    for row in work.stored.evidence(audit):
        what = f"Evidence {row.name}"
        check_columns(what, row)
        with named(what):
            item = from_json(EvidenceItem, row.text)
        _check_custody(what, item, custody)
        found.items += 1
        if custody.digests(item.id, CustodyKind.EXPIRED):
            found.expired += 1
        else:
            _check_bytes(place, what, item, seen, found)
    rows = {row.name for row in work.stored.evidence(audit)}
    for name in sorted(set(custody.done) - rows):
        if custody.digests(name, *ENTRANCE):
            raise RecordBroken(
                f"Evidence {name}: it came in by the ledger, and there is no such item any more."
            )


def _check_custody(what: str, item: EvidenceItem, custody: Custody) -> None:
    came = custody.digests(item.id, *ENTRANCE)
    if not came:
        raise LedgerBroken(f"{what}: the ledger has no event by which it came in.")
    for digest in came:
        if digest != item.sha256:
            raise LedgerBroken(
                f"{what}: its digest differs (expected {digest} as in the ledger, "
                f"found {item.sha256})."
            )
    made = custody.digests(item.id, CustodyKind.TRANSFORMED)
    for copy in item.derivatives:
        if copy.sha256 not in made and not item.carried_from:
            raise LedgerBroken(f"{what}: the ledger has no working copy {copy.sha256}.")


def _check_bytes(
    place: Workplace, what: str, item: EvidenceItem, seen: set[str], found: Verified
) -> None:
    files = [(what, item.sha256, item.size)]
    files += [(f"{what}, {made.kind}", made.sha256, made.size) for made in item.derivatives]
    for name, sha256, size in files:
        if sha256 in seen:
            continue
        seen.add(sha256)
        with named(name):
            stored = place.evidence.check(sha256)
        if stored != size:
            raise EvidenceUnreadable(f"{name}: expected {size} bytes, found {stored}.")
        found.files, found.bytes = found.files + 1, found.bytes + stored
