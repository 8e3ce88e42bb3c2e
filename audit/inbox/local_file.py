"""One file of an opened folder: a regular file, opened once, and the same from beginning to end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from audit.inbox.opened import BeingWritten, OpenedFile, Unfit, too_large

# Without waiting: a pipe that takes the place of the file has nobody at its other end.
READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened_in(folder: int, name: str, most: int) -> Iterator[OpenedFile]:
    """The file of this name; raises Unfit for links, devices, pipes, and files with another name."""
    try:
        # Looked at before it is opened as well: opening a device can do something.
        _check(os.stat(name, dir_fd=folder, follow_symlinks=False), most)
        file = os.fdopen(os.open(name, READING, dir_fd=folder), "rb")
    except (OSError, ValueError) as error:
        raise Unfit(f"the file cannot be opened ({_said(error)})", "put it there again") from None
    with file:
        before = os.fstat(file.fileno())
        _check(before, most)

        def finish(passed: int) -> None:
            after = os.fstat(file.fileno())
            if passed != after.st_size or _marks(after) != _marks(before):
                raise BeingWritten(
                    "The file changed while it was read; it is taken in another time."
                )

        try:
            yield OpenedFile(file, most, finish)
        except OSError as error:
            raise Unfit(f"the file cannot be read ({_said(error)})", "put it there again") from None


def names_in(folder: int) -> list[str]:
    """Everything in an opened folder."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _check(found: os.stat_result, most: int) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise Unfit("it is a link to another file", "put the file itself there")
    if not stat.S_ISREG(found.st_mode):
        raise Unfit("it is not a file but a folder, a pipe or the like", "put a file there")
    if found.st_nlink > 1:
        raise Unfit("the file has another name elsewhere (a hard link)", "put a copy there")
    if found.st_size > most:
        raise too_large(most)


def _marks(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _said(error: OSError | ValueError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
