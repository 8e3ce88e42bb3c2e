"""The content coding of a body undone, piece by piece, so that a bomb is found before it is large."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli

from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.limits import Limits

PIECE = 65536
SMALL = 1_000_000
"""Up to so many bytes no ratio is looked at: a small page of blanks is no bomb."""
MOST_CODINGS = 3
MOST_MEMBERS = 1000


def decoded(content: bytes, codings: list[str], limits: Limits) -> bytes:
    """Undo the codings, which are named in the order in which they were applied.

    Raises CaptureFailed with kind SIZE for a bomb, CODING for what cannot be undone.
    """
    if len(codings) > MOST_CODINGS:
        raise CaptureFailed(
            FailureKind.CODING, f"The body has {len(codings)} codings on each other."
        )
    for coding in reversed(codings):
        content = _undone(content, coding, limits) if content else content
    return content


def _undone(content: bytes, coding: str, limits: Limits) -> bytes:
    undo = CODINGS.get(coding)
    if undo is None:
        raise CaptureFailed(FailureKind.CODING, f"The content coding {coding} is not known.")
    made = bytearray()
    most = min(limits.decoded, max(SMALL, len(content) * limits.ratio))
    try:
        for piece in undo(content):
            made += piece
            if len(made) > most:
                raise CaptureFailed(
                    FailureKind.SIZE,
                    f"The body of {len(content)} bytes becomes more than the {most} bytes "
                    f"that are allowed when its {coding} coding is undone.",
                )
    except (zlib.error, brotli.error, EOFError) as error:
        raise CaptureFailed(
            FailureKind.CODING, f"The {coding} coding of the body is broken: {error}."
        ) from None
    return bytes(made)


def _gzip(content: bytes) -> Iterator[bytes]:
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        yield from _inflated(member, content)
        content = member.unused_data.lstrip(b"\0")
        if not content:
            return
    raise EOFError("it has too many members")


def _deflate(content: bytes) -> Iterator[bytes]:
    # Some servers send the bare stream although the name stands for the wrapped one.
    wrapped = (
        len(content) > 1 and content[0] & 0x0F == 8 and (content[0] * 256 + content[1]) % 31 == 0
    )
    yield from _inflated(
        zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS), content
    )


def _inflated(stream: zlib._Decompress, content: bytes) -> Iterator[bytes]:
    while not stream.eof:
        piece = stream.decompress(content, PIECE)
        if not piece and not stream.eof:
            raise EOFError("it ends too early")
        content = stream.unconsumed_tail
        yield piece


def _brotli(content: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    while not stream.is_finished():
        piece = stream.process(content, output_buffer_limit=PIECE)
        content = b""
        if not piece and not stream.is_finished():
            raise EOFError("it ends too early")
        yield piece


CODINGS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
