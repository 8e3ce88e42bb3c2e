"""The bytes of a WARC file piece by piece, with the gzip members undone and everything bounded."""

from __future__ import annotations

import zlib
from typing import IO

from audit.domain.errors import InputInvalid, Problem

PIECE = 262_144
GZIP = b"\x1f\x8b"


class ArchiveBytes:
    """Reads forward through a plain or a compressed WARC file; raises InputInvalid for a damaged one."""

    def __init__(self, stream: IO[bytes], name: str, most: int) -> None:
        self.name = name
        self.begun_at = 0
        """Where in the file the gzip member began that the next bytes come from."""
        self._stream = stream
        self._most = most
        self._given = 0
        self._buffer = bytearray()
        self._raw = stream.read(PIECE)
        self._raw_at = 0
        self._compressed = self._raw.startswith(GZIP)
        self._member = None
        self._member_at = 0

    @property
    def compressed(self) -> bool:
        """Whether the file consists of gzip members."""
        return self._compressed

    def offset(self) -> int:
        """Where the next byte stands: in a compressed file, the beginning of its gzip member."""
        self.has(1)
        return self.begun_at if self._compressed else self._given

    def has(self, size: int) -> bool:
        """Whether so many bytes are left; reads as far as that needs."""
        while len(self._buffer) < size:
            if not self._more():
                return False
        return True

    def line_block(self, most: int) -> bytes | None:
        """The bytes up to an empty line, which is passed over; None when there is none within most."""
        looked = 0
        while (end := self._buffer.find(b"\r\n\r\n", max(looked - 3, 0))) < 0:
            looked = len(self._buffer)
            if looked > most or not self._more():
                return None
        return self.take(end + 4)[:-4] if end <= most else None

    def take(self, size: int) -> bytes:
        """The next bytes; fewer only at the end of the file."""
        self.has(size)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._given += len(taken)
        return taken

    def damaged(self, what: str) -> InputInvalid:
        """The refusal of a file that cannot be read to its end."""
        return InputInvalid(
            Problem(self.name, what, "ask for the file again; nothing of it was taken in")
        )

    def _more(self) -> bool:
        piece = self._inflated() if self._compressed else self._next_raw()
        self._buffer += piece
        if self._given + len(self._buffer) > self._most:
            raise self.damaged(f"it becomes more than the {self._most} bytes that are allowed")
        return bool(piece)

    def _next_raw(self) -> bytes:
        piece, self._raw = self._raw, b""
        if not piece:
            piece = self._stream.read(PIECE)
        self._raw_at += len(piece)
        return piece

    def _inflated(self) -> bytes:
        """Some bytes of the member at hand, or of the next; empty at the end of the file."""
        while True:
            if not self._raw:
                self._raw = self._stream.read(PIECE)
            if self._member is None:
                if not self._raw:
                    return b""
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._member_at = self._raw_at
                # What is buffered still belongs to an earlier member.
                self.begun_at = self._member_at if not self._buffer else self.begun_at
            if piece := self._step(self._member):
                return piece

    def _step(self, member: zlib._Decompress) -> bytes:
        before = len(self._raw)
        try:
            piece = member.decompress(self._raw, PIECE)
        except zlib.error as error:
            raise self.damaged(
                f"the gzip member at byte {self._member_at} is damaged ({error})"
            ) from None
        self._raw = member.unused_data if member.eof else member.unconsumed_tail
        self._raw_at += before - len(self._raw)
        if member.eof:
            self._member = None
        elif not piece and not before:
            raise self.damaged(f"the gzip member at byte {self._member_at} is cut short")
        return piece
