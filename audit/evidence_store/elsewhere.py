"""Files of the store on a file system that is not a folder of this machine, such as an object store."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

from audit.domain.errors import EvidenceNotStored
from audit.evidence_store.passing import ByteSource, StoredFile, not_erased, pass_on


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is written and not in its place yet."""

    stored: StoredFile
    path: str


class Elsewhere:
    """The files below one folder of an fsspec file system."""

    def __init__(self, files: Any, root: str) -> None:
        self._files = files
        self._root = root

    def exists(self, path: str) -> bool:
        """Whether there is a file at this path."""
        return bool(self._files.exists(path))

    def reading(self, path: str) -> IO[bytes]:
        """The bytes at this path."""
        return cast("IO[bytes]", self._files.open(path, "rb"))

    def write(self, source: ByteSource) -> Sent:
        """Write the bytes beside the others; raises EvidenceNotStored when they are refused."""
        path = f"{self._root}/incoming/{uuid.uuid4().hex}"
        try:
            self._files.makedirs(f"{self._root}/incoming", exist_ok=True)
            with self._files.open(path, "wb") as target:
                return Sent(pass_on(source, _Target(self._root, target).write), path)
        except BaseException:
            self._drop(path)
            raise

    def place(self, written: Sequence[tuple[Sent, str]]) -> None:
        """Put finished files where they belong."""
        for one, path in written:
            try:
                self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._files.mv(one.path, path)
            except OSError as error:
                raise _refused(self._root, error) from error

    def discard(self, written: Sent) -> None:
        """Forget a file that is not put in its place."""
        self._drop(written.path)

    def sweep(self) -> None:
        """Nothing: how old a file is cannot be told on every file system."""

    def destroy(self, path: str) -> None:
        """Remove the file at this path."""
        try:
            self._drop(path)
        except OSError as error:
            raise not_erased(path, error) from error

    def _drop(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(path)


class _Target:
    """Tells what the store refuses apart from a source that cannot be read."""

    def __init__(self, root: str, target: IO[bytes]) -> None:
        self._root = root
        self._target = target

    def write(self, chunk: bytes) -> None:
        try:
            self._target.write(chunk)
        except OSError as error:
            raise _refused(self._root, error) from error


def _refused(root: str, error: OSError) -> EvidenceNotStored:
    return EvidenceNotStored(
        f"The evidence store {root} does not take the file ({error.strerror or error}); "
        "nothing of it was kept; make room there, or give the store another place, and try again."
    )
