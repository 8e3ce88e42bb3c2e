"""What a web address means, read once and strictly; nothing later reads the text again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import httpx

from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.words import printable

PORTS = {"http": 80, "https": 443}
LONGEST = 8000
"""Characters of an address."""
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
USER = re.compile(r"^([a-z][a-z0-9+.-]*:/*)[^/?#]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """One address in parts that are plain ASCII and have one reading only."""

    scheme: str
    host: str
    """A name in lower case without a trailing dot, or an address in its usual notation."""
    port: int
    path: str
    """Path and query as they stand in the request."""

    @property
    def authority(self) -> str:
        """Host and port as they stand in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if PORTS[self.scheme] == self.port else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address made anew from its parts."""
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(text: str) -> Target:
    """Read an address; raises CaptureFailed with kind ADDRESS for what is not plainly one."""
    if len(text) > LONGEST:
        raise _unusable(f"the address has {len(text)} characters, and {LONGEST} are allowed")
    if not text.isprintable() or re.search(r"[\s\\]", text):
        raise _unusable("the address has a space, a backslash or a control character in it")
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError) as error:
        raise _unusable(f"it is not a web address ({error})") from None
    if url.scheme not in PORTS:
        raise _unusable("only http and https are captured")
    if url.userinfo or USER.match(text):
        raise _unusable("an address with a user name or password is not captured")
    port = PORTS[url.scheme] if url.port is None else url.port
    if not 0 < port < 65536:
        raise _unusable(f"{port} is not a port")
    return Target(url.scheme, host_of(host), port, url.raw_path.decode("ascii") or "/")


def redirected(target: Target, location: str) -> Target:
    """Where a redirect leads; raises CaptureFailed as target_of does."""
    try:
        joined = str(httpx.URL(target.url).join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise _unusable(f"the redirect does not lead to a web address ({error})") from None
    return target_of(joined)


def host_of(text: str) -> str:
    """A host in its one notation; a number that is no dotted address, as in 0x7f.1, is refused."""
    host = text.lower().removeprefix("[").removesuffix("]")
    if ":" in host:
        return _address_6(host)
    host = host.removesuffix(".")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise _unusable(f"{text} is no address in the usual notation") from None
    if len(host) > 253 or not NAME.fullmatch(host):
        raise _unusable(f"{text or 'nothing'} is not the name of a host")
    return host


def recordable(text: str) -> str:
    """The address as asked for, fit for the record: no password, no control character, not too long."""
    return printable(USER.sub(r"\1…@", text), LONGEST)


def _address_6(host: str) -> str:
    if "%" in host:
        raise _unusable(f"{host} names a network interface")
    try:
        return str(IPv6Address(host))
    except AddressValueError:
        raise _unusable(f"{host} is no address in the usual notation") from None


def _unusable(what: str) -> CaptureFailed:
    return CaptureFailed(FailureKind.ADDRESS, f"The address cannot be captured: {what}.")
