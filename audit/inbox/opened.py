"""A file of an inbox while it is read: once, from its first byte to its last."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from audit.domain.errors import AuditError

HEAD = 8192
"""Bytes at the beginning that tell what a file is."""
PIECE = 1024 * 1024


class Unfit(AuditError):
    """The file is not taken in: what is wrong with it, and what to do."""

    def __init__(self, what: str, do: str) -> None:
        self.what, self.do = what, do
        super().__init__(f"{what}; {do}.")


class BeingWritten(AuditError):
    """The file changed while it was read; it is taken in another time."""


class OpenedFile:
    """The bytes as they were read, with what they begin with."""

    def __init__(self, source: IO[bytes], most: int, finish: Callable[[int], None]) -> None:
        self._source = source
        self._most = most
        self._finish = finish
        self._passed = 0
        self.head = _first(source)
        self._ahead = self.head

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises Unfit past the limit, and BeingWritten at the end of a file that changed meanwhile.
        """
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
        else:
            piece = self._source.read(size)
        self._passed += len(piece)
        if self._passed > self._most:
            raise too_large(self._most)
        if not piece:
            self._finish(self._passed)
        return piece

    def all(self) -> bytes:
        """Everything that is left, for files that are small by their limit."""
        return b"".join(iter(lambda: self.read(PIECE), b""))


def too_large(most: int) -> Unfit:
    """What is said of a file beyond the limit."""
    return Unfit(
        f"the file has more than the {most} bytes that one file may have",
        "split it or bring in the part that matters",
    )


def _first(source: IO[bytes]) -> bytes:
    head = b""
    while len(head) < HEAD and (piece := source.read(HEAD - len(head))):
        head += piece
    return head
