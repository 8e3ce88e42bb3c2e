"""Certificates in the order that DER asks for, which many authorities do not keep to."""

from __future__ import annotations

from collections.abc import Iterator

CERTIFICATES = 0xA0
"""The tag of the certificates in signed data (RFC 5652, 5.1)."""


def with_certificates_in_order(response: bytes) -> bytes:
    """An RFC 3161 response whose certificates are sorted as a DER set; nothing signed changes.

    What is not written as a response is returned as it is.
    """
    try:
        _, (_, start, end) = list(_elements(response, *_inside(response, 0, 0, len(response))))
        start, end = _inside(response, 1, start, end)
        start, end = _inside(response, 0, start, end)
        parts = list(_elements(response, start, end))
    except (IndexError, ValueError):
        return response
    for tag, start, end in parts[3:]:
        if tag == CERTIFICATES:
            return response[:start] + _sorted(response, start, end) + response[end:]
    return response


def _sorted(der: bytes, start: int, end: int) -> bytes:
    begun, found = start, list[bytes]()
    for _, _, stop in _elements(der, start, end):
        found.append(der[begun:stop])
        begun = stop
    return b"".join(sorted(found))


def _inside(der: bytes, place: int, start: int, end: int) -> tuple[int, int]:
    """Where the content of the element at this place begins and ends."""
    _, begins, stops = list(_elements(der, start, end))[place]
    return begins, stops


def _elements(der: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Tag, beginning and end of the content of each element, one after the other."""
    while start < end:
        tag, size, begins = der[start], der[start + 1], start + 2
        if size > 127:
            begins, size = begins + size - 128, int.from_bytes(der[begins : begins + size - 128])
        if begins + size > end:
            raise ValueError("an element is longer than what holds it")
        yield tag, begins, begins + size
        start = begins + size
