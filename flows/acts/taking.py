"""The intake of one inbox: every file becomes what it is, and what is unfit is set aside with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Protocol

from audit.domain.errors import AuditError, CatalogueInvalid, InputInvalid, Problem
from audit.domain.evidence import NOT_DESCRIBED as TYPE_NOT_DESCRIBED
from audit.domain.evidence import EvidenceItem, ProvidedBy
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
from audit.questionnaire.container import LARGEST_FILE as LARGEST_WORKBOOK
from audit.questionnaire.returning import is_ours
from flows.acts.capturing import own_tool
from flows.acts.collecting import Collected, collect_all, require_open
from flows.acts.given_files import FROM_INBOX, claim_name
from flows.acts.importing import LARGEST as LARGEST_ARCHIVE
from flows.acts.importing import import_capture, is_archive, undescribed_page
from flows.acts.inbox import inbox_of
from flows.acts.opening import require_analyst
from flows.acts.returns import sentence_of, take_workbook
from flows.acts.sidecars import LARGEST_SIDECAR, Described, SidecarReader, Undescribed
from flows.workplace import Workplace

LARGEST_ITEM = 16 * 1024**3
"""Bytes that one file may have."""
TOGETHER = 200
"""Files that are stored and recorded together."""
OTHER_INPUTS = (".yaml", ".yml", ".words")
"""Endings of files that wait in the inbox for another step, such as fieldwork or a redaction, unless one
is described."""
WORKBOOK = ".xlsx"
NOT_DESCRIBED = Undescribed(TYPE_NOT_DESCRIBED, ProvidedBy.NOT_STATED)
"""What is said of a file of which nobody said anything."""


class Describes(Protocol):
    """Says what a file is that has no side-car."""

    def describe(self, name: str) -> Described:
        """The file of this name."""
        ...


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
    """Names of what still lies there: for another step, still arriving, hidden, a folder, a lonely side-car."""
    notices: list[str] = field(default_factory=list)
    """What else came of it, in sentences."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which files are wanted, and what is said of those without a side-car."""

    otherwise: Describes | None = NOT_DESCRIBED
    """None leaves files without a side-car where they are."""
    pattern: str = "*"
    """Names that are wanted, with * and ? for other characters."""
    only: str = ""
    """The one file that is wanted, whatever its name; empty for all that fit the pattern."""

    def wants(self, name: str, sidecars: tuple[str, ...]) -> bool:
        """Whether to take the file now."""
        if self.only:
            return name == self.only
        if not fnmatchcase(name, self.pattern):
            return False
        return bool(sidecars) or (
            self.otherwise is not None and not name.lower().endswith(OTHER_INPUTS)
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
    name = claim_name(moment)
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


def told_of(taken: Taken) -> list[str]:
    """What came of the files, in sentences."""
    names = [item.id for item in taken.items]
    files = "1 file was" if len(names) == 1 else f"{len(names)} files were"
    said = [f"{files} taken in" + (f": {_range(names)}" if names else ""), *taken.notices]
    if taken.waiting:
        said.append(f"Still in the inbox: {', '.join(taken.waiting)}")
    return said


def warned_of(taken: Taken) -> list[str]:
    """What somebody has to look after, in sentences."""
    bare = [item.id for item in taken.items if not item.is_described]
    said = [f"Not described yet, and so supporting nothing: {', '.join(bare)}"] if bare else []
    return said + [f"Set aside: {one.name}: {one.reason}" for one in taken.rejected]


def _range(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{names[0]} to {names[-1]}"


def take_waiting(place: Workplace, audit_id: str, moment: datetime) -> Taken:
    """Take in everything that waits in the inbox, in the name of the audit's analyst.

    What nobody described is kept, and supports nothing until somebody says what it is. Once the record
    is signed nothing is taken, and nothing is refused.
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
            documents = [names for names in batch if not self._is_more(names, taken)]
            with self.place.evidence.together() as incoming:
                for names in documents:
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

    def _is_more(self, names: tuple[str, ...], taken: Taken) -> bool:
        """Whether the file was more than a document, and was dealt with as what it is."""
        try:
            dealt_with = self._as_archive(names, taken) or self._as_questionnaire(names, taken)
        except BeingWritten:
            return True  # It goes back into the inbox with the end of the claim.
        except (Unfit, InputInvalid, CatalogueInvalid) as error:
            taken.rejected.append(self._set_aside(names, error))
            return True
        if dealt_with:
            self.claim.keep(names)
        return dealt_with

    def _as_archive(self, names: tuple[str, ...], taken: Taken) -> bool:
        """A web archive made by others is checked to its end before it is kept."""
        if not is_archive(names[0]) or name_problem(names[0]):
            return False
        said = self._said(names)
        if said and said.testimony is not None:
            raise Unfit("a web archive is no testimony", "take the testimony out of the side-car")
        description = said.description if said else undescribed_page(self.place)
        with self.claim.open(names[0], LARGEST_ARCHIVE) as file:
            made = import_capture(
                self.place,
                self.audit_id,
                file,
                names[0],
                description,
                self.actor,
                own_tool(),
                said.claims if said else (),
            )
        taken.items.append(made.item)
        return True

    def _as_questionnaire(self, names: tuple[str, ...], taken: Taken) -> bool:
        """A questionnaire that came back is known by what is in it, whatever its name is by now."""
        if self.wish.only or not names[0].lower().endswith(WORKBOOK) or name_problem(names[0]):
            return False
        try:
            with self.claim.open(names[0], LARGEST_WORKBOOK) as file:
                content = file.all()
        except Unfit:
            return False  # Too large for a questionnaire; what else is wrong is said of any file.
        if not is_ours(content):
            return False
        said = self._said(names)
        provider = said.description.provided_by if said else ProvidedBy.INVESTEE
        made = take_workbook(
            self.place,
            self.audit_id,
            content,
            self.actor,
            self.moment,
            name=printable(names[0]),
            provided_by=provider,
        )
        taken.items += [made.item] if made.item else []
        taken.notices.append(sentence_of(made))
        return True

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
        hidden = described.testimony is not None and described.testimony.protected
        # The name of the file often is that of who speaks in it.
        method = f"{FROM_INBOX}{'' if hidden else printable(name) + ' '}from the inbox"
        if names[1:] and not self.wish.only:
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
        if said := self._said(names):
            return said
        if self.wish.otherwise is None:
            raise ValueError(f"{names[0]!r} has no side-car and was not wanted")
        return self.wish.otherwise.describe(names[0])

    def _said(self, names: tuple[str, ...]) -> Described | None:
        """What somebody says of this file itself: who named it now, or the side-car beside it."""
        name, *sidecars = names
        if self.wish.only and self.wish.otherwise is not None:
            return self.wish.otherwise.describe(name)
        if len(sidecars) > 1:
            raise Unfit("two side-cars describe the file", "leave one of them")
        if not sidecars:
            return None
        with self.claim.open(sidecars[0], LARGEST_SIDECAR) as file:
            return self.reader.read(file.all(), sidecars[0])

    def _set_aside(self, names: tuple[str, ...], error: AuditError) -> SetAside:
        # Whoever reads an archive names it; every other sentence is about a file that it does not name.
        name = printable(names[0])
        reason = str(error).removeprefix(f"{name}: ")
        self.claim.set_aside(names, f"{name}: {reason}")
        return SetAside(name, reason)
