"""Files of the store in a folder of this machine: written once, safe on the disk, then read-only."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from audit.domain.errors import EvidenceNotStored
from audit.evidence_store.passing import ByteSource, StoredFile, not_erased, pass_on

READ_ONLY = 0o400
WRITTEN_BETWEEN = 32 * 1024 * 1024
"""Bytes after which the disk begins to take in what was written, while more is read."""
ABANDONED_AFTER = 24 * 60 * 60
"""Seconds after which a file that nobody finished is taken for that of a process that was killed."""
AT_ONCE = 16
"""Files that the disk is asked to keep at the same time; it answers them together."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file that is written and not in its place yet."""

    stored: StoredFile
    path: Path
    file: IO[bytes]


class Disk:
    """The files below one folder."""

    def __init__(self, root: str) -> None:
        self._incoming = Path(root) / "incoming"

    def exists(self, path: str) -> bool:
        """Whether there is a file at this path."""
        return os.path.lexists(path)

    def reading(self, path: str) -> IO[bytes]:
        """The bytes at this path."""
        return Path(path).open("rb")

    def write(self, source: ByteSource) -> OnDisk:
        """Write the bytes beside the others; raises EvidenceNotStored when the disk refuses them."""
        path = self._incoming / uuid.uuid4().hex
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            file = path.open("xb")
        except OSError as error:
            raise _refused(path, error) from error
        try:
            with _Writing(file) as writing:
                stored = pass_on(source, writing.write)
                writing.finish()
        except BaseException:
            _drop(path, file)
            raise
        return OnDisk(stored, path, file)

    def place(self, written: Sequence[tuple[OnDisk, str]]) -> None:
        """Put finished files where they belong: whole on the disk first, and only then there."""
        try:
            with ThreadPoolExecutor(AT_ONCE) as disk:
                list(disk.map(_keep, [one.file.fileno() for one, _ in written]))
                for one, path in written:
                    Path(path).parent.mkdir(parents=True, exist_ok=True)
                    one.path.rename(path)
                    one.file.close()
                places = {Path(path).parent for _, path in written}
                list(disk.map(_keep_folder, {*places, *(at.parent for at in places)}))
        except OSError as error:
            raise _refused(self._incoming / "file", error) from error

    def discard(self, written: OnDisk) -> None:
        """Forget a file that is not put in its place."""
        _drop(written.path, written.file)

    def sweep(self) -> None:
        """Remove what processes left behind that were killed a day ago or longer."""
        if not self._incoming.is_dir():
            return
        left = {entry: entry.lstat().st_mtime for entry in self._incoming.iterdir()}
        latest = max(left.values(), default=0.0)
        for entry, at in left.items():
            if latest - at > ABANDONED_AFTER:
                entry.unlink(missing_ok=True)

    def destroy(self, path: str) -> None:
        """Remove the file at this path, and have the disk know it."""
        try:
            Path(path).unlink()
            _keep_folder(Path(path).parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise not_erased(path, error) from error


class _Writing:
    """Writes to a file, and has the disk take in the beginning while the rest is still coming."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._since = 0
        self._beside = ThreadPoolExecutor(1)
        self._syncing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.shutdown()

    def write(self, chunk: bytes) -> None:
        try:
            self._file.write(chunk)
            self._since += len(chunk)
            if self._since >= WRITTEN_BETWEEN and (not self._syncing or self._syncing.done()):
                self._settle()
                self._syncing = self._beside.submit(os.fdatasync, self._file.fileno())
        except OSError as error:
            raise _refused(Path(self._file.name), error) from error

    def finish(self) -> None:
        """Everything written is with the system, and the file can no longer be written to."""
        try:
            self._settle()
            self._file.flush()
            os.fchmod(self._file.fileno(), READ_ONLY)
        except OSError as error:
            raise _refused(Path(self._file.name), error) from error

    def _settle(self) -> None:
        # The system reports that a write failed only once: to whoever asks first.
        if self._syncing is not None:
            self._syncing.result()
        self._syncing, self._since = None, 0


def _keep(file: int) -> None:
    os.fsync(file)


def _keep_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _drop(path: Path, file: IO[bytes]) -> None:
    path.unlink(missing_ok=True)
    # Closing writes what is left in memory, which a full disk refuses once more.
    with contextlib.suppress(OSError):
        file.close()


def _refused(path: Path, error: OSError) -> EvidenceNotStored:
    return EvidenceNotStored(
        f"The evidence store {path.parent.parent} does not take the file ({error.strerror}); "
        "nothing of it was kept; make room there, or give the store another place, and try again."
    )
