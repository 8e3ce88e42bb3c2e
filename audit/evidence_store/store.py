"""Files under the digest of their bytes, on any file system that fsspec can open."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Protocol, cast

from fsspec.core import url_to_fs  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from audit.domain.errors import AuditError, EvidenceUnreadable
from audit.evidence_store.disk import Disk
from audit.evidence_store.elsewhere import Elsewhere
from audit.evidence_store.passing import ByteSource, StoredFile, nowhere, pass_on

DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_OPEN = 128
"""Files that are put in their places together; more of them would be too many to hold open."""


class EvidenceStore:
    """Bytes are stored once, under their SHA-256, and never overwritten."""

    def __init__(self, url: str) -> None:
        try:
            opened = cast("tuple[Any, str]", url_to_fs(url))
        except (ValueError, ImportError, OSError) as error:
            raise AuditError(f"The evidence store {url} cannot be used: {error}.") from error
        self._root = opened[1].rstrip("/")
        local = "file" in opened[0].protocol
        self._shelf: Shelf = Disk(self._root) if local else Elsewhere(opened[0], self._root)

    def put(self, content: ByteSource | bytes) -> StoredFile:
        """Store the bytes and say what they are; the same bytes again change nothing.

        Raises EvidenceNotStored when there is no room; nothing of them is kept then.
        """
        with self.together() as incoming:
            return incoming.put(content)

    @contextmanager
    def together(self) -> Iterator[Incoming]:
        """Store many files faster than one by one; all are stored once the block is left in peace."""
        self._shelf.sweep()
        incoming = Incoming(self, self._shelf)
        try:
            yield incoming
            incoming.place()
        finally:
            incoming.discard()

    def exists(self, sha256: str) -> bool:
        """Whether bytes with this digest were stored."""
        return self._shelf.exists(self.path_of(sha256))

    def open(self, sha256: str) -> IO[bytes]:
        """A stream of the bytes, after all of them were found to have the digest."""
        self.check(sha256)
        return self._reading(sha256)

    def stream(self, sha256: str) -> IO[bytes]:
        """A stream of what lies under the digest; whoever reads it compares as it goes."""
        return self._reading(sha256)

    def check(self, sha256: str) -> int:
        """How many bytes there are, after all of them were found to have the digest."""
        with self._read_through(sha256) as stream:
            found = pass_on(stream, nowhere)
        if found.sha256 != sha256:
            raise self._changed(sha256, found.sha256)
        return found.size

    def read(self, sha256: str) -> bytes:
        """The bytes, found to have the digest."""
        with self._read_through(sha256) as stream:
            content = stream.read()
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise self._changed(sha256, found)
        return content

    def destroy(self, sha256: str) -> None:
        """Destroy the bytes, which may not be kept any longer; what is not there stays so.

        Raises EvidenceNotErased when the place refuses it.
        """
        self._shelf.destroy(self.path_of(sha256))

    def path_of(self, sha256: str) -> str:
        """Where bytes with this digest lie in the file system of the store."""
        if DIGEST.fullmatch(sha256) is None:
            raise EvidenceUnreadable(
                f"{sha256!r} is not a SHA-256 digest; give 64 lower-case hexadecimal digits."
            )
        return f"{self._root}/sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    @contextmanager
    def _read_through(self, sha256: str) -> Iterator[IO[bytes]]:
        with self._reading(sha256) as stream:
            try:
                yield stream
            except OSError as error:
                path = self.path_of(sha256)
                raise EvidenceUnreadable(
                    f"The stored file {path} cannot be read: {error}."
                ) from error

    def _reading(self, sha256: str) -> IO[bytes]:
        path = self.path_of(sha256)
        try:
            return self._shelf.reading(path)
        except FileNotFoundError as error:
            raise EvidenceUnreadable(
                f"No stored file has the digest {sha256}; it was expected at {path}."
            ) from error
        except OSError as error:
            raise EvidenceUnreadable(f"The stored file {path} cannot be read: {error}.") from error

    def _changed(self, sha256: str, found: str) -> EvidenceUnreadable:
        return EvidenceUnreadable(
            f"The bytes of the stored file {self.path_of(sha256)} have changed: "
            f"they no longer have the digest that names it, but {found}; restore it from a copy."
        )


class Shelf(Protocol):
    """Where the files of a store lie."""

    def exists(self, path: str) -> bool: ...
    def reading(self, path: str) -> IO[bytes]: ...
    def write(self, source: ByteSource) -> Any: ...
    def place(self, written: list[tuple[Any, str]]) -> None: ...
    def discard(self, written: Any) -> None: ...
    def sweep(self) -> None: ...
    def destroy(self, path: str) -> None: ...


class Incoming:
    """Files that are being stored together."""

    def __init__(self, store: EvidenceStore, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf
        self._written: dict[str, Any] = {}

    def put(self, content: ByteSource | bytes) -> StoredFile:
        """Write the bytes and say what they are; a source that breaks leaves nothing behind."""
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        written = self._shelf.write(source)
        stored: StoredFile = written.stored
        try:
            new = stored.sha256 not in self._written and not self._is_there(stored)
        except BaseException:
            self._shelf.discard(written)
            raise
        if not new:
            self._shelf.discard(written)
        else:
            self._written[stored.sha256] = written
            if len(self._written) >= MOST_OPEN:
                self.place()
        return stored

    def place(self) -> None:
        """Put what was written in its place."""
        there = [(written, self._store.path_of(name)) for name, written in self._written.items()]
        self._shelf.place(there)
        self._written = {}

    def discard(self) -> None:
        """Forget what is not in its place."""
        for written in self._written.values():
            self._shelf.discard(written)
        self._written = {}

    def _is_there(self, stored: StoredFile) -> bool:
        """The same bytes are there already; that they still are the same is looked at once more."""
        there = self._store.exists(stored.sha256)
        if there:
            self._store.check(stored.sha256)
        return there
