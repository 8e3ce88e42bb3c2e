"""A connection to one checked address: what comes is kept, counted and timed."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.guard import Guard
from audit.capture.limits import Deadline, Limits
from audit.capture.target import Target

PIECE = 65536
MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Security:
    """How a connection was secured, as the handshake showed it."""

    certificate: bytes = b""
    """The server's certificate in DER; empty without TLS."""
    protocol: str = ""
    cipher: str = ""
    unverified: str = ""
    """Why the certificate could not be verified; empty when it was."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose certificates are trusted, and what happens to others."""

    authorities: str = ""
    """A file of certificates in PEM; empty for those of the system."""
    accept_unverified: bool = False
    """Capture over a certificate that cannot be verified, and say so."""

    def context(self) -> ssl.SSLContext:
        """A context that verifies certificate and name."""
        return ssl.create_default_context(cafile=self.authorities or None)


class Wire:
    """A source of bytes from a connection; it ends with the deadline, the limit, or a silence."""

    def __init__(self, connection: socket.socket, limits: Limits, deadline: Deadline) -> None:
        self.kept = bytearray()
        self._connection = connection
        self._limits = limits
        self._deadline = deadline

    def send(self, request: bytes) -> None:
        """Send all of it; raises CaptureFailed."""
        self._connection.settimeout(self._deadline.left(self._limits.idle))
        try:
            self._connection.sendall(request)
        except OSError as error:
            raise _unconnected(f"the request could not be sent ({error})") from None

    def more(self) -> bool:
        """Keep what comes next; False at the end. Raises CaptureFailed."""
        if len(self.kept) > self._limits.received:
            raise CaptureFailed(
                FailureKind.SIZE,
                f"The response has more than the {self._limits.received} bytes that are allowed.",
            )
        self._connection.settimeout(self._deadline.left(self._limits.idle))
        try:
            piece = self._connection.recv(PIECE)
        except TimeoutError:
            self._deadline.left(self._limits.idle)
            said = f"Nothing came for {self._limits.idle:g} seconds."
            raise CaptureFailed(FailureKind.TIME, said) from None
        except OSError as error:
            raise _unconnected(f"it broke off ({error})") from None
        self.kept += piece
        return bool(piece)


def connected(
    target: Target, guard: Guard, limits: Limits, deadline: Deadline
) -> tuple[socket.socket, str]:
    """A connection to a checked address of the target, and that address; raises CaptureFailed."""
    addresses = guard.checked(target.host, target.port, deadline.left(limits.idle))
    why = ""
    for address in addresses[:MOST_ADDRESSES]:
        try:
            # An address, not a name: nothing is resolved a second time.
            made = socket.create_connection(
                (address, target.port), timeout=deadline.left(limits.idle)
            )
        except OSError as error:
            why = f"{address}: {error}"
        else:
            return made, address
    raise _unconnected(f"no address answered ({why})")


def secured(
    connection: socket.socket, target: Target, trust: Trust, seconds: float
) -> tuple[ssl.SSLSocket, Security]:
    """The connection over TLS with a verified certificate; raises ssl.SSLError or OSError."""
    connection.settimeout(seconds)
    made = trust.context().wrap_socket(connection, server_hostname=target.host)
    return made, _security(made, "")


def secured_unverified(
    connection: socket.socket, target: Target, why: str, seconds: float
) -> tuple[ssl.SSLSocket, Security]:
    """The connection over TLS with whatever certificate is shown; raises ssl.SSLError or OSError."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection.settimeout(seconds)
    made = context.wrap_socket(connection, server_hostname=target.host)
    return made, _security(made, why)


def _security(connection: ssl.SSLSocket, unverified: str) -> Security:
    cipher = connection.cipher()
    return Security(
        certificate=connection.getpeercert(binary_form=True) or b"",
        protocol=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        unverified=unverified,
    )


def _unconnected(why: str) -> CaptureFailed:
    return CaptureFailed(FailureKind.CONNECTION, f"The connection failed: {why}.")
