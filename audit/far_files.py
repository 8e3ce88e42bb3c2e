"""A file system that is not a folder of this machine, such as an object store, as fsspec opens it.

What it answers is never remembered: others put files there as well. Names are taken as they are, also
where they hold marks that fsspec reads as a pattern. Whatever goes wrong is an OSError, as on a disk.
"""

from __future__ import annotations

import contextlib
import errno
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast

from fsspec.asyn import AsyncFileSystem  # pyright: ignore[reportMissingTypeStubs]
from fsspec.spec import AbstractFileSystem  # pyright: ignore[reportMissingTypeStubs]

STATE = (
    "size", "ETag", "etag", "generation", "mtime", "LastModified", "last_modified", "created",
)  # fmt: skip
"""By which of the facts about a file the file systems tell one version of it from the next."""
PIECE = 1024 * 1024
BLOCK = 8 * PIECE
"""Bytes that are asked for, or sent, together; a few such blocks of a file are in memory."""


class FarFiles:
    """The files of one fsspec file system."""

    def __init__(self, files: Any) -> None:
        self._files = files
        # An asynchronous file system is asked to copy: not each of them renames one file alone.
        own = getattr(type(files), "mv", None) is not AbstractFileSystem.mv
        self.renames = own and not isinstance(files, AsyncFileSystem)
        """Whether a file is moved in one step, so that of two who move it one finds it gone."""

    def names(self, folder: str, kind: str = "") -> list[str]:
        """What lies directly in a folder, or only its files or directories; nothing if there is none."""
        try:
            with self._asked() as files:
                entries = cast("list[dict[str, str]]", files.ls(folder, detail=True))
        except FileNotFoundError:
            return []
        return sorted(
            name
            for entry in entries
            if kind in ("", entry["type"])
            # A folder may be listed in itself: object stores mark an empty one by a file of its name.
            and entry["name"].strip("/") != folder.strip("/")
            and (name := entry["name"].rstrip("/").rpartition("/")[2])
        )

    def exists(self, path: str) -> bool:
        """Whether there is something at this path."""
        with self._asked() as files:
            return bool(files.exists(path))

    def size(self, path: str) -> int:
        """How many bytes the file has."""
        with self._asked() as files:
            return int(files.info(path)["size"] or 0)

    def modified(self, path: str) -> datetime | None:
        """When the file was last written; None where that is not known."""
        try:
            with _as_on_a_disk():
                return cast("datetime", self._files.modified(path))
        except NotImplementedError:
            return None

    def reading(self, path: str) -> IO[bytes]:
        """The bytes of the file."""
        with self._asked() as files:
            return io.BufferedReader(_Stream(files.open(path, "rb", block_size=BLOCK)), PIECE)

    def writing(self, path: str) -> IO[bytes]:
        """A stream to the file; the file is whole once the stream is closed."""
        with self._asked() as files:
            return cast("IO[bytes]", _Stream(files.open(path, "wb", block_size=BLOCK)))

    def read(self, path: str) -> bytes:
        """All bytes of a small file, as they were at one moment."""
        with self._asked() as files:
            return cast("bytes", files.cat_file(path))

    def write(self, path: str, content: bytes) -> None:
        """Put a small file in place of what is there."""
        with self._asked() as files:
            files.pipe_file(path, content)

    def create(self, path: str, content: bytes, tries: int = 3) -> bool:
        """Put a small file where none is; False when there is one.

        Of two who do so at once one succeeds, where the file system can tell them apart.
        """
        try:
            with self._asked() as files:
                files.pipe_file(path, content, mode="create")
        except FileExistsError:
            return False
        except OSError:
            # Not every store has a word of its own for it, and the other file may be gone by now.
            if self.exists(path):
                return False
            if tries == 1:
                raise
            return self.create(path, content, tries - 1)
        return True

    def make_folder(self, path: str) -> None:
        """Make a folder, where the file system has any."""
        try:
            with self._asked() as files:
                files.makedirs(path, exist_ok=True)
        except OSError:
            # Another process may have made it between the look and the making.
            if not self.exists(path):
                raise

    def remove_folder(self, path: str) -> None:
        """Remove a folder if it is empty."""
        with contextlib.suppress(OSError), self._asked() as files:
            files.rmdir(path)

    def remove(self, path: str) -> None:
        """Remove a file; nothing if there is none."""
        with contextlib.suppress(FileNotFoundError), self._asked() as files:
            files.rm_file(path)

    def move(self, *pairs: tuple[str, str]) -> None:
        """Move files that belong together; raises FileNotFoundError when one of them is not there.

        Whoever finds the first in a place finds the others there. Without a step that renames, a file is
        in both places for a moment, and none is removed that was written anew meanwhile.
        """
        if self.renames:
            for here, there in pairs:
                self._rename(here, there)
        else:
            self._copy_and_remove(pairs)

    def _rename(self, here: str, there: str) -> None:
        try:
            with self._asked() as files:
                files.mv(here, there)
        except OSError as error:
            # Not every file system says in a word of its own that there is no such file.
            if self.exists(here):
                raise
            raise FileNotFoundError(errno.ENOENT, "No such file", here) from error

    def _copy_and_remove(self, pairs: Sequence[tuple[str, str]]) -> None:
        made: list[str] = []
        try:
            before = [self._state(here) for here, _ in pairs]
            for here, there in reversed(pairs):
                with self._asked() as files:
                    files.cp_file(here, there)
                made.append(there)
            if before != [self._state(here) for here, _ in pairs]:
                raise FileNotFoundError(errno.ENOENT, "The file was written anew", pairs[0][0])
        except OSError:
            for there in made:
                self.remove(there)
            raise
        for here, _ in pairs:
            self.remove(here)

    def _state(self, path: str) -> list[Any]:
        with self._asked() as files:
            found = files.info(path)
        return [found.get(fact) for fact in STATE]

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """The file system, with nothing remembered of what it answered before."""
        with _as_on_a_disk():
            self._files.invalidate_cache()
            yield self._files


class _Stream(io.RawIOBase):
    """A stream of fsspec."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return bool(self._stream.readable())

    def writable(self) -> bool:
        return bool(self._stream.writable())

    def seekable(self) -> bool:
        return self.readable() and bool(self._stream.seekable())

    def readinto(self, buffer: Any, /) -> int:
        room = memoryview(buffer).cast("B")
        with _as_on_a_disk():
            piece = cast("bytes", self._stream.read(len(room)))
        room[: len(piece)] = piece
        return len(piece)

    def write(self, piece: Any, /) -> int:
        with _as_on_a_disk():
            self._stream.write(bytes(piece))
        return memoryview(piece).nbytes

    def seek(self, offset: int, whence: int = 0, /) -> int:
        with _as_on_a_disk():
            return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())

    def close(self) -> None:
        if not self.closed:
            super().close()
            with _as_on_a_disk():
                self._stream.close()


@contextmanager
def _as_on_a_disk() -> Iterator[None]:
    try:
        yield
    except (OSError, NotImplementedError):
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
