"""Each evidence item: its row, what the ledger sealed of it, its bytes, and its working copies."""

from __future__ import annotations

from collections.abc import Collection

from audit.custody.difference import require_same
from audit.custody.event import CustodyKind
from audit.domain.erasure import Erasure
from audit.domain.errors import EvidenceUnreadable, LedgerBroken, RecordBroken
from audit.domain.evidence import EvidenceItem
from audit.domain.redaction import Redaction
from audit.records import from_json, text_digest
from audit.state.repository.stored import StoredRow
from audit.state.unit_of_work import UnitOfWork
from flows.acts.appraising import told_of
from flows.acts.verification.rows import check_columns, named
from flows.acts.verification.verified import Custody, Verified
from flows.workplace import Workplace

ENTRANCE = (CustodyKind.COLLECTED, CustodyKind.RECEIVED, CustodyKind.TRANSFERRED)
"""The events by which an item comes into an audit."""
RECORDED = (CustodyKind.RECEIVED, CustodyKind.TRANSFERRED)
"""Of these, the ones that seal its record."""
FIXED = (
    "id", "form", "collector", "method", "collected_at", "received_at", "sha256", "size",
    "media_type", "carried_from", "tool", "capture", "testimony", "derivatives",
)  # fmt: skip
"""What no appraisal changes: the facts of how an item was come by."""


def check_evidence(
    place: Workplace, work: UnitOfWork, audit: str, custody: Custody, found: Verified
) -> None:
    """Each item's row, its digests in the ledger, its bytes, and its working copies."""
    seen: set[str] = set()
    items: set[str] = set()
    erased = _erased(work, audit, custody, found)
    for row in work.stored.evidence(audit):
        what = f"Evidence {row.name}"
        check_columns(what, row)
        items.add(row.name)
        item = _item(what, row)
        _check_custody(what, item, custody, work.texts.copies(audit, item.id))
        found.items += 1
        if (erasure := erased.get(row.name)) is not None:
            _check_gone(place, work, what, erasure)
        else:
            _check_bytes(place, what, item, seen, found)
    _require_rows(custody, items)
    _check_redactions(place, work, audit, custody, set(erased), found)


def check_sealed_records(work: UnitOfWork, audit: str, custody: Custody, found: Verified) -> None:
    """What is recorded of each item is what the ledger sealed. Where it was signed, that was compared
    before, part by part, so that a difference is named more exactly."""
    items: dict[str, EvidenceItem] = {}
    for row in work.stored.evidence(audit):
        what = f"Evidence {row.name}"
        items[row.name] = _item(what, row)
        _check_sealed(what, row, custody, RECORDED, 0, found)
    _check_appraisals(work, audit, items, custody, found)


def _item(what: str, row: StoredRow) -> EvidenceItem:
    with named(what):
        return from_json(EvidenceItem, row.text)


def _check_sealed(
    what: str,
    row: StoredRow,
    custody: Custody,
    kinds: tuple[CustodyKind, ...],
    place: int,
    found: Verified,
) -> None:
    """The row's text is the one of which the ledger has the digest; old ledgers have none."""
    events = [event for kind in kinds for event in custody.sealed.get((row.name, kind), [])]
    if place >= len(events):
        return
    sealed = events[place].record_digest
    if (given := text_digest(row.text)) != sealed:
        raise RecordBroken(
            f"{what}: its record is not the one that the ledger sealed (expected {sealed}, "
            f"found {given})."
        )
    found.sealed += 1


def _require_rows(custody: Custody, rows: set[str]) -> None:
    for name in sorted(set(custody.done) - rows):
        if custody.digests(name, *ENTRANCE):
            raise RecordBroken(
                f"Evidence {name}: it came in by the ledger, and there is no such item any more."
            )


def _check_appraisals(
    work: UnitOfWork, audit: str, items: dict[str, EvidenceItem], custody: Custody, found: Verified
) -> None:
    """Each later word on an item is sealed, and leaves the facts of how it was come by as they were."""
    made: dict[str, int] = {}
    standing = dict(items)
    for entry, row in enumerate(work.stored.appraisals(audit), start=1):
        made[row.name] = place = made.get(row.name, 0) + 1
        what = f"Appraisal {place} of {row.name}"
        check_columns(what, row)
        _require_place(what, custody, row.name, CustodyKind.GRADED, place)
        _check_sealed(what, row, custody, (CustodyKind.GRADED,), place - 1, found)
        after, before = _item(what, row), items[row.name]
        for part in FIXED:
            if getattr(after, part) != getattr(before, part):
                raise RecordBroken(f"{what}: it changes {part}, which no appraisal may.")
        event = custody.sealed[row.name, CustodyKind.GRADED][place - 1]
        expected: dict[str, object] = {"entry": entry, "sequence": place, "grade": str(after.grade)}
        expected |= {"appraised_by": event.actor, "appraised_at": event.at}
        told = f"{told_of(standing[row.name], after)}: "
        expected |= {"reason": event.reason.removeprefix(told)}
        require_same(what, expected, row.beside)
        standing[row.name] = after
    custody.require_no_more(CustodyKind.GRADED, made, "an appraisal")


def _require_place(what: str, custody: Custody, name: str, kind: CustodyKind, place: int) -> None:
    if place > len(custody.sealed.get((name, kind), [])):
        raise LedgerBroken(f"{what}: the ledger has no event of it.")


def _erased(
    work: UnitOfWork, audit: str, custody: Custody, found: Verified
) -> dict[str, StoredRow]:
    """What was destroyed, each with its event."""
    erased = {row.name: row for row in work.stored.erasures(audit)}
    for entry, (name, row) in enumerate(erased.items(), start=1):
        what = f"The erasure of {name}"
        check_columns(what, row)
        _require_place(what, custody, name, CustodyKind.EXPIRED, 1)
        _check_sealed(what, row, custody, (CustodyKind.EXPIRED,), 0, found)
        with named(what):
            at = from_json(Erasure, row.text).erased_at
        require_same(what, {"entry": entry, "erased_at": at}, row.beside)
    for name, kind in custody.sealed:
        if kind is CustodyKind.EXPIRED and name not in erased:
            raise RecordBroken(
                f"{name}: by the ledger it was destroyed, and there is no record of it."
            )
    found.expired = len(erased)
    return erased


def _check_gone(place: Workplace, work: UnitOfWork, what: str, row: StoredRow) -> None:
    """Bytes that are said to be destroyed are not there, unless something else needs them."""
    sha256 = row.columns["sha256"]
    if place.evidence.exists(sha256) and not work.erasures.needed([sha256], ()):
        raise RecordBroken(
            f"{what}: its bytes are recorded as destroyed and are still there; erase it again."
        )


def _check_redactions(
    place: Workplace,
    work: UnitOfWork,
    audit: str,
    custody: Custody,
    erased: set[str],
    found: Verified,
) -> None:
    made: dict[str, int] = {}
    for row in work.stored.redactions(audit):
        made[row.name] = number = made.get(row.name, 0) + 1
        what = f"Redaction {number} of {row.name}"
        check_columns(what, row)
        _require_place(what, custody, row.name, CustodyKind.REDACTED, number)
        _check_sealed(what, row, custody, (CustodyKind.REDACTED,), number - 1, found)
        with named(what):
            redaction = from_json(Redaction, row.text)
        require_same(what, {"sequence": number, "redacted_at": redaction.redacted_at}, row.beside)
        if row.name not in erased:
            with named(what):
                size = place.evidence.check(row.columns["sha256"])
            if size != redaction.size:
                raise EvidenceUnreadable(f"{what}: expected {redaction.size} bytes, found {size}.")
            found.files, found.bytes = found.files + 1, found.bytes + size
    custody.require_no_more(CustodyKind.REDACTED, made, "a redaction")


def _check_custody(what: str, item: EvidenceItem, custody: Custody, texts: Collection[str]) -> None:
    """The digest of the item, and every working copy, in the ledger; and none that is no more."""
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
    recorded = {*texts, *(copy.sha256 for copy in item.derivatives)}
    for digest in made:
        if digest not in recorded:
            raise RecordBroken(f"{what}: there is no record of its working copy {digest} any more.")


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
