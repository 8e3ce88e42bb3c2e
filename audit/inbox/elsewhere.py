"""An inbox on a file system that is not a folder of this machine, such as an object store.

Such a system has neither links nor locks, and does not move a file in one step. Two processes can
therefore both take a file; the record still has it once, because the same file is recorded once.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Self, cast

from audit.inbox.claim import Wanted
from audit.inbox.names import (
    BEING_TAKEN,
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
"""A claim of this age is taken for that of a process that was killed."""
STAMP = "%Y%m%dT%H%M%SZ"
"""How the name of a claim begins: the moment at which it was made, in UTC."""


class InboxElsewhere:
    """One folder of an fsspec file system."""

    def __init__(self, files: Any, folder: str) -> None:
        self._files = files
        self._folder = folder

    def claims(self, name: str, wanted: Wanted) -> Generator[ClaimElsewhere, None, None]:
        """What killed processes left, and then a new claim on what is wanted now."""
        for left in self._names(f"{self._folder}/{BEING_TAKEN}", "directory"):
            if _made_at(name) - _made_at(left) > ABANDONED_AFTER:
                yield ClaimElsewhere(self._files, self._folder, left)
        there = [entry for entry in self._names(self._folder, "file") if not waits(entry)]
        chosen = {one: cars for one, cars in pairs(there).items() if wanted(one, cars)}
        if chosen:
            claim = ClaimElsewhere(self._files, self._folder, name)
            claim.take([each for one, cars in chosen.items() for each in (one, *cars)])
            yield claim

    def waiting(self) -> list[str]:
        """What lies in it and was not claimed."""
        there = [*self._names(self._folder, "file"), *self._names(self._folder, "directory")]
        return sorted(name for name in there if name not in OWN)

    def destroy(self, gone: Mapping[str, int]) -> None:
        """Remove the files in `taken` with these digests and sizes."""
        found = cast(
            "dict[str, dict[str, Any]]", self._files.find(f"{self._folder}/{TAKEN}", detail=True)
        )
        for path, entry in found.items():
            if entry["size"] in gone.values() and self._digest(path) in gone:
                self._files.rm_file(path)

    def _digest(self, path: str) -> str:
        with cast("IO[bytes]", self._files.open(path, "rb")) as file:
            hasher = hashlib.sha256()
            while piece := file.read(PIECE):
                hasher.update(piece)
        return hasher.hexdigest()

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one file, which stays where it is."""
        with _opened(self._files, f"{self._folder}/{name}", most) as file:
            return file.all()

    def _names(self, folder: str, kind: str) -> list[str]:
        return _names_in(self._files, folder, kind)


class ClaimElsewhere:
    """The files in `being-taken/NAME`."""

    def __init__(self, files: Any, inbox: str, name: str) -> None:
        self._files, self._inbox, self._name = files, inbox, name
        self._folder = f"{inbox}/{BEING_TAKEN}/{name}"

    def take(self, names: Sequence[str]) -> None:
        """Move files into the claim; what another process took is left to it."""
        self._files.makedirs(self._folder, exist_ok=True)
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                self._files.mv(f"{self._inbox}/{name}", f"{self._folder}/{name}")

    def names(self) -> list[str]:
        """What it holds, in the order of names."""
        return _names_in(self._files, self._folder, "file")

    @contextmanager
    def open(self, name: str, most: int) -> Iterator[OpenedFile]:
        """One file."""
        with _opened(self._files, f"{self._folder}/{name}", most) as file:
            yield file

    def keep(self, names: Sequence[str]) -> None:
        """Move them to `taken`."""
        self._move(names, f"{self._inbox}/{TAKEN}/{self._name}", list(names))

    def set_aside(self, names: Sequence[str], reason: str) -> None:
        """Move them to `rejected`, with the reason in a file beside the first."""
        there = f"{self._inbox}/{REJECTED}/{self._name}"
        kept = [_free_name(self._files, there, name) for name in names]
        self._files.makedirs(there, exist_ok=True)
        self._files.pipe_file(f"{there}/{kept_name(kept[0], REASON)}", f"{reason}\n".encode())
        self._move(names, there, kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        held = self.names()
        back = pairs(held)
        for name, sidecars in back.items():
            if not any(self._files.exists(f"{self._inbox}/{n}") for n in (name, *sidecars)):
                self._move((name, *sidecars), self._inbox, [name, *sidecars])
        alone = {n for n in held if is_sidecar(n)} - {n for cars in back.values() for n in cars}
        if alone:
            self.keep(sorted(alone))
        if not self.names():
            with contextlib.suppress(OSError):
                self._files.rmdir(self._folder)

    def _move(self, names: Sequence[str], there: str, kept: Sequence[str]) -> None:
        self._files.makedirs(there, exist_ok=True)
        for name, new in zip(names, kept, strict=True):
            with contextlib.suppress(FileNotFoundError):
                self._files.mv(f"{self._folder}/{name}", f"{there}/{new}")


@contextmanager
def _opened(files: Any, path: str, most: int) -> Iterator[OpenedFile]:
    try:
        size = int(files.info(path)["size"] or 0)
        stream = cast("IO[bytes]", files.open(path, "rb"))
    except (OSError, ValueError) as error:
        raise Unfit("the file cannot be opened", "put it there again") from error
    if size > most:
        raise too_large(most)

    def finish(passed: int) -> None:
        if passed != size:
            raise BeingWritten("The file changed while it was read; it is taken in another time.")

    with stream:
        try:
            yield OpenedFile(stream, most, finish)
        except OSError as error:
            raise Unfit("the file cannot be read", "put it there again") from error


def _names_in(files: Any, folder: str, kind: str) -> list[str]:
    try:
        entries = cast("list[dict[str, str]]", files.ls(folder, detail=True))
    except FileNotFoundError:
        return []
    return sorted(
        name
        for entry in entries
        if entry["type"] == kind and (name := entry["name"].rstrip("/").rpartition("/")[2])
    )


def _free_name(files: Any, folder: str, name: str) -> str:
    safe = free = aside_name(name)
    number = 2
    while files.exists(f"{folder}/{free}") or files.exists(f"{folder}/{kept_name(free, REASON)}"):
        free = kept_name(safe, f"~{number}")
        number += 1
    return free


def _made_at(claim: str) -> datetime:
    try:
        return datetime.strptime(claim.partition("-")[0], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
