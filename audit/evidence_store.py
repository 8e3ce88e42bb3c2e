"""Files under the digest of their bytes, on any file system that fsspec can open."""

from __future__ import annotations

import hashlib
import io
import os
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

from fsspec.core import url_to_fs  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from audit.domain.errors import AuditError, EvidenceUnreadable

CHUNK = 1024 * 1024
READ_ONLY = 0o400
DIGEST = re.compile(r"[0-9a-f]{64}")


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


class EvidenceStore:
    """Bytes are stored once, under their SHA-256, and never overwritten."""

    def __init__(self, url: str) -> None:
        try:
            opened = cast("tuple[Any, str]", url_to_fs(url))
        except (ValueError, ImportError, OSError) as error:
            raise AuditError(f"The evidence store {url} cannot be used: {error}.") from error
        self._files = opened[0]
        self._root = opened[1].rstrip("/")

    def put(self, content: ByteSource | bytes) -> StoredFile:
        """Store the bytes and say what they are; the same bytes again change nothing."""
        incoming = f"{self._root}/incoming/{uuid.uuid4().hex}"
        self._files.makedirs(f"{self._root}/incoming", exist_ok=True)
        try:
            stored = self._write(content, incoming)
            if self.exists(stored.sha256):
                self._verify(stored.sha256)
            else:
                self._move(incoming, self.path_of(stored.sha256))
        finally:
            if self._files.exists(incoming):
                self._files.rm_file(incoming)
        return stored

    def exists(self, sha256: str) -> bool:
        """Whether bytes with this digest were stored."""
        return bool(self._files.exists(self.path_of(sha256)))

    def open(self, sha256: str) -> IO[bytes]:
        """A stream of the bytes, after all of them were found to have the digest."""
        self._verify(sha256)
        return self._reading(sha256)

    def read(self, sha256: str) -> bytes:
        """The bytes, found to have the digest."""
        with self._reading(sha256) as stream:
            content = stream.read()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise self._changed(sha256)
        return content

    def path_of(self, sha256: str) -> str:
        """Where bytes with this digest lie in the file system of the store."""
        if DIGEST.fullmatch(sha256) is None:
            raise EvidenceUnreadable(
                f"{sha256!r} is not a SHA-256 digest; give 64 lower-case hexadecimal digits."
            )
        return f"{self._root}/sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _write(self, content: ByteSource | bytes, path: str) -> StoredFile:
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        with self._files.open(path, "wb") as target:
            stored = _copy(source, target.write)
            if self._is_local:
                target.flush()
                os.fsync(target.fileno())
        return stored

    def _move(self, incoming: str, path: str) -> None:
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self._is_local:
            Path(incoming).chmod(READ_ONLY)
        self._files.mv(incoming, path)

    def _verify(self, sha256: str) -> None:
        with self._reading(sha256) as stream:
            if _copy(stream, _nowhere).sha256 != sha256:
                raise self._changed(sha256)

    def _reading(self, sha256: str) -> IO[bytes]:
        path = self.path_of(sha256)
        try:
            return cast("IO[bytes]", self._files.open(path, "rb"))
        except FileNotFoundError as error:
            raise EvidenceUnreadable(
                f"No stored file has the digest {sha256}; it was expected at {path}."
            ) from error
        except OSError as error:
            raise EvidenceUnreadable(f"The stored file {path} cannot be read: {error}.") from error

    def _changed(self, sha256: str) -> EvidenceUnreadable:
        return EvidenceUnreadable(
            f"The bytes of the stored file {self.path_of(sha256)} have changed: "
            "they no longer have the digest that names it; restore it from a copy."
        )

    @property
    def _is_local(self) -> bool:
        return "file" in self._files.protocol


def _copy(source: ByteSource, write: Callable[[bytes], object]) -> StoredFile:
    """Pass the bytes on piece by piece, so that memory does not grow with the file."""
    hasher, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        hasher.update(chunk)
        size += len(chunk)
        write(chunk)
    return StoredFile(hasher.hexdigest(), size)


def _nowhere(_: bytes) -> None:
    return None
