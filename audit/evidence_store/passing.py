"""Bytes passed on from a source to where they go, counted and digested on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from audit.domain.errors import EvidenceNotErased

CHUNK = 1024 * 1024
"""Bytes read at a time; at most three such pieces are in memory."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The digest of stored bytes and how many there are."""

    sha256: str
    size: int


class ByteSource(Protocol):
    """Anything that bytes can be read from piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def pass_on(source: ByteSource, write: Callable[[bytes], object]) -> StoredFile:
    """Read once, digest and write; memory does not grow with the file."""
    hasher, size = hashlib.sha256(), 0
    digesting: Future[None] | None = None
    # Digesting releases the interpreter, so that reading and writing go on beside it.
    with ThreadPoolExecutor(1) as beside:
        while chunk := source.read(CHUNK):
            if digesting is not None:
                digesting.result()
                digesting = None
            if len(chunk) < CHUNK:
                hasher.update(chunk)
            else:
                digesting = beside.submit(hasher.update, chunk)
            size += len(chunk)
            write(chunk)
    return StoredFile(hasher.hexdigest(), size)


def not_erased(path: str, error: OSError) -> EvidenceNotErased:
    """What is said when a file cannot be removed."""
    return EvidenceNotErased(
        f"The file {path} is recorded as destroyed and is still there ({error.strerror or error}); "
        "correct the rights of its folder and erase it again."
    )


def nowhere(_: bytes) -> None:
    """Where bytes go that are only digested."""
