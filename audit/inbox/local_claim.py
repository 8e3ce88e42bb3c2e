"""A claim on files of a local inbox: a folder of its own, held by a lock that ends with the process."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Self

from audit.inbox.local_file import names_in, opened_in
from audit.inbox.local_rename import rename_to_free_name
from audit.inbox.names import (
    BEING_TAKEN,
    REASON,
    REJECTED,
    TAKEN,
    aside_name,
    is_sidecar,
    kept_name,
    pairs,
)
from audit.inbox.opened import OpenedFile

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
LOCK = ".lock"
LOCKING = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalClaim:
    """The files in `being-taken/NAME`; they are of whoever holds the lock beside that folder."""

    def __init__(self, inbox: int, being: int, name: str, lock: int) -> None:
        self._inbox, self._being, self._name, self._lock = inbox, being, name, lock
        self._folder = os.open(name, FOLDER, dir_fd=being)

    @classmethod
    def new(cls, inbox: int, name: str) -> Self:
        """An empty claim."""
        being = _folder(inbox, BEING_TAKEN)
        # Locked before there is a folder: nobody takes it for abandoned in between.
        lock = os.open(name + LOCK, LOCKING | os.O_EXCL, 0o600, dir_fd=being)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.mkdir(name, dir_fd=being)
        return cls(os.dup(inbox), being, name, lock)

    @classmethod
    def abandoned(cls, inbox: int) -> Iterator[Self]:
        """The claims of processes that ended in the middle, each one taken over."""
        being = _folder(inbox, BEING_TAKEN)
        try:
            for name in sorted(names_in(being)):
                if name.endswith(LOCK):
                    continue
                if (lock := _locked(being, name)) is not None:
                    yield cls(os.dup(inbox), os.dup(being), name, lock)
        finally:
            os.close(being)

    def take(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Move files with their side-cars into the claim; what another process took is left to it."""
        for name, sidecars in chosen.items():
            with contextlib.suppress(FileNotFoundError):
                for each in (name, *sidecars):
                    os.rename(each, each, src_dir_fd=self._inbox, dst_dir_fd=self._folder)

    def names(self) -> list[str]:
        """What it holds, in the order of names."""
        return sorted(names_in(self._folder))

    def open(self, name: str, most: int) -> AbstractContextManager[OpenedFile]:
        """A regular file that has no other name, opened once."""
        return opened_in(self._folder, name, most)

    def keep(self, names: Sequence[str]) -> None:
        """Move them to `taken`."""
        with self._moving_to(TAKEN) as there:
            for name in names:
                self._move(name, there, name)

    def set_aside(self, names: Sequence[str], reason: str) -> None:
        """Move them to `rejected`, with the reason in a file beside the first."""
        with self._moving_to(REJECTED) as there:
            kept = [_free_name(there, name) for name in names]
            _write(there, kept_name(kept[0], REASON), reason)
            for name, safe in zip(names, kept, strict=True):
                self._move(name, there, safe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._put_back()
            with contextlib.suppress(OSError):
                os.rmdir(self._name, dir_fd=self._being)
                os.unlink(self._name + LOCK, dir_fd=self._being)
        finally:
            for opened in (self._folder, self._being, self._inbox, self._lock):
                os.close(opened)

    def _move(self, name: str, there: int, new: str) -> None:
        # Somebody who works in the folder by hand may have taken the file away.
        with contextlib.suppress(FileNotFoundError):
            os.rename(name, new, src_dir_fd=self._folder, dst_dir_fd=there)

    def _put_back(self) -> None:
        held = self.names()
        back = pairs(held)
        for name, sidecars in back.items():
            self._put_back_together((name, *sidecars))
        # Left alone by a process that was killed just after it had moved the file it describes.
        alone = {n for n in held if is_sidecar(n)} - {n for cars in back.values() for n in cars}
        if alone:
            self.keep(sorted(alone))

    def _put_back_together(self, names: Sequence[str]) -> None:
        """Under their names, where those are free; otherwise they stay and are taken another time."""
        moved: list[str] = []
        try:
            for name in names:
                rename_to_free_name(self._folder, self._inbox, name)
                moved.append(name)
        except OSError:
            for name in moved:
                os.rename(name, name, src_dir_fd=self._inbox, dst_dir_fd=self._folder)

    @contextmanager
    def _moving_to(self, where: str) -> Iterator[int]:
        folder = _folder(self._inbox, where)
        try:
            there = _folder(folder, self._name)
        finally:
            os.close(folder)
        try:
            yield there
        finally:
            os.close(there)


def _folder(inside: int, name: str) -> int:
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=inside)
    return os.open(name, FOLDER, dir_fd=inside)


def _locked(being: int, name: str) -> int | None:
    """The lock of an abandoned claim; None while its process lives, or when it is gone by now."""
    lock = os.open(name + LOCK, LOCKING, 0o600, dir_fd=being)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.stat(name, dir_fd=being, follow_symlinks=False)
    except BlockingIOError:
        os.close(lock)
        return None
    except FileNotFoundError:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name + LOCK, dir_fd=being)
        os.close(lock)
        return None
    return lock


def _free_name(folder: int, name: str) -> str:
    """A safe name; with a number, when another one came to the same after its marks were written out."""
    safe = free = aside_name(name)
    number = 2
    while _is_there(folder, free) or _is_there(folder, kept_name(free, REASON)):
        free = kept_name(safe, f"~{number}")
        number += 1
    return free


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _write(folder: int, name: str, text: str) -> None:
    file = os.open(
        name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644, dir_fd=folder
    )
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(f"{text}\n")
