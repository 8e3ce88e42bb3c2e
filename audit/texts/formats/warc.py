"""Web archives (ISO 28500): the payloads of their responses, each by its address."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from audit.texts.limits import MEGABYTE, Limits
from audit.texts.page import Page, Unreadable

GZIP = b"\x1f\x8b"
GZIP_MEMBER = 16 + zlib.MAX_WBITS
"""Each record is compressed by itself: a file of many gzip members."""
PIECE = 64 * 1024
DAMAGED = "it breaks off or is damaged after its first records"
KEPT = ("response", "resource")
Reader = Callable[[bytes, str], Iterator[Page]]
"""From the bytes of a payload and its media type to its pages."""


def pages(content: bytes, limits: Limits, read: Reader) -> Iterator[Page]:
    """The pages of every payload that can be read, each located by the address it came from."""
    archive, wrong = _unpacked(content, limits)
    last: ArcWarcRecord | None = None
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(archive)), start=1):
            last = record
            if record.rec_type in KEPT:
                address = record.rec_headers.get_header("WARC-Target-URI") or f"record {number}"
                yield from _payload(_body(record, limits), _media_type(record), address, read)
    except (ArchiveLoadFailed, EOFError, ValueError, OSError) as error:
        raise Unreadable(wrong or f"it is not a readable web archive ({error})") from error
    if last is None:
        raise Unreadable(wrong or "it is not a readable web archive: it has no record")
    if wrong or _breaks_off(last):
        raise Unreadable(wrong or "it breaks off in the middle of a record")


def _unpacked(content: bytes, limits: Limits) -> tuple[bytes, str]:
    """The archive as far as it unpacks, and in words why no further."""
    if not content.startswith(GZIP):
        return content, ""
    kept, member = bytearray(), zlib.decompressobj(GZIP_MEMBER)
    try:
        for start in range(0, len(content), PIECE):
            rest = content[start : start + PIECE]
            while rest:
                member = zlib.decompressobj(GZIP_MEMBER) if member.eof else member
                kept += member.decompress(rest)
                rest = member.unused_data
            if len(kept) > limits.unpacked:
                return b"", f"it unpacks to more than {limits.unpacked // MEGABYTE} MB"
    except zlib.error:
        return bytes(kept), DAMAGED
    return bytes(kept), "" if member.eof else DAMAGED


def _body(record: ArcWarcRecord, limits: Limits) -> bytes:
    body = record.content_stream().read(limits.unpacked + 1)
    if len(body) > limits.unpacked:
        raise Unreadable(f"it unpacks to more than {limits.unpacked // MEGABYTE} MB")
    return body


def _breaks_off(record: ArcWarcRecord) -> bool:
    """Bytes that the last record announced are missing."""
    return getattr(record.raw_stream, "limit", 0) > 0


def _payload(payload: bytes, media_type: str, address: str, read: Reader) -> Iterator[Page]:
    try:
        for page in read(payload, media_type):
            yield Page(f"{address}, {page.locator}", page.text)
    except Unreadable:
        # One broken image or script does not hide the page that it was captured with.
        return


def _media_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""
