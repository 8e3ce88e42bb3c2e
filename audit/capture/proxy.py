"""The only way out for the browser: a proxy on this machine that asks the guard for every connection.

It speaks CONNECT, for TLS and web sockets, and plain GET and HEAD, one request a connection. What is
inside a TLS tunnel it does not see; where the tunnel leads it decides. It listens on the loopback
address only, while one browser runs. Other programs of this machine could use it in that time; they
reach no more through it than the guard lets through.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.guard import Guard
from audit.capture.limits import Deadline, Limits
from audit.capture.target import Target, host_of, target_of
from audit.capture.wire import connected

PIECE = 65536
HEAD = 65536
MOST_AT_ONCE = 64
BROWSERS_OWN = frozenset(
    {
        "accounts.google.com",
        "android.clients.google.com",
        "clients1.google.com",
        "clients2.google.com",
        "clients4.google.com",
        "clientservices.googleapis.com",
        "content-autofill.googleapis.com",
        "edgedl.me.gvt1.com",
        "mtalk.google.com",
        "optimizationguide-pa.googleapis.com",
        "redirector.gvt1.com",
        "safebrowsing.googleapis.com",
        "safebrowsingohttpgateway.googleapis.com",
        "update.googleapis.com",
    }
)
"""Hosts that the browser calls for itself, whatever the page is. Nothing of a capture goes there."""
CONNECT = re.compile(rb"CONNECT (\[?[^\s\[\]]+\]?):([0-9]{1,5}) HTTP/1\.[01]")
PLAIN = re.compile(rb"([A-Z]+) (http://\S+) HTTP/1\.[01]")
HOP = re.compile(rb"(proxy-[^:]*|connection|keep-alive|te|upgrade|content-length|transfer-encoding|host):.*", re.IGNORECASE)  # fmt: skip


@dataclass(slots=True)
class Traffic:
    """What went through the proxy."""

    limit: int
    passed: int = 0
    """Bytes in both directions."""
    reached: set[str] = field(default_factory=set)
    """Hosts that were connected to."""
    refused: list[str] = field(default_factory=list)
    """A sentence for every connection that was not made."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, size: int) -> None:
        """Count bytes; raises CaptureFailed once there are more than the limit."""
        with self.lock:
            self.passed += size
            if self.passed > self.limit:
                raise CaptureFailed(FailureKind.SIZE, "The browser has taken more than is allowed.")

    def refuse(self, failure: CaptureFailed) -> None:
        """Keep why a connection was not made."""
        with self.lock:
            if str(failure) not in self.refused and len(self.refused) < 1000:
                self.refused.append(str(failure))


@dataclass(frozen=True, slots=True)
class FilteringProxy:
    """A running proxy: its port and what went through it."""

    port: int
    traffic: Traffic


@contextlib.contextmanager
def filtering_proxy(guard: Guard, limits: Limits, seconds: float) -> Iterator[FilteringProxy]:
    """A proxy for as long as the block runs, at most so many seconds."""
    traffic, deadline = Traffic(limits.received), Deadline(seconds)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        listening.settimeout(0.2)
        stopped = threading.Event()
        served = _Service(guard, limits, deadline, traffic, stopped)
        accepting = threading.Thread(target=served.accept, args=(listening,), daemon=True)
        accepting.start()
        try:
            yield FilteringProxy(listening.getsockname()[1], traffic)
        finally:
            stopped.set()
            accepting.join()


@dataclass(frozen=True, slots=True)
class _Service:
    guard: Guard
    limits: Limits
    deadline: Deadline
    traffic: Traffic
    stopped: threading.Event
    places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))

    def accept(self, listening: socket.socket) -> None:
        while not self.stopped.is_set() and not self.deadline.is_over():
            # A moment without a connection, or without a file handle for one.
            with contextlib.suppress(OSError):
                client, _ = listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self.places, client, contextlib.suppress(OSError):
            try:
                self._pass_on(client)
            except CaptureFailed as failure:
                self.traffic.refuse(failure)
                client.settimeout(1)
                client.sendall(
                    b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                )

    def _pass_on(self, client: socket.socket) -> None:
        head, rest = _head(client, self.deadline, self.limits)
        first, *lines = head.split(b"\r\n")
        if tunnel := CONNECT.fullmatch(first):
            target = _tunnel_target(tunnel)
            with self._connection(target) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                server.sendall(rest)
                self._pump(client, server)
        elif plain := PLAIN.fullmatch(first):
            target = target_of(plain[2].decode("ascii", "replace"))
            if plain[1] not in (b"GET", b"HEAD") and target.host not in BROWSERS_OWN:
                raise _not_reading(f"{plain[1].decode()} {target.url}")
            with self._connection(target) as server:
                server.sendall(_plain_head(plain[1], target, lines))
                self._pump(client, server, both=False)
        else:
            raise _not_reading("what is no request to a proxy")

    @contextlib.contextmanager
    def _connection(self, target: Target) -> Iterator[socket.socket]:
        if target.host in BROWSERS_OWN:
            raise OSError("nothing of a capture goes there")
        server, _ = connected(target, self.guard, self.limits, self.deadline)
        with self.traffic.lock:
            self.traffic.reached.add(target.host)
        with server:
            server.settimeout(self.limits.idle)
            yield server

    def _pump(self, client: socket.socket, server: socket.socket, *, both: bool = True) -> None:
        """Pass bytes on until one side ends, all time is used, or the browser has ended."""
        with selectors.DefaultSelector() as ready:
            ready.register(server, selectors.EVENT_READ, client)
            # Not in both directions after a plain request: what follows it may be meant for another.
            if both:
                ready.register(client, selectors.EVENT_READ, server)
            while not self.stopped.is_set() and not self.deadline.is_over():
                for key, _ in ready.select(timeout=0.2):
                    source: socket.socket = key.fileobj  # pyright: ignore[reportAssignmentType]
                    piece = source.recv(PIECE)
                    if not piece:
                        return
                    self.traffic.add(len(piece))
                    key.data.sendall(piece)


def _head(client: socket.socket, deadline: Deadline, limits: Limits) -> tuple[bytes, bytes]:
    kept = b""
    while b"\r\n\r\n" not in kept:
        client.settimeout(deadline.left(limits.idle))
        piece = client.recv(PIECE)
        if not piece:
            # A connection that the browser opened ahead and did not use.
            raise OSError("it ended before it asked for anything")
        kept += piece
        if len(kept) > HEAD:
            raise CaptureFailed(FailureKind.SIZE, "The browser sent too many headers.")
    head, _, rest = kept.partition(b"\r\n\r\n")
    return head, rest


def _not_reading(what: str) -> CaptureFailed:
    return CaptureFailed(FailureKind.REFUSED, f"The browser asked for {what}; it may only read.")


def _tunnel_target(asked: re.Match[bytes]) -> Target:
    return Target("https", host_of(asked[1].decode("ascii", "replace")), int(asked[2]), "/")


def _plain_head(method: bytes, target: Target, lines: list[bytes]) -> bytes:
    kept = [line for line in lines if not HOP.fullmatch(line)]
    first = b"%s %s HTTP/1.1" % (method, target.path.encode("ascii"))
    host = b"Host: " + target.authority.encode("ascii")
    return b"\r\n".join([first, host, *kept, b"Connection: close", b"", b""])
