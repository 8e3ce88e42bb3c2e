"""The intake of one inbox: every file that is described becomes an item, and what is unfit is set aside."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase

from audit.domain.errors import AuditError, CatalogueInvalid, InputInvalid, Problem
from audit.domain.evidence import EvidenceItem
from audit.evidence_store import Incoming
from audit.inbox import (
    BeingWritten,
    Claim,
    Unfit,
    kind_of,
    name_problem,
    pairs,
    printable,
)
from flows.acts.collecting import Collected, collect_all, require_open
from flows.acts.inbox import inbox_of
from flows.acts.opening import require_analyst
from flows.acts.sidecars import LARGEST_SIDECAR, Described, SidecarReader, Undescribed
from flows.workplace import Workplace

LARGEST_ITEM = 16 * 1024**3
"""Bytes that one file may have."""
TOGETHER = 200
"""Files that are stored and recorded together."""
OTHER_INPUTS = (".yaml", ".yml")
"""Endings of files that wait in the inbox for another step, such as fieldwork, unless one is described."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that was not taken in, and why."""

    name: str
    reason: str


@dataclass(slots=True)
class Taken:
    """What became of the files in an inbox."""

    items: list[EvidenceItem] = field(default_factory=list)
    rejected: list[SetAside] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Names of what still lies there: not described, still arriving, hidden, a folder, a lonely side-car."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which files are wanted, and what is said of those without a side-car."""

    undescribed: Undescribed | None = None
    """None leaves files without a side-car where they are."""
    pattern: str = "*"
    """Names that are wanted, with * and ? for other characters."""

    def wants(self, name: str, sidecars: tuple[str, ...]) -> bool:
        """Whether to take the file now."""
        if not fnmatchcase(name, self.pattern):
            return False
        return bool(sidecars) or (
            self.undescribed is not None and not name.lower().endswith(OTHER_INPUTS)
        )


def take_inbox(
    place: Workplace,
    audit_id: str,
    wish: Wish,
    actor: str,
    moment: datetime,
    largest: int = LARGEST_ITEM,
) -> Taken:
    """Take in what lies in the inbox of an open audit; run again, it records nothing twice.

    A file is moved to `taken` when its item is recorded, and to `rejected` with its reason when it
    cannot be. What goes wrong for another reason, such as a full disk, leaves the files in the inbox.
    """
    with place.reading() as work:
        require_analyst(work, actor)
        require_open(work, audit_id)
        allegations = [a.id for a in work.audits.get(audit_id).request.allegations]
    reader = SidecarReader(place.catalogue, allegations, moment)
    inbox = inbox_of(place.inbox, audit_id)
    name = f"{moment:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex}"
    taken = Taken()
    try:
        with closing(inbox.claims(name, wish.wants)) as claims:
            for claim in claims:
                with claim:
                    intake = _Intake(place, audit_id, wish, reader, actor, moment, largest, claim)
                    intake.run(taken)
    except OSError as error:
        raise _unusable(audit_id, error) from error
    taken.waiting = [printable(left) for left in inbox.waiting()]
    return taken


def take_described(place: Workplace, audit_id: str, moment: datetime) -> Taken:
    """Take in what lies in the inbox with a side-car, in the name of the audit's analyst.

    Once the record is signed nothing is taken, and nothing is refused.
    """
    with place.reading() as work:
        analyst = work.audits.get(audit_id).request.analyst
        closed = work.reviews.sign_off_for(audit_id, work.reviews.latest_digest(audit_id))
    if closed:
        return Taken()
    return take_inbox(place, audit_id, Wish(), analyst, moment)


def _unusable(audit_id: str, error: OSError) -> InputInvalid:
    return InputInvalid(
        Problem(
            f"inbox of {audit_id}",
            f"it cannot be used ({error.strerror or error}); the files are still in it",
            "make room, or correct its rights, and take it in again",
        )
    )


@dataclass(frozen=True, slots=True)
class _Intake:
    """The files of one claim."""

    place: Workplace
    audit_id: str
    wish: Wish
    reader: SidecarReader
    actor: str
    moment: datetime
    largest: int
    claim: Claim

    def run(self, taken: Taken) -> None:
        for batch in self._batches():
            ready: list[tuple[tuple[str, ...], Collected]] = []
            with self.place.evidence.together() as incoming:
                for names in batch:
                    try:
                        ready.append((names, self._collected(names, incoming)))
                    except BeingWritten:
                        continue  # It goes back into the inbox with the end of the claim.
                    except (Unfit, CatalogueInvalid) as error:
                        taken.rejected.append(self._set_aside(names, error))
            collected = [one for _, one in ready]
            taken.items += collect_all(
                self.place, self.audit_id, collected, self.actor, self.moment
            )
            for names, _ in ready:
                self.claim.keep(names)

    def _batches(self) -> Iterator[list[tuple[str, ...]]]:
        wanted = [
            (name, *sidecars)
            for name, sidecars in pairs(self.claim.names()).items()
            if self.wish.wants(name, sidecars)
        ]
        for start in range(0, len(wanted), TOGETHER):
            yield wanted[start : start + TOGETHER]

    def _collected(self, names: tuple[str, ...], incoming: Incoming) -> Collected:
        name = names[0]
        if problem := name_problem(name):
            raise Unfit(problem, "give it another name")
        described = self._described(names)
        with self.claim.open(name, self.largest) as file:
            kind = kind_of(name, file.head)
            stored = incoming.put(file)
        method = f"File {printable(name)} from the inbox"
        if names[1:]:
            method += ", described in the side-car beside it"
        if kind.contradiction:
            method += f"; {kind.contradiction}"
        return Collected(
            described.description,
            stored,
            kind.media_type,
            method,
            described.collected_at or self.moment,
            claims=described.claims,
            testimony=described.testimony,
        )

    def _described(self, names: tuple[str, ...]) -> Described:
        name, *sidecars = names
        if len(sidecars) > 1:
            raise Unfit("two side-cars describe the file", "leave one of them")
        if sidecars:
            with self.claim.open(sidecars[0], LARGEST_SIDECAR) as file:
                return self.reader.read(file.all(), sidecars[0])
        if self.wish.undescribed is None:
            raise ValueError(f"{name!r} has no side-car and was not wanted")
        return self.wish.undescribed.describe(name)

    def _set_aside(self, names: tuple[str, ...], error: AuditError) -> SetAside:
        self.claim.set_aside(names, f"{printable(names[0])}: {error}")
        return SetAside(printable(names[0]), str(error))
