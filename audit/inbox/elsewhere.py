"""An inbox on a file system that is not a folder of this machine, such as an object store.

Such a system has no locks, and often moves a file by a copy. A mark that only one process can make says
who moves a file. Where a system cannot tell two apart, or a process needs longer than an hour, both may
have the file; the record still has it once, with its side-car, because the same file is recorded once.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Self

from audit.domain.errors import InputInvalid, Problem
from audit.far_files import FarFiles
from audit.inbox.claim import Wanted
from audit.inbox.names import (
    BEING_TAKEN,
    DONE_WITH,
    OWN,
    REASON,
    REJECTED,
    TAKEN,
    aside_name,
    is_sidecar,
    kept_name,
    pairs,
    waits,
)
from audit.inbox.opened import PIECE, BeingWritten, OpenedFile, Unfit, too_large

ABANDONED_AFTER = timedelta(hours=1)
"""A claim of this age, and a mark, is taken for that of a process that was killed."""
STAMP = "%Y%m%dT%H%M%SZ"
"""How the name of a claim begins: the moment at which it was made, in UTC."""
MARK = ".lock"
"""Ending of the file that says which claim moves a file, or takes over another claim."""


class InboxElsewhere:
    """One folder of an fsspec file system."""

    def __init__(self, files: Any, folder: str) -> None:
        self._files = FarFiles(files)
        self._folder = folder

    def claims(self, name: str, wanted: Wanted) -> Generator[ClaimElsewhere, None, None]:
        """What killed processes left, and then a new claim on what is wanted now."""
        being = f"{self._folder}/{BEING_TAKEN}"
        for left in self._files.names(being, "directory"):
            if _abandoned(left, name):
                with _alone(self._files, f"{being}/{left}{MARK}", name) as alone:
                    if alone:
                        yield ClaimElsewhere(self._files, self._folder, left)
        there = [entry for entry in self._files.names(self._folder, "file") if not waits(entry)]
        chosen = {one: cars for one, cars in pairs(there).items() if wanted(one, cars)}
        if chosen:
            claim = ClaimElsewhere(self._files, self._folder, name)
            claim.take(chosen)
            yield claim

    def waiting(self) -> list[str]:
        """What lies in it and was not claimed."""
        try:
            return [name for name in self._files.names(self._folder) if name not in OWN]
        except OSError as error:
            raise self._unusable(error) from error

    def destroy(self, gone: Mapping[str, int]) -> None:
        """Remove the files in `taken` and `rejected` with these digests and sizes."""
        try:
            for folder in (f"{self._folder}/{name}" for name in DONE_WITH):
                for claim in self._files.names(folder, "directory"):
                    for name in self._files.names(f"{folder}/{claim}", "file"):
                        path = f"{folder}/{claim}/{name}"
                        if self._files.size(path) in gone.values() and self._digest(path) in gone:
                            self._files.remove(path)
        except OSError as error:
            raise self._unusable(error) from error

    def _digest(self, path: str) -> str:
        hasher = sha256()
        with self._files.reading(path) as file:
            while piece := file.read(PIECE):
                hasher.update(piece)
        return hasher.hexdigest()

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one file, which stays where it is."""
        try:
            with _opened(self._files, f"{self._folder}/{name}", most) as file:
                return file.all()
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> InputInvalid:
        what = f"the inbox {self._folder} cannot be used ({error.strerror or error})"
        return InputInvalid(Problem("file", what, "try again, or correct its rights"))


class ClaimElsewhere:
    """The files in `being-taken/NAME`."""

    def __init__(self, files: FarFiles, inbox: str, name: str) -> None:
        self._files, self._inbox, self._name = files, inbox, name
        self._folder = f"{inbox}/{BEING_TAKEN}/{name}"

    def take(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Move files with their side-cars into the claim; what another process took is left to it."""
        try:
            self._files.make_folder(self._folder)
            for name, sidecars in chosen.items():
                with self._moving(name) as alone:
                    if alone:
                        self._move((name, *sidecars), self._inbox, self._folder)
        except BaseException:
            self._put_back()
            raise

    def names(self) -> list[str]:
        """What it holds, in the order of names."""
        return self._files.names(self._folder, "file")

    @contextmanager
    def open(self, name: str, most: int) -> Iterator[OpenedFile]:
        """One file."""
        with _opened(self._files, f"{self._folder}/{name}", most) as file:
            yield file

    def keep(self, names: Sequence[str]) -> None:
        """Move them to `taken`."""
        there = f"{self._inbox}/{TAKEN}/{self._name}"
        self._files.make_folder(there)
        self._move(names, self._folder, there)

    def set_aside(self, names: Sequence[str], reason: str) -> None:
        """Move them to `rejected`, with the reason in a file beside the first."""
        there = f"{self._inbox}/{REJECTED}/{self._name}"
        kept = [_free_name(self._files, there, name) for name in names]
        self._files.make_folder(there)
        self._files.write(f"{there}/{kept_name(kept[0], REASON)}", f"{reason}\n".encode())
        self._move(names, self._folder, there, kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._put_back()

    def _put_back(self) -> None:
        held = self.names()
        back = pairs(held)
        for name, sidecars in back.items():
            if not any(self._files.exists(f"{self._inbox}/{n}") for n in (name, *sidecars)):
                self._move((name, *sidecars), self._folder, self._inbox)
        alone = {n for n in held if is_sidecar(n)} - {n for cars in back.values() for n in cars}
        if alone:
            self.keep(sorted(alone))
        if not self.names():
            self._files.remove_folder(self._folder)

    def _move(
        self, names: Sequence[str], here: str, there: str, kept: Sequence[str] | None = None
    ) -> None:
        # Whoever has them by now goes on with them.
        with contextlib.suppress(FileNotFoundError):
            self._files.move(
                *(
                    (f"{here}/{name}", f"{there}/{new}")
                    for name, new in zip(names, kept or names, strict=True)
                )
            )

    @contextmanager
    def _moving(self, name: str) -> Iterator[bool]:
        """Whether no other process moves the file out of the inbox now."""
        if self._files.renames:
            yield True
            return
        mark = f"{self._inbox}/{BEING_TAKEN}/{sha256(name.encode()).hexdigest()}{MARK}"
        with _alone(self._files, mark, self._name) as alone:
            yield alone


@contextmanager
def _alone(files: FarFiles, mark: str, name: str) -> Iterator[bool]:
    """Whether the mark was made for this claim, and not for that of a process that may still live."""
    alone = files.create(mark, name.encode()) or _taken_over(files, mark, name)
    try:
        yield alone
    finally:
        if alone:
            files.remove(mark)


def _taken_over(files: FarFiles, mark: str, name: str) -> bool:
    try:
        holder = files.read(mark).decode("utf-8", "replace")
    except FileNotFoundError:
        return False
    if holder == name:
        return True  # The answer to its making was lost on the way, and it was asked for again.
    if _abandoned(holder, name):
        files.write(mark, name.encode())
        return True
    return False


@contextmanager
def _opened(files: FarFiles, path: str, most: int) -> Iterator[OpenedFile]:
    try:
        size = files.size(path)
        if size > most:
            raise too_large(most)
        with files.reading(path) as stream:
            yield OpenedFile(stream, most, lambda passed: _finish(passed, size))
    except PermissionError as error:
        raise Unfit("the file cannot be read", "put it there again") from error
    except OSError as error:
        if isinstance(error, FileNotFoundError) or error.errno == errno.EBUSY:
            said = "The file is no longer there as it was; whoever has it now goes on with it."
            raise BeingWritten(said) from error
        raise


def _finish(passed: int, size: int) -> None:
    if passed != size:
        raise BeingWritten("The file changed while it was read; it is taken in another time.")


def _free_name(files: FarFiles, folder: str, name: str) -> str:
    safe = free = aside_name(name)
    number = 2
    while files.exists(f"{folder}/{free}") or files.exists(f"{folder}/{kept_name(free, REASON)}"):
        free = kept_name(safe, f"~{number}")
        number += 1
    return free


def _abandoned(claim: str, name: str) -> bool:
    """Whether a claim is older than the one of this name by more than a process needs."""
    return _made_at(name) - _made_at(claim) > ABANDONED_AFTER


def _made_at(claim: str) -> datetime:
    try:
        return datetime.strptime(claim.partition("-")[0], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
