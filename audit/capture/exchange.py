"""One request and what came back, byte for byte, whether it succeeded or not."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.guard import Guard
from audit.capture.http_message import Head, read_body, read_head
from audit.capture.limits import Deadline, Limits
from audit.capture.target import Target
from audit.capture.wire import Security, Trust, Wire, connected, secured, secured_unverified


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a capture goes out."""

    user_agent: str
    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    trust: Trust = field(default_factory=Trust)
    clock: Callable[[], datetime] = _now


@dataclass(slots=True)
class Exchange:
    """What is known of one exchange; filled while it goes on, so that a failure loses nothing."""

    target: Target
    started_at: datetime
    ended_at: datetime
    request: bytes = b""
    """As sent; empty when nothing was sent."""
    response: bytes = b""
    """As it came, as far as it came."""
    head: Head | None = None
    payload: bytes = b""
    """The body with its chunks undone; its content coding stands."""
    address: str = ""
    security: Security = field(default_factory=Security)
    failure: CaptureFailed | None = None
    notes: list[str] = field(default_factory=list)


def exchange(target: Target, terms: Terms, deadline: Deadline) -> Exchange:
    """Ask for one address once. A failure stands in what is returned; nothing is raised for it."""
    made = Exchange(target, terms.clock(), terms.clock())
    try:
        with contextlib.ExitStack() as opened:
            connection = _open(made, terms, deadline, opened)
            _talk(made, Wire(connection, terms.limits, deadline), terms)
    except CaptureFailed as failure:
        made.failure = failure
    made.ended_at = terms.clock()
    return made


def _open(
    made: Exchange, terms: Terms, deadline: Deadline, opened: contextlib.ExitStack
) -> socket.socket:
    plain, made.address = connected(made.target, terms.guard, terms.limits, deadline)
    opened.enter_context(plain)
    if made.target.scheme == "http":
        return plain
    seconds = deadline.left(terms.limits.idle)
    try:
        connection, made.security = secured(plain, made.target, terms.trust, seconds)
    except ssl.SSLCertVerificationError as error:
        return _unverified(made, terms, deadline, opened, error.verify_message or str(error))
    except (OSError, ValueError) as error:
        raise _no_tls(error) from None
    return opened.enter_context(connection)


def _unverified(
    made: Exchange, terms: Terms, deadline: Deadline, opened: contextlib.ExitStack, why: str
) -> socket.socket:
    """Connect again to the same address to see the certificate; nothing is asked unless accepted."""
    where = (made.address, made.target.port)
    try:
        plain = socket.create_connection(where, timeout=deadline.left(terms.limits.idle))
        opened.enter_context(plain)
        seconds = deadline.left(terms.limits.idle)
        connection, made.security = secured_unverified(plain, made.target, why, seconds)
    except OSError as error:
        raise _no_tls(error) from None
    opened.enter_context(connection)
    if not terms.trust.accept_unverified:
        raise CaptureFailed(
            FailureKind.CERTIFICATE,
            f"The certificate of {made.target.host} does not verify: {why}.",
        )
    made.notes.append(f"Who answered was not verified: {why}.")
    return connection


def _talk(made: Exchange, wire: Wire, terms: Terms) -> None:
    made.request = _request(made.target, terms.user_agent)
    try:
        wire.send(made.request)
        made.head = read_head(wire, terms.limits.head)
        made.payload = read_body(wire, made.head)
    finally:
        made.response = bytes(wire.kept)
    if made.head.chunked or made.head.size + len(made.payload) == len(made.response):
        return
    more = len(made.response) - made.head.size - len(made.payload)
    made.notes.append(f"The server sent {more} bytes more than it declared; they are kept.")


def _request(target: Target, user_agent: str) -> bytes:
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: {user_agent}",
        "Accept: text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
        "Accept-Encoding: gzip, deflate, br",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _no_tls(error: Exception) -> CaptureFailed:
    return CaptureFailed(FailureKind.CONNECTION, f"No TLS connection was made: {error}.")
