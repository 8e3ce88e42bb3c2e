"""Files of the store on a file system that is not a folder of this machine, such as an object store."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from audit.domain.errors import EvidenceNotStored, EvidenceUnreadable
from audit.evidence_store.passing import ByteSource, StoredFile, not_erased, pass_on
from audit.far_files import FarFiles

ABANDONED_AFTER = timedelta(days=1)
"""A file that nobody put in its place for so long is taken for that of a process that was killed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is written and not in its place yet."""

    stored: StoredFile
    path: str


class Elsewhere:
    """The files below one folder of an fsspec file system."""

    def __init__(self, files: Any, root: str) -> None:
        self._files = FarFiles(files)
        self._root = root
        self._incoming = f"{root}/incoming"

    def exists(self, path: str) -> bool:
        """Whether there is a file at this path."""
        try:
            return self._files.exists(path)
        except OSError as error:
            raise EvidenceUnreadable(
                f"The evidence store {self._root} does not answer ({error.strerror or error}); "
                "try again when it does."
            ) from error

    def reading(self, path: str) -> IO[bytes]:
        """The bytes at this path."""
        return self._files.reading(path)

    def write(self, source: ByteSource) -> Sent:
        """Write the bytes beside the others; raises EvidenceNotStored when they are refused."""
        path = f"{self._incoming}/{uuid.uuid4().hex}"
        try:
            with _Target(self._files, self._root, path) as target:
                stored = pass_on(source, target.write)
                # An object store takes a file in when it is closed, and may refuse it only then.
                target.close()
        except BaseException:
            self._drop(path)
            raise
        return Sent(stored, path)

    def place(self, written: Sequence[tuple[Sent, str]]) -> None:
        """Put finished files where they belong."""
        for one, path in written:
            try:
                self._files.make_folder(path.rpartition("/")[0])
                self._files.move((one.path, path))
            except OSError as error:
                raise _refused(self._root, error) from error

    def discard(self, written: Sent) -> None:
        """Forget a file that is not put in its place."""
        self._drop(written.path)

    def sweep(self) -> None:
        """Remove what processes left behind that were killed a day ago or longer, where ages are known."""
        try:
            paths = [f"{self._incoming}/{n}" for n in self._files.names(self._incoming, "file")]
            left = {path: at for path in paths if (at := self._files.modified(path)) is not None}
            for path, at in left.items():
                if max(left.values()) - at > ABANDONED_AFTER:
                    self._files.remove(path)
        except FileNotFoundError:
            return  # Another process put a file in its place meanwhile.
        except OSError as error:
            raise _refused(self._root, error) from error

    def destroy(self, path: str) -> None:
        """Remove the file at this path."""
        try:
            self._files.remove(path)
        except OSError as error:
            raise not_erased(path, error) from error

    def _drop(self, path: str) -> None:
        # What refuses a file may refuse this as well.
        with contextlib.suppress(OSError):
            self._files.remove(path)


class _Target:
    """Tells what the store refuses apart from a source that cannot be read."""

    def __init__(self, files: FarFiles, root: str, path: str) -> None:
        self._root = root
        try:
            files.make_folder(path.rpartition("/")[0])
            self._target = files.writing(path)
        except OSError as error:
            raise _refused(root, error) from error

    def __enter__(self) -> _Target:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._target.close()

    def write(self, chunk: bytes) -> None:
        """Pass the bytes on."""
        try:
            self._target.write(chunk)
        except OSError as error:
            raise _refused(self._root, error) from error

    def close(self) -> None:
        """The file is whole."""
        try:
            self._target.close()
        except OSError as error:
            raise _refused(self._root, error) from error


def _refused(root: str, error: OSError) -> EvidenceNotStored:
    return EvidenceNotStored(
        f"The evidence store {root} does not take the file ({error.strerror or error}); "
        "nothing of it was kept; make room there, or give the store another place, and try again."
    )
