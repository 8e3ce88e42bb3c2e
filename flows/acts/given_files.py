"""A file that a form names: in the audit's inbox, or taken in as evidence before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import EvidenceItem
from audit.inbox import BeingWritten, Claim, Unfit, printable
from audit.intake import shown
from flows.acts.inbox import LARGEST_FILE, LONGEST_NAME, absent, inbox_of
from flows.workplace import Workplace

FROM_INBOX = "File "
"""How the method of an item begins that came from an inbox under its own name."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """Its name and its bytes."""

    name: str
    content: bytes


def claim_name(moment: datetime) -> str:
    """A name for a claim that no other claim has; it begins with when it was made."""
    return f"{moment:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex}"


@contextmanager
def given_file(place: Workplace, audit_id: str, name: str, moment: datetime) -> Iterator[GivenFile]:
    """The file that is meant; one in the inbox is moved to `taken` once the block has done its work.

    Where the inbox has none, an item of evidence of this id, or one that was taken in under this name,
    is meant. Raises InputInvalid when there is neither, and for what is no plain file.
    """
    inbox = inbox_of(place.inbox, audit_id)
    there = inbox.waiting()
    if name not in there:
        yield _from_evidence(place, audit_id, name, there)
        return
    with closing(inbox.claims(claim_name(moment), lambda each, _: each == name)) as claims:
        for claim in claims:
            with claim:
                if name in claim.names():
                    yield GivenFile(name, _content(claim, name, audit_id))
                    claim.keep(claim.names())
                    return
    what = f"'{shown(name, LONGEST_NAME)}' in the inbox of {audit_id} is still arriving or no file"
    raise InputInvalid(Problem("file", what, "wait until it is there, or put a file there"))


def _content(claim: Claim, name: str, audit_id: str) -> bytes:
    try:
        with claim.open(name, LARGEST_FILE) as file:
            return file.all()
    except Unfit as error:
        what = f"{shown(name, LONGEST_NAME)} in the inbox of {audit_id}: {error.what}"
        raise InputInvalid(Problem("file", what, error.do)) from None
    except BeingWritten:
        what = f"{shown(name, LONGEST_NAME)} in the inbox of {audit_id} is still being written"
        raise InputInvalid(Problem("file", what, "wait until it is there")) from None


def _from_evidence(place: Workplace, audit_id: str, name: str, there: list[str]) -> GivenFile:
    with place.reading() as work:
        items = work.fieldwork.load(audit_id).still_there.evidence
    meant = [item for item in items if item.id == name] or [
        item for item in items if _came_as(item) == printable(name)
    ]
    if not meant:
        raise absent(name, audit_id, there)
    if meant[-1].size > LARGEST_FILE:
        what = f"{meant[-1].id} has more than {LARGEST_FILE} bytes"
        raise InputInvalid(Problem("file", what, "bring in the part that matters"))
    return GivenFile(_came_as(meant[-1]) or meant[-1].title, place.evidence.read(meant[-1].sha256))


def _came_as(item: EvidenceItem) -> str | None:
    """The name under which it came into the inbox, where the method tells it."""
    name, said, _ = item.method.removeprefix(FROM_INBOX).rpartition(" from the inbox")
    return name if said and item.method.startswith(FROM_INBOX) else None
