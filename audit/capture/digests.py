"""The digests that a record or a file names, computed again from its bytes."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from audit.capture.failure import CaptureFailed
from audit.capture.http_message import Held, read_body, read_head
from audit.capture.warc_records import WarcRecord
from audit.capture.words import printable

ALGORITHMS = {
    "md5": "md5",
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha384": "sha384",
    "sha-384": "sha384",
    "sha512": "sha512",
    "sha-512": "sha512",
}
PIECE = 1_048_576
HEAD = 1_000_000
"""Bytes of HTTP headers that are looked through in a record."""


@dataclass(slots=True)
class Comparison:
    """What came of comparing the digests of one record."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    """A sentence for each digest that the bytes do not have."""
    incomparable: list[str] = field(default_factory=list)
    """A sentence for each digest that cannot be compared."""


def compared(record: WarcRecord) -> Comparison:
    """Compute the digests that a record names again and compare them."""
    made = Comparison()
    for name in ("block", "payload"):
        if declared := record.headers.get(f"warc-{name}-digest", ""):
            _compare(record, name, declared, made)
    return made


def _compare(record: WarcRecord, name: str, declared: str, made: Comparison) -> None:
    where = f"{name} digest of {record.place}"
    if why := _incomparable(record, name, declared):
        made.incomparable.append(f"{where}: {why}")
        return
    contents = [record.block] if name == "block" else payloads_of(record)
    try:
        differs = difference(declared, [io.BytesIO(content) for content in contents])
    except ValueError as error:
        made.incomparable.append(f"{where}: {error}")
        return
    made.compared += 1
    if differs:
        made.wrong.append(f"{where}: {differs}")


def difference(declared: str, contents: Sequence[IO[bytes]]) -> str:
    """What differs when none of the contents has the declared digest; empty when one has.

    Raises ValueError when the algorithm or the notation is not known.
    """
    label, _, text = declared.partition(":")
    algorithm = ALGORITHMS.get(label.strip().lower())
    if algorithm is None:
        raise ValueError(f"the algorithm {printable(label, 40)!r} is not known")
    found = [_hashed(algorithm, content) for content in contents]
    if _read(text.strip(), len(found[0])) in found:
        return ""
    said = printable(declared, 200)
    return f"the file says {said}, and the bytes have {algorithm}:{found[0].hex()}"


def payloads_of(record: WarcRecord) -> list[bytes]:
    """What the payload of a record may mean: as stored, and with its chunks undone."""
    if not record.is_http:
        return [record.block]
    source = Held(record.block)
    if record.kind == "request":
        return [record.block.partition(b"\r\n\r\n")[2]]
    try:
        head = read_head(source, HEAD)
    except CaptureFailed:
        return [record.block.partition(b"\r\n\r\n")[2]]
    stored = [record.block[head.size :]]
    try:
        # Many tools undo the chunks and leave the header that announces them.
        return [*stored, read_body(source, head)]
    except CaptureFailed:
        return stored


def _hashed(algorithm: str, content: IO[bytes]) -> bytes:
    # MD5 and SHA-1 are what the file used; they are compared, not relied on.
    made = hashlib.new(algorithm, usedforsecurity=False)
    while piece := content.read(PIECE):
        made.update(piece)
    return made.digest()


def _incomparable(record: WarcRecord, name: str, declared: str) -> str:
    if record.kind == "revisit" and name == "payload":
        return "the payload stands in the record that it refers to"
    if "warc-segment-number" in record.headers and name == "payload":
        return "the payload is spread over several records"
    if record.kind == "revisit" and record.block and _is_of_nothing(declared):
        return "it is that of no bytes at all, which Wget gives to every record of this type"
    return ""


def _is_of_nothing(declared: str) -> bool:
    try:
        return not difference(declared, [io.BytesIO()])
    except ValueError:
        return False


def _read(text: str, size: int) -> bytes:
    """A digest in base 16, 32 or 64, told apart by its length; raises ValueError for anything else."""
    bare = text.rstrip("=")
    try:
        if len(bare) == size * 2:
            read = bytes.fromhex(bare)
        elif len(bare) == -(-size * 8 // 5):
            read = base64.b32decode(bare + "=" * (-len(bare) % 8), casefold=True)
        else:
            usual = bare.replace("-", "+").replace("_", "/")
            read = base64.b64decode(usual + "=" * (-len(usual) % 4), validate=True)
    except ValueError:
        read = b""
    if len(read) != size:
        raise ValueError(f"{printable(text, 80)!r} is no digest")
    return read
