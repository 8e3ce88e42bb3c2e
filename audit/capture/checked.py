"""What was found when a capture made by others was checked: the facts, and what does not fit."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any

from audit.capture.archive_bytes import ArchiveBytes
from audit.capture.decoding import decoded
from audit.capture.digests import HEAD, compared
from audit.capture.failure import CaptureFailed
from audit.capture.http_message import Head, Held, codings_of, read_body, read_head
from audit.capture.kinds import BodyKind, kind_of
from audit.capture.limits import Limits
from audit.capture.text import Body
from audit.capture.warc_records import WarcRecord, records_of
from audit.capture.words import printable

DECOMPRESSED = 4_000_000_000
"""Bytes that an archive may become."""
MOST_PAGES = 50
"""Pages of which a text is made."""
MOST_BODIES = 100_000_000
"""Bytes of the bodies of these pages together."""
MOST_NAMED = 1000
"""Mismatches that are named one by one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in an archive, as its record says."""

    url: str
    at: datetime | None
    status: int
    """HTTP status; 0 of a file that a program took in without asking a server."""
    media_type: str
    address: str
    """IP address that the record names; empty when it names none."""
    body: Body

    @property
    def sha256(self) -> str:
        """SHA-256 of the body with its codings undone."""
        return hashlib.sha256(self.body.content).hexdigest()


@dataclass(slots=True)
class Checked:
    """The findings about one file, gathered while it is read."""

    name: str
    records: int = 0
    compared: int = 0
    """Digests that were computed again and compared."""
    kinds: Counter[str] = field(default_factory=Counter[str])
    mismatches: list[str] = field(default_factory=list)
    mismatched: int = 0
    """How many mismatches there are; not all may be named."""
    notes: list[str] = field(default_factory=list)
    software: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    pages: list[Page] = field(default_factory=list)
    taken: int = 0
    """Bytes of the bodies that were kept."""
    without_digest: int = 0

    def mismatch(self, said: str) -> None:
        """Something that does not fit what the file says of itself."""
        self.mismatched += 1
        if len(self.mismatches) < MOST_NAMED:
            self.mismatches.append(said)

    def note(self, said: str) -> None:
        """Something that a reader has to know."""
        if said not in self.notes and len(self.notes) < MOST_NAMED:
            self.notes.append(said)

    def as_json(self) -> bytes:
        """The findings for people and programs, without the bodies."""
        plain: dict[str, Any] = {
            "file": self.name,
            "records": self.records,
            "kinds": dict(sorted(self.kinds.items())),
            "digests_compared": self.compared,
            "records_without_digest": self.without_digest,
            "mismatched": self.mismatched,
            "mismatches": self.mismatches,
            "notes": self.notes,
            "software_as_it_says": self.software,
            "first_at_as_it_says": self.first_at.isoformat() if self.first_at else "",
            "last_at_as_it_says": self.last_at.isoformat() if self.last_at else "",
            "pages": [_page(page) for page in self.pages],
        }
        return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def check_warc(stream: IO[bytes], name: str, found: Checked, most: int = DECOMPRESSED) -> None:
    """Read a WARC file to its end into the findings; raises InputInvalid when it is not whole."""
    ids: set[str] = set()
    for record in records_of(ArchiveBytes(stream, name, most)):
        found.records += 1
        found.kinds[printable(record.kind, 40)] += 1
        if record.id in ids:
            found.mismatch(f"{name}: the id of {record.place} was given before")
        ids.add(record.id)
        _digests(found, name, record)
        _times(found, name, record)
        if record.kind == "warcinfo":
            found.software = found.software or _software(record)
        elif _may_be_page(record):
            _take_page(found, record)


def _digests(found: Checked, name: str, record: WarcRecord) -> None:
    made = compared(record)
    found.compared += made.compared
    for said in made.wrong:
        found.mismatch(f"{name}: {said}")
    for said in made.incomparable:
        found.note(f"{name}: not compared: {said}")
    found.without_digest += not made.compared and not made.incomparable


def _times(found: Checked, name: str, record: WarcRecord) -> None:
    if record.at is None:
        found.mismatch(f"{name}: the date of {record.place} is no moment in UTC")
        return
    found.first_at = min(found.first_at or record.at, record.at)
    found.last_at = max(found.last_at or record.at, record.at)


def _software(record: WarcRecord) -> str:
    fields = record.block.decode("utf-8", "replace").splitlines()
    named = [
        line.partition(":")[2].strip() for line in fields if line.lower().startswith("software:")
    ]
    return printable(named[0], 200) if named else ""


def _may_be_page(record: WarcRecord) -> bool:
    if record.kind == "resource":
        return record.url.startswith(("http://", "https://"))
    return record.kind == "response" and record.is_http


def _take_page(found: Checked, record: WarcRecord) -> None:
    """Keep a page or a PDF of which a text can be made, while there is room."""
    try:
        head, content = _body(record)
    except CaptureFailed as failure:
        found.note(f"No text of {record.place}: {failure}")
        return
    kind = kind_of(content, head.media_type)
    if kind not in (BodyKind.HTML, BodyKind.PDF) or not (
        200 <= head.status < 300 or head.status == 0
    ):
        return
    if len(found.pages) >= MOST_PAGES or found.taken + len(content) > MOST_BODIES:
        found.note("Not every page in the archive has a text here.")
        return
    found.taken += len(content)
    address = printable(record.headers.get("warc-ip-address", ""), 60)
    body = Body(content, kind, head.value("content-type"))
    found.pages.append(Page(record.url, record.at, head.status, head.media_type, address, body))


def _body(record: WarcRecord) -> tuple[Head, bytes]:
    if record.kind == "resource":
        declared = record.headers.get("content-type", "")
        return Head(0, (("content-type", declared),), 0), record.block
    source, limits = Held(record.block), Limits()
    head = read_head(source, HEAD)
    try:
        payload = read_body(source, head)
    except CaptureFailed:
        # Many tools undo the chunks, or the coding, and leave the headers that announce them.
        payload = record.block[head.size :]
    try:
        return head, decoded(payload, codings_of(head), limits)
    except CaptureFailed:
        if kind_of(payload, "") is BodyKind.OTHER:
            raise
        return head, payload


def _page(page: Page) -> dict[str, Any]:
    plain = asdict(page)
    del plain["body"]
    return plain | {"sha256": page.sha256, "at": page.at.isoformat() if page.at else ""}
