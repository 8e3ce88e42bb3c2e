"""Where a capture may go. Every connection, the browser's too, asks here and goes where it is told.

A name is resolved once, all its addresses are judged, and the connection is made to one of exactly
these. So a name that resolves to something else a moment later gains nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from audit.capture.addresses import Address, Network, why_refused
from audit.capture.failure import CaptureFailed, FailureKind
from audit.domain.errors import InputInvalid, Problem

Resolver = Callable[[str, float], Iterable[str]]
"""From a name and a number of seconds to its addresses; raises OSError or TimeoutError."""

USUAL_PORTS = frozenset({80, 443, 8080, 8443})
METADATA_NAMES = frozenset(
    {
        "instance-data",
        "instance-data.ec2.internal",
        "metadata",
        "metadata.azure.internal",
        "metadata.goog",
        "metadata.google.internal",
    }
)


def system_addresses(name: str, seconds: float) -> list[str]:
    """The addresses of a name as the system resolves it, within a time that it has no limit for."""
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of where a capture may go."""

    own: tuple[Network, ...] = ()
    """Networks of the company's own that may be captured although they are not public."""
    ports: frozenset[int] = USUAL_PORTS
    resolve: Resolver = system_addresses

    def checked(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        """The addresses of a host that may be connected to, in the resolver's order.

        The host is in the notation of target.host_of. Raises CaptureFailed when even one of its
        addresses may not be connected to.
        """
        if port not in self.ports:
            allowed = ", ".join(map(str, sorted(self.ports)))
            raise _refused(host, f"port {port} is not one of {allowed}")
        if host in METADATA_NAMES:
            raise _refused(host, "the name stands for cloud metadata")
        addresses = self._addresses(host, seconds)
        for address in addresses:
            if said := why_refused(address, self.own):
                raise _refused(host, f"the address {address} is {said}")
        return tuple(dict.fromkeys(map(str, addresses)))

    def _addresses(self, host: str, seconds: float) -> list[Address]:
        literal = _literal(host)
        if literal is not None:
            return [literal]
        try:
            found = [ip_address(text) for text in self.resolve(host, seconds)]
        except TimeoutError:
            raise CaptureFailed(
                FailureKind.TIME, f"The name {host} was not resolved in time."
            ) from None
        except (OSError, ValueError) as error:
            raise CaptureFailed(
                FailureKind.NAME, f"The name {host} was not resolved: {error}."
            ) from None
        if not found:
            raise CaptureFailed(FailureKind.NAME, f"The name {host} has no address.")
        return found


def networks_in(where: str, text: str) -> tuple[Network, ...]:
    """Networks such as 10.20.0.0/16 with commas between; raises InputInvalid naming what is none."""
    return tuple(_network(where, part.strip()) for part in text.split(",") if part.strip())


def _network(where: str, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise InputInvalid(
            Problem(where, f"{text} is not a network ({error})", "write it as 10.20.0.0/16")
        ) from None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _refused(host: str, why: str) -> CaptureFailed:
    return CaptureFailed(FailureKind.REFUSED, f"{host} may not be captured: {why}.")
