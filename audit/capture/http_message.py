"""One HTTP/1 response, read strictly from bytes that are kept exactly as they came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from audit.capture.failure import CaptureFailed, FailureKind

STATUS = re.compile(rb"HTTP/1\.[01] ([2-9][0-9]{2})(?: [^\r\n]*)?")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(;[^\r\n]*)?")
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
LONGEST_LINE = 4096
MOST_TRAILERS = 100
BODILESS = frozenset({204, 304})


class Source(Protocol):
    """Bytes that were kept, of which more may come."""

    kept: bytearray

    def more(self) -> bool:
        """Keep some more bytes; False when there are none."""
        ...


class Held:
    """A source whose bytes are all there."""

    def __init__(self, content: bytes) -> None:
        self.kept = bytearray(content)

    def more(self) -> bool:
        """There are no more."""
        return False


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and headers. Names are in lower case; values are read as Latin-1."""

    status: int
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes of the head with the empty line after it."""

    def values(self, name: str) -> list[str]:
        """Every value of a header in order."""
        return [value for key, value in self.headers if key == name]

    def value(self, name: str) -> str:
        """The first value of a header; empty when it is not there."""
        return next(iter(self.values(name)), "")

    @property
    def media_type(self) -> str:
        """What the server calls the body, without parameters; empty when that is no media type."""
        named = self.value("content-type").partition(";")[0].strip().lower()
        return named if MEDIA_TYPE.fullmatch(named) else ""

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return [coding.lower() for coding in _listed(self, "transfer-encoding")] == ["chunked"]


def read_head(source: Source, most: int) -> Head:
    """Read up to the empty line after the headers; raises CaptureFailed."""
    looked = 0
    while not (end := HEAD_END.search(source.kept, max(looked - 3, 0))):
        looked = len(source.kept)
        if looked > most:
            raise _too_large(most)
        if not source.more():
            raise _broken("the connection ended within the headers" if looked else "nothing came")
    if end.end() > most:
        raise _too_large(most)
    lines = re.split(rb"\r?\n", bytes(source.kept[: end.start()]))
    status = STATUS.fullmatch(lines[0])
    if status is None:
        raise _broken("it does not begin with a status line of HTTP/1")
    return Head(int(status[1]), _headers(lines[1:]), end.end())


def read_body(source: Source, head: Head) -> bytes:
    """Read to the end of the body and undo its chunks; raises CaptureFailed when it is cut or malformed."""
    if head.status in BODILESS:
        return b""
    if head.chunked:
        return _chunks(source, head.size)
    if _listed(head, "transfer-encoding"):
        raise _broken(f"the transfer coding {head.value('transfer-encoding')} is not known")
    length = _length(head)
    if length is None:
        while source.more():
            pass
        return bytes(source.kept[head.size :])
    _fill(source, head.size + length, f"the server declared {length} bytes and sent fewer")
    return bytes(source.kept[head.size : head.size + length])


def _chunks(source: Source, at: int) -> bytes:
    payload = bytearray()
    while True:
        line, at = _line(source, at)
        size = CHUNK_SIZE.fullmatch(line)
        if size is None:
            raise _broken("the size of a chunk is not a number")
        if not (length := int(size[1], 16)):
            _trailers(source, at)
            return bytes(payload)
        _fill(source, at + length + 2, "the connection ended within a chunk")
        if source.kept[at + length : at + length + 2] != b"\r\n":
            raise _broken("a chunk is longer than it says")
        payload += source.kept[at : at + length]
        at += length + 2


def _trailers(source: Source, at: int) -> None:
    for _ in range(MOST_TRAILERS):
        line, at = _line(source, at)
        if not line:
            return
    raise _broken("there is no end to what comes after the last chunk")


def _line(source: Source, at: int) -> tuple[bytes, int]:
    while (end := source.kept.find(b"\r\n", at)) < 0:
        if len(source.kept) - at > LONGEST_LINE:
            raise _broken("a line between the chunks is too long")
        if not source.more():
            raise _broken("the connection ended between two chunks")
    return bytes(source.kept[at:end]), end + 2


def _fill(source: Source, size: int, otherwise: str) -> None:
    while len(source.kept) < size:
        if not source.more():
            raise _broken(otherwise)


def _headers(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for line in lines:
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text.strip()}")
        elif ":" in text:
            name, _, value = text.partition(":")
            found.append((name.strip().lower(), value.strip()))
    return tuple(found)


def _listed(head: Head, name: str) -> list[str]:
    joined = ",".join(head.values(name))
    return [part.strip() for part in joined.split(",") if part.strip()]


def codings_of(head: Head) -> list[str]:
    """The content codings in the order in which they were applied."""
    found = [coding.lower() for coding in _listed(head, "content-encoding")]
    return [coding for coding in found if coding != "identity"]


def _length(head: Head) -> int | None:
    declared = set(_listed(head, "content-length"))
    if not declared:
        return None
    if len(declared) > 1 or not re.fullmatch(r"[0-9]{1,18}", text := declared.pop()):
        raise _broken("the declared length is not one number")
    return int(text)


def _too_large(most: int) -> CaptureFailed:
    return CaptureFailed(
        FailureKind.SIZE, f"The headers have more than the {most} bytes that are allowed."
    )


def _broken(what: str) -> CaptureFailed:
    return CaptureFailed(FailureKind.PROTOCOL, f"The response is broken: {what}.")
