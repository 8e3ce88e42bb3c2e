"""An inbox that is a folder of this machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from audit.domain.errors import InputInvalid, Problem
from audit.inbox.claim import Wanted
from audit.inbox.local_claim import FOLDER, LocalClaim
from audit.inbox.local_file import names_in, opened_in
from audit.inbox.names import DONE_WITH, OWN, pairs, waits


class LocalInbox:
    """One folder, made when it is not there; every step goes through it opened, and follows no link."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(folder, error) from None
        if folder.is_symlink():
            raise InputInvalid(
                Problem("file", f"the inbox {folder} is a link", "replace it by a folder")
            )

    def claims(self, name: str, wanted: Wanted) -> Generator[LocalClaim, None, None]:
        """What killed processes left, and then a new claim on what is wanted now."""
        with self._opened() as inbox:
            yield from LocalClaim.abandoned(inbox)
            if chosen := self._chosen(inbox, wanted):
                claim = LocalClaim.new(inbox, name)
                claim.take(chosen)
                yield claim

    def waiting(self) -> list[str]:
        """What lies in it and was not claimed."""
        with self._opened() as inbox:
            return sorted(name for name in names_in(inbox) if name not in OWN)

    def destroy(self, gone: Mapping[str, int]) -> None:
        """Remove the files in `taken` and `rejected` with these digests and sizes."""
        for path in sorted(p for of in DONE_WITH for p in (self._folder / of).glob("*/*")):
            if path.is_symlink() or not path.is_file() or path.stat().st_size not in gone.values():
                continue
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if sha256 in gone:
                path.unlink()

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one file, which stays where it is."""
        with self._opened() as inbox, opened_in(inbox, name, most) as file:
            return file.all()

    def _chosen(self, inbox: int, wanted: Wanted) -> dict[str, tuple[str, ...]]:
        with os.scandir(inbox) as entries:
            names = [
                entry.name
                for entry in entries
                if not waits(entry.name) and not entry.is_dir(follow_symlinks=False)
            ]
        return {name: cars for name, cars in pairs(names).items() if wanted(name, cars)}

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            inbox = os.open(self._folder, FOLDER)
        except OSError as error:
            raise _unusable(self._folder, error) from None
        try:
            yield inbox
        except OSError as error:
            raise _unusable(self._folder, error) from None
        finally:
            os.close(inbox)


def _unusable(folder: Path, error: OSError) -> InputInvalid:
    return InputInvalid(
        Problem("file", f"the inbox {folder} cannot be used ({error.strerror})", "make it a folder")
    )
