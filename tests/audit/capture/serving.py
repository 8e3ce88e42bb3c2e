"""Servers in this process that send exactly the bytes a test tells them to, when it tells them to."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from socket import SHUT_RDWR, create_server, socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audit.capture.exchange import Terms
from audit.capture.guard import Guard, Resolver
from audit.capture.limits import Limits
from audit.capture.wire import Trust

Piece = bytes | float
"""Bytes to send, or seconds to wait."""
Answer = Callable[[bytes], Iterable[Piece]]
"""From the head of a request to what is sent back."""
LOCAL = ip_network("127.0.0.1/32")
QUICK = Limits(received=2_000_000, head=8192, decoded=5_000_000, total=2, idle=0.5)


@dataclass
class Server:
    """A running server, and every request that it got."""

    port: int
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.requests]


def page(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """A whole response."""
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, *headers, "", "")).encode() + body


def redirect(location: str) -> bytes:
    return page(b"", f"Location: {location}", status="302 Found")


def always(*pieces: Piece) -> Answer:
    return lambda request: pieces


@contextlib.contextmanager
def serving(answer: Answer, secret: tuple[Path, Path] | None = None) -> Iterator[Server]:
    """A server for as long as the block runs; with a certificate and its key over TLS."""
    context = None
    if secret:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*secret)
    with create_server(("127.0.0.1", 0)) as listening:
        made = Server(listening.getsockname()[1], "https" if secret else "http")
        threading.Thread(
            target=_accept, args=(listening, made, answer, context), daemon=True
        ).start()
        try:
            yield made
        finally:
            listening.shutdown(SHUT_RDWR)


def _accept(
    listening: socket, made: Server, answer: Answer, context: ssl.SSLContext | None
) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, made, answer, context), daemon=True).start()


def _serve(client: socket, made: Server, answer: Answer, context: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError), client:
        secured = context.wrap_socket(client, server_side=True) if context else client
        with secured:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (piece := secured.recv(65536)):
                    return
                request += piece
            made.requests.append(request)
            for sent in answer(request):
                if isinstance(sent, bytes):
                    secured.sendall(sent)
                else:
                    threading.Event().wait(sent)


def resolving(**names: str) -> Resolver:
    """A resolver of these names alone; a name has underscores for its dots."""

    def resolve(name: str, _: float) -> list[str]:
        found = names.get(name.replace(".", "_"))
        if found is None:
            raise OSError("no such name")
        return found.split()

    return resolve


def terms(
    *servers: Server, limits: Limits = QUICK, trust: Trust | None = None, **names: str
) -> Terms:
    """Terms under which these local servers, and these names, may be captured."""
    ports = frozenset({80, 443, *(server.port for server in servers)})
    guard = Guard((LOCAL,), ports, resolving(**names))
    return Terms("test", guard, limits, trust or Trust())


def certificate(folder: Path, host: str = "127.0.0.1") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A local server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, hidden = folder / "certificate.pem", folder / "key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    hidden.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return shown, hidden
