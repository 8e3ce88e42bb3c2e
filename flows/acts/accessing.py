"""Looking at an item: whoever opens it is named in the ledger before a byte is given out."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from audit.custody.event import CustodyKind
from audit.domain.collection import DerivativeKind
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import TextRecord
from flows.acts.appraising import required_reason
from flows.workplace import Workplace
from reports.assembly.sources import guarded

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
LONGEST_TITLE = 60
ENDINGS = {
    "application/warc+gzip": ".warc.gz",
    "application/warc": ".warc",
    "application/wacz": ".wacz",
    "application/json": ".json",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
"""Where the system's table has none, or a surprising one."""


class Edition(StrEnum):
    """Which bytes of an item are looked at."""

    ITEM = "item"
    """The evidentiary copy, as it came in."""
    TEXT = "text"
    SCREENSHOT = "screenshot"
    PRINT = "print"
    CERTIFICATE = "certificate"
    METADATA = "metadata"
    REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class Given:
    """What is given out, known by its digest."""

    name: str
    """A plain file name that says what it is."""
    media_type: str
    sha256: str
    size: int


def open_item(
    place: Workplace,
    audit_id: str,
    item_id: str,
    edition: Edition,
    person: str,
    reason: str,
    moment: datetime,
) -> Given:
    """Record who looks at what and why, after the bytes were found to have their digest.

    Raises InputInvalid for an edition that the item does not have, TransitionRefused when its bytes
    were destroyed, EvidenceUnreadable when they are missing or changed; nothing is recorded then.
    """
    why = required_reason(reason)
    with place.reading() as work:
        given = given_in(work, audit_id, item_id, edition)
    place.evidence.check(given.sha256)
    with place.work() as work:
        work.lock(audit_id)
        by = work.people.get(person)
        require_there(work, audit_id, item_id)
        told = f"Opened the {_called(edition)}: {why}"
        work.ledger.append(
            audit_id, CustodyKind.ACCESSED, item_id, given.sha256, by.id, moment, told
        )
        work.commit()
    return given


def given_bytes(place: Workplace, given: Given) -> IO[bytes]:
    """A stream of what was given out."""
    return place.evidence.stream(given.sha256)


def copied_to(place: Workplace, given: Given, target: Path) -> Path:
    """A copy of what was given out under a new name; another file is never replaced."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file, given_bytes(place, given) as source:
            while piece := source.read(1024 * 1024):
                file.write(piece)
    except FileExistsError:
        what = "there is such a file already"
        raise InputInvalid(Problem(str(target), what, "name another one")) from None
    except OSError as error:
        what = f"the copy cannot be written ({error.strerror})"
        raise InputInvalid(Problem(str(target), what, "name another place")) from None
    return target


def editions(
    item: EvidenceItem, texts: Mapping[str, TextRecord], redacted: Collection[str]
) -> tuple[Edition, ...]:
    """Which editions of an item there are, with the texts that were read and the items redacted."""
    found = {Edition(copy.kind.value) for copy in item.derivatives}
    record = texts.get(item.id)
    if record is not None and record.derivative is not None:
        found.add(Edition.TEXT)
    if item.id in redacted:
        found.add(Edition.REDACTED)
    return tuple(edition for edition in Edition if edition is Edition.ITEM or edition in found)


def given_in(work: UnitOfWork, audit_id: str, item_id: str, edition: Edition) -> Given:
    """One edition of an item; raises InputInvalid when it has none, and when nothing is kept of it."""
    work.audits.get(audit_id)
    item = work.fieldwork.evidence(audit_id, item_id)
    require_there(work, audit_id, item_id)
    if edition is Edition.ITEM:
        return _named(item, edition, item.media_type, item.sha256, item.size)
    if edition is Edition.REDACTED:
        copy = work.redactions.current(audit_id).get(item_id)
    else:
        copy = next((c for c in item.derivatives if c.kind == DerivativeKind(edition.value)), None)
    if copy is None and edition is Edition.TEXT:
        record = work.texts.current(audit_id).get(item_id)
        copy = record.derivative if record else None
    if copy is None:
        texts, redacted = work.texts.current(audit_id), work.redactions.current(audit_id)
        there = ", ".join(editions(item, texts, redacted))
        what = f"{item_id} has no {_called(edition)} (it has: {there})"
        raise InputInvalid(Problem("edition", what, "choose another"))
    return _named(item, edition, copy.media_type, copy.sha256, copy.size)


def _named(item: EvidenceItem, edition: Edition, media_type: str, sha256: str, size: int) -> Given:
    """Given out under a name that says what it is, and not who a protected source is."""
    title = NOT_IN_NAMES.sub("-", guarded(item).title).strip("-")[:LONGEST_TITLE].strip("-")
    kind = "" if edition is Edition.ITEM else f"-{edition}"
    plain = media_type.partition(";")[0].strip()
    ending = ENDINGS.get(plain) or mimetypes.guess_extension(plain) or ".bin"
    return Given("-".join(filter(None, (item.id, title))) + kind + ending, media_type, sha256, size)


def require_there(work: UnitOfWork, audit_id: str, item_id: str) -> None:
    """Raise TransitionRefused when the item's bytes were destroyed."""
    for erasure in work.erasures.of(audit_id):
        if erasure.item == item_id:
            raise TransitionRefused(
                f"The bytes of {item_id} were destroyed on {erasure.erased_at.date()} "
                f"({erasure.authority}); only their digest is kept."
            )


def _called(edition: Edition) -> str:
    match edition:
        case Edition.ITEM:
            return "item"
        case Edition.REDACTED:
            return "redacted copy"
        case _:
            return f"working copy ({edition})"
