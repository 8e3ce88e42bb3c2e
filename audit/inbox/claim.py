"""What every inbox can do, wherever it lies."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, Self

from audit.inbox.opened import OpenedFile

Wanted = Callable[[str, tuple[str, ...]], bool]
"""Whether a file, with its side-cars, is to be taken now."""


class Claim(Protocol):
    """Files that one process took for itself; what it does not deal with goes back at the end.

    Nothing is deleted by it. A claim that a killed process left is taken over.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def names(self) -> list[str]:
        """What it holds, side-cars included, in the order of names."""
        ...

    def open(self, name: str, most: int) -> AbstractContextManager[OpenedFile]:
        """A regular file that has no other name, opened once; raises Unfit for anything else."""
        ...

    def keep(self, names: Sequence[str]) -> None:
        """Move them to `taken`: their bytes are stored and recorded."""
        ...

    def set_aside(self, names: Sequence[str], reason: str) -> None:
        """Move them to `rejected`, with the reason in a file beside the first."""
        ...


class Inbox(Protocol):
    """The files that wait for one audit."""

    def claims(self, name: str, wanted: Wanted) -> Generator[Claim, None, None]:
        """What killed processes left, and then a new claim of this name on what is wanted now.

        Of two processes at once, each file goes to one of them with its side-cars.
        """
        ...

    def waiting(self) -> list[str]:
        """What lies in it and was not claimed."""
        ...

    def destroy(self, gone: Mapping[str, int]) -> None:
        """Remove the files in `taken` and `rejected` with these digests and sizes, whose bytes may not be kept."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one file, which stays where it is; raises Unfit when it is none."""
        ...
