"""The records of a WARC file (ISO 28500), read strictly: what does not fit the standard is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.capture.archive_bytes import ArchiveBytes
from audit.capture.words import printable

FIRST_LINE = re.compile(rb"WARC/1\.[01]")
HEADERS = 65_536
"""Bytes of the headers of one record."""
BLOCK = 200_000_000
"""Bytes of the block of one record."""
RECORDS = 500_000
NEEDED = ("warc-type", "warc-record-id", "warc-date", "content-length")
SHOWN = 120


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record. The names of its headers are in lower case."""

    offset: int
    """Where it begins in the file; in a compressed file, where its gzip member begins."""
    headers: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """What the standard calls its type."""
        return self.headers["warc-type"]

    @property
    def id(self) -> str:
        """The id it was given by whoever made it."""
        return printable(self.headers["warc-record-id"], SHOWN)

    @property
    def url(self) -> str:
        """What it is about; empty when it says nothing."""
        return printable(self.headers.get("warc-target-uri", "").strip("<>"), 8000)

    @property
    def at(self) -> datetime | None:
        """When it says that it was made; None when that is no moment."""
        try:
            moment = datetime.fromisoformat(self.headers["warc-date"])
        except ValueError:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else None

    @property
    def place(self) -> str:
        """Record id and offset, as a sentence names it."""
        return f"record {self.id} at byte {self.offset}"

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP message."""
        return self.headers.get("content-type", "").lower().startswith("application/http")


def records_of(archive: ArchiveBytes) -> Iterator[WarcRecord]:
    """Every record in order; raises InputInvalid at the first one that is not whole."""
    for number in range(1, RECORDS + 2):
        if not archive.has(1):
            if number == 1:
                raise archive.damaged("it has no record")
            return
        if number > RECORDS:
            raise archive.damaged(f"it has more than the {RECORDS} records that are allowed")
        yield _record(archive, number)


def _record(archive: ArchiveBytes, number: int) -> WarcRecord:
    offset = archive.offset()
    head = archive.line_block(HEADERS)
    if head is None:
        raise archive.damaged(f"record {number} at byte {offset} has no end of its headers")
    headers = _headers(archive, head, number, offset)
    where = f"record {printable(headers['warc-record-id'], SHOWN)} at byte {offset}"
    length = headers["content-length"]
    if not re.fullmatch(r"[0-9]{1,15}", length) or int(length) > BLOCK:
        said = printable(length, SHOWN)
        raise archive.damaged(f"{where} declares a length of {said}; {BLOCK} bytes are allowed")
    block = archive.take(int(length))
    if len(block) < int(length):
        raise archive.damaged(f"{where} declares {length} bytes and has {len(block)}")
    if archive.take(4) != b"\r\n\r\n":
        raise archive.damaged(f"{where} does not end after the {length} bytes that it declares")
    return WarcRecord(offset, headers, block)


def _headers(archive: ArchiveBytes, head: bytes, number: int, offset: int) -> dict[str, str]:
    first, *lines = head.split(b"\r\n")
    where = f"record {number} at byte {offset}"
    if not FIRST_LINE.fullmatch(first):
        raise archive.damaged(f"{where} does not begin with WARC/1.0 or WARC/1.1")
    headers: dict[str, str] = {}
    for line in _unfolded(lines):
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        key = name.strip().lower()
        if not mark or not key:
            raise archive.damaged(f"{where} has a header line without a name")
        if key in headers and key in NEEDED:
            raise archive.damaged(f"{where} has the header {name} twice")
        headers.setdefault(key, value.strip())
    for key in NEEDED:
        if not headers.get(key):
            raise archive.damaged(f"{where} has no header {key}")
    return headers


def _unfolded(lines: list[bytes]) -> list[bytes]:
    """Header lines with the lines that continue them."""
    whole: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and whole:
            whole[-1] += b" " + line.strip()
        else:
            whole.append(line)
    return whole
