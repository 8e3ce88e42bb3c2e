"""Destroying what may not be kept any longer: bytes and text go, the digest and the authority stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from audit.custody.event import CustodyKind
from audit.domain.erasure import Erasure
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.records import digest
from audit.state.forgetting import forget
from audit.state.unit_of_work import UnitOfWork
from flows.acts.appraising import required_reason
from flows.acts.inbox import inbox_of
from flows.workplace import Workplace

Named = tuple[str, str]
"""An item by the ids of its audit and of itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be destroyed."""

    items: tuple[Named, ...]
    """What was asked for, and everything else with the same bytes."""
    elsewhere: tuple[Named, ...]
    """Of these, what was not asked for."""
    files: int
    """Files that nothing else needs."""
    stays: tuple[str, ...] = ()
    """What the audits themselves go on saying in the words of these items, in sentences."""


def overdue(work: UnitOfWork, audit_id: str, today: date) -> tuple[EvidenceItem, ...]:
    """The items whose retention day has passed and whose bytes are still kept."""
    fieldwork = work.fieldwork.load(audit_id)
    return tuple(
        item
        for item in fieldwork.still_there.evidence
        if item.protection is not None
        and item.protection.retain_until is not None
        and item.protection.retain_until < today
    )


def planned(place: Workplace, audit_id: str, items: Sequence[str]) -> Plan:
    """What erasing these items would destroy; nothing is changed."""
    with place.reading() as work:
        named = _asked(work, audit_id, items)
        together = _together(work, named)
        others = tuple(name for name in together if name not in named)
        files = len(_unneeded(work, together))
        return Plan(together, others, files, tuple(_staying(work, together)))


def erase(
    place: Workplace,
    audit_id: str,
    items: Sequence[str],
    authority: str,
    by: str,
    moment: datetime,
    *,
    everywhere: bool = False,
) -> tuple[Erasure, ...]:
    """Destroy the bytes of items, their working copies, redacted copies and extracted texts, for good.

    What the audit itself says of them stays: description, claims, answers, digests and custody. What
    rests on them alone is unknown from then on. The record comes first and the destruction after it,
    so that one that was interrupted is completed by doing it again.

    Raises InputInvalid without an authority, and when other items have the same bytes and it is not
    said that they go as well.
    """
    why = required_reason(authority)
    with place.work() as work:
        named = _asked(work, audit_id, items)
        together = _together(work, named)
        _require_meant(together, named, everywhere)
        for audit in sorted({audit for audit, _ in together} | {audit_id}):
            work.lock(audit)
        work.destroy_bytes()
        if _together(work, named) != together:
            raise TransitionRefused(
                "The same bytes came in once more, or were destroyed, meanwhile; look and try again."
            )
        work.people.get(by)
        unneeded = _unneeded(work, together)
        made = tuple(_erased(work, name, why, by, moment) for name in together)
        left = [digest for name in named for digest in _left_behind(work, name)]
        work.commit()
    _destroy(place, [*unneeded, *left])
    for audit in dict.fromkeys(audit for audit, _ in [*together, *named]):
        inbox_of(place.inbox, audit).destroy(_gone(place, audit))
    forget(place.engine)
    return made


def _destroy(place: Workplace, files: Sequence[str]) -> None:
    """Remove files of the store that nothing recorded needs by now."""
    for sha256 in dict.fromkeys(files):
        with place.work() as work:
            work.destroy_bytes()
            if not work.erasures.needed([sha256], ()):
                place.evidence.destroy(sha256)


def _gone(place: Workplace, audit: str) -> dict[str, int]:
    """Digests and sizes of the bytes of the audit that were destroyed and that no other item has."""
    with place.reading() as work:
        fieldwork = work.fieldwork.load(audit)
    kept = {item.sha256 for item in fieldwork.still_there.evidence}
    return {item.sha256: item.size for item in fieldwork.evidence if item.sha256 not in kept}


def record_erasure(
    work: UnitOfWork, audit_id: str, erasure: Erasure, actor: str, moment: datetime
) -> None:
    """Record an erasure with its event, within a transaction that holds the lock of the audit."""
    work.erasures.add(audit_id, erasure)
    work.ledger.append(
        audit_id,
        CustodyKind.EXPIRED,
        erasure.item,
        erasure.sha256,
        actor,
        moment,
        f"Bytes destroyed: {erasure.authority}",
        digest(erasure),
    )


def _erased(work: UnitOfWork, name: Named, authority: str, by: str, moment: datetime) -> Erasure:
    audit, item_id = name
    item = work.fieldwork.evidence(audit, item_id)
    copies = tuple(sorted(set(_copies(work, audit, item))))
    erasure = Erasure(item_id, item.sha256, copies, authority, by, moment)
    record_erasure(work, audit, erasure, by, moment)
    work.texts.delete(audit, item_id)
    return erasure


def _asked(work: UnitOfWork, audit_id: str, items: Sequence[str]) -> tuple[Named, ...]:
    work.audits.get(audit_id)
    names = dict.fromkeys(name.strip() for name in items if name.strip())
    if not names:
        raise InputInvalid(Problem("items", "there is none", "name items such as E012"))
    return tuple((audit_id, work.fieldwork.evidence(audit_id, name).id) for name in names)


def _together(work: UnitOfWork, named: Sequence[Named]) -> tuple[Named, ...]:
    """Everything that still has the same bytes, in any audit."""
    digests = dict.fromkeys(work.fieldwork.evidence(audit, item).sha256 for audit, item in named)
    found = (name for sha256 in digests for name in work.erasures.holding(sha256))
    return tuple(dict.fromkeys(found))


def _require_meant(together: Sequence[Named], named: Sequence[Named], everywhere: bool) -> None:
    others = [name for name in together if name not in named]
    if others and not everywhere:
        listed = ", ".join(f"{item} of audit {audit}" for audit, item in others)
        what = f"the same bytes are also {listed}"
        raise InputInvalid(Problem("items", what, "say that they are destroyed everywhere"))


def _unneeded(work: UnitOfWork, together: Sequence[Named]) -> tuple[str, ...]:
    """Digests of the files that nothing else needs once these items are gone."""
    files = [
        sha256
        for audit, name in together
        for item in [work.fieldwork.evidence(audit, name)]
        for sha256 in (item.sha256, *_copies(work, audit, item))
    ]
    kept = work.erasures.needed(files, together)
    return tuple(sha256 for sha256 in dict.fromkeys(files) if sha256 not in kept)


def _staying(work: UnitOfWork, named: Sequence[Named]) -> Iterator[str]:
    for audit in dict.fromkeys(audit for audit, _ in named):
        claims = Counter(claim.evidence for claim in work.fieldwork.load(audit).claims)
        for item in (item for of, item in named if of == audit):
            if claims[item]:
                yield f"The claims on {item} of {audit} stay, with what they quote: {claims[item]}"
        for sent in work.questionnaires.sent(audit):
            came = work.questionnaires.returned(audit, sent.asked.id)
            if came is not None and (audit, came.item) in named:
                yield f"The answers given in {came.item} of {audit} stay with {sent.asked.id}"


def _copies(work: UnitOfWork, audit: str, item: EvidenceItem) -> Iterator[str]:
    yield from (copy.sha256 for copy in item.derivatives)
    yield from work.texts.copies(audit, item.id)
    yield from (made.sha256 for made in work.redactions.of(audit) if made.item == item.id)


def _left_behind(work: UnitOfWork, name: Named) -> Iterator[str]:
    """Files of an item that was erased before, which a process that was killed may have left."""
    audit, item = name
    files = [
        sha256
        for erasure in work.erasures.of(audit)
        if erasure.item == item
        for sha256 in (erasure.sha256, *erasure.copies)
    ]
    yield from (sha256 for sha256 in files if sha256 not in work.erasures.needed(files, (name,)))
