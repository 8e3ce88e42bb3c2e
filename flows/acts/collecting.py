"""One item into an open audit, however it was come by: every way in ends here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from audit.custody.event import CustodyKind
from audit.domain.collection import Capture, Derivative, Testimony
from audit.domain.errors import TransitionRefused
from audit.domain.evidence import Claim, Description, EvidenceItem
from audit.evidence_store import StoredFile
from audit.records import digest
from audit.state.unit_of_work import UnitOfWork
from flows.acts.opening import require_analyst
from flows.workplace import Workplace

RECEIVED = "Taken into the evidence store"


@dataclass(frozen=True, slots=True)
class Collected:
    """Stored bytes with everything that is known about how they were come by."""

    description: Description
    stored: StoredFile
    media_type: str
    method: str
    collected_at: datetime
    """When it was seen or made; taking it in may come later."""
    tool: str = ""
    claims: tuple[Claim, ...] = ()
    """What it says; each names the item by an empty id until it has one."""
    capture: Capture | None = None
    testimony: Testimony | None = None
    derivatives: tuple[Derivative, ...] = ()


def collect(
    place: Workplace, audit_id: str, collected: Collected, actor: str, moment: datetime
) -> EvidenceItem:
    """Record one item of an open audit in one transaction; the same one again changes nothing.

    Raises TransitionRefused when the record is signed, InputInvalid when no analyst of this id is
    registered.
    """
    with place.work() as work:
        work.lock(audit_id)
        require_open(work, audit_id)
        require_analyst(work, actor)
        require_stored(place, work, [collected])
        evidence = collect_in(work, audit_id, collected, actor, moment)
        work.commit()
    return evidence


def collect_all(
    place: Workplace,
    audit_id: str,
    batch: Sequence[Collected],
    actor: str,
    moment: datetime,
) -> tuple[EvidenceItem, ...]:
    """Record many items of an open audit in one transaction: all of them, or none.

    Raises what `collect` raises.
    """
    with place.work() as work:
        work.lock(audit_id)
        require_open(work, audit_id)
        require_analyst(work, actor)
        require_stored(place, work, batch)
        items = tuple(collect_in(work, audit_id, one, actor, moment) for one in batch)
        work.commit()
    return items


def collect_in(
    work: UnitOfWork, audit_id: str, collected: Collected, actor: str, moment: datetime
) -> EvidenceItem:
    """Record one item within a transaction that is open and holds the lock of the audit."""
    if there := _same(work, audit_id, collected):
        return there
    item = as_item(collected, work.fieldwork.next_item(audit_id), actor, moment)
    claims = tuple(replace(claim, evidence=item.id) for claim in collected.claims)
    take_in(work, audit_id, item, claims, moment)
    return item


def as_item(collected: Collected, name: str, collector: str, moment: datetime) -> EvidenceItem:
    """The evidence item under its id."""
    said = collected.description
    return EvidenceItem(
        id=name,
        type=said.type,
        form=said.form,
        title=said.title,
        publisher=said.publisher,
        author=said.author,
        originator=said.originator,
        provided_by=said.provided_by,
        independent=said.independent,
        published_on=said.published_on,
        observed_period=said.observed_period,
        url=said.url,
        language=said.language,
        collector=collector,
        method=collected.method,
        collected_at=collected.collected_at,
        received_at=moment,
        sha256=collected.stored.sha256,
        size=collected.stored.size,
        media_type=collected.media_type,
        grade=said.grade,
        handling=said.handling,
        tool=collected.tool,
        protection=said.protection,
        capture=collected.capture,
        testimony=collected.testimony,
        derivatives=collected.derivatives,
    )


def take_in(
    work: UnitOfWork,
    audit_id: str,
    item: EvidenceItem,
    claims: Sequence[Claim],
    moment: datetime,
) -> None:
    """Record an item with its claims and the beginning of its custody."""
    work.fieldwork.add_evidence(audit_id, item, claims)
    events = [
        (CustodyKind.COLLECTED, item.sha256, item.collected_at, item.method, ""),
        (CustodyKind.RECEIVED, item.sha256, item.received_at, RECEIVED, digest(item)),
        *(
            (
                CustodyKind.TRANSFORMED,
                made.sha256,
                moment,
                f"Working copy ({made.kind}) by {made.tool}",
                "",
            )
            for made in item.derivatives
        ),
        (CustodyKind.GRADED, item.sha256, moment, f"Graded {item.grade}", ""),
    ]
    for kind, sha256, at, reason, sealed in events:
        work.ledger.append(audit_id, kind, item.id, sha256, item.collector, at, reason, sealed)


def require_open(work: UnitOfWork, audit_id: str) -> None:
    """Raise TransitionRefused once the record as it stands is signed."""
    if work.reviews.sign_off_for(audit_id, work.reviews.latest_digest(audit_id)):
        raise TransitionRefused(
            f"Audit {audit_id} is signed off and its record is closed; start a re-audit to add to it."
        )


def require_stored(place: Workplace, work: UnitOfWork, batch: Sequence[Collected]) -> None:
    """Let nobody destroy these bytes from now on; raises TransitionRefused when somebody just did."""
    work.need_bytes()
    for one in batch:
        for sha256 in (one.stored.sha256, *(made.sha256 for made in one.derivatives)):
            if not place.evidence.exists(sha256):
                raise TransitionRefused(
                    f"The bytes {sha256} were destroyed for another item while they came in here; "
                    "take them in again."
                )


def _same(work: UnitOfWork, audit_id: str, collected: Collected) -> EvidenceItem | None:
    """The item that is there already with the same bytes, description and claims; not one that was erased."""
    gone = {erasure.item for erasure in work.erasures.of(audit_id)}
    for there, made in work.fieldwork.with_bytes(audit_id, collected.stored.sha256):
        again = replace(
            as_item(collected, there.id, there.collector, there.received_at),
            collected_at=there.collected_at,
        )
        claims = tuple(replace(claim, evidence=there.id) for claim in collected.claims)
        # More may be claimed by now: a passage of it that was accepted.
        if there.id not in gone and again == there and set(claims) <= set(made):
            return there
    return None
