"""A timestamp authority on this machine (RFC 3161), and what a bad one would answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY, OTHER_POLICY = "1.2.3.4.1", "1.2.3.4.2"
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
ECDSA = "1.2.840.10045.4.3.2"
INTEGER, OCTETS, OBJECT, SEQUENCE, SET, TIME = 2, 4, 6, 0x30, 0x31, 0x18
BEGUN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Keys:
    """A root certificate and the certificate of an authority below it."""

    root: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Authority:
    """Stamps what it is asked to; each field is something that it may get wrong."""

    keys: Keys = field(default_factory=lambda: keys("A"))
    at: datetime = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    policy: str = POLICY
    algorithm: str = SHA256
    digest: bytes = b""
    nonce: int = 0
    status: int = 0
    http_status: int = 200
    answer: bytes = b""

    def reply(self, request: bytes) -> bytes:
        """The response to a request in DER."""
        if self.answer:
            return self.answer
        if self.status:
            return tlv(SEQUENCE, tlv(SEQUENCE, integer(self.status)))
        _, imprint, nonce, *_ = elements(elements(request)[0])
        digest = self.digest or elements(imprint)[1]
        info = tlv(
            SEQUENCE,
            integer(1),
            oid(self.policy),
            tlv(SEQUENCE, tlv(SEQUENCE, oid(self.algorithm)), tlv(OCTETS, digest)),
            integer(7),
            tlv(TIME, f"{self.at:%Y%m%d%H%M%S}Z".encode()),
            integer(self.nonce or int.from_bytes(nonce, "big")),
        )
        return tlv(SEQUENCE, tlv(SEQUENCE, integer(0)), self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        certificate = self.keys.certificate
        der = certificate.public_bytes(Encoding.DER)
        fingerprint = hashlib.sha256(der).digest()
        attributes = [
            attribute(CONTENT_TYPE, oid(TST_INFO)),
            attribute(MESSAGE_DIGEST, tlv(OCTETS, hashlib.sha256(info).digest())),
            attribute(
                SIGNING_CERTIFICATE,
                tlv(SEQUENCE, tlv(SEQUENCE, tlv(SEQUENCE, tlv(OCTETS, fingerprint)))),
            ),
        ]
        told = b"".join(sorted(attributes))
        signature = self.keys.key.sign(tlv(SET, told), ec.ECDSA(hashes.SHA256()))
        signer = tlv(
            SEQUENCE,
            integer(1),
            tlv(SEQUENCE, certificate.issuer.public_bytes(), integer(certificate.serial_number)),
            tlv(SEQUENCE, oid(SHA256)),
            tlv(0xA0, told),
            tlv(SEQUENCE, oid(ECDSA)),
            tlv(OCTETS, signature),
        )
        data = tlv(
            SEQUENCE,
            integer(3),
            tlv(SET, tlv(SEQUENCE, oid(SHA256))),
            tlv(SEQUENCE, oid(TST_INFO), tlv(0xA0, tlv(OCTETS, info))),
            tlv(0xA0, der),
            tlv(SET, signer),
        )
        return tlv(SEQUENCE, oid(SIGNED_DATA), tlv(0xA0, data))


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The address of the authority, served on this machine alone."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            content = authority.reply(request)
            self.send_response(authority.http_status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named by the library)
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@cache
def keys(name: str, *, until: datetime = BEGUN + timedelta(days=3650)) -> Keys:
    """Keys of an authority of this name."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Root {name}")])
    root = _certificate(root_name, root_name, root_key, until, True).sign(root_key, hashes.SHA256())
    key = ec.generate_private_key(ec.SECP256R1())
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Timestamps {name}")])
    made = _certificate(own_name, root_name, key, until, False)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = made.add_extension(usage, critical=True).sign(root_key, hashes.SHA256())
    return Keys(root, certificate, key)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    until: datetime,
    is_root: bool,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(BEGUN).not_valid_after(until)
    return builder.add_extension(x509.BasicConstraints(is_root, None), critical=True)


def forged(authority: Authority) -> Authority:
    """One that signs with another key than its certificate has."""
    other = replace(authority.keys, key=ec.generate_private_key(ec.SECP256R1()))
    return replace(authority, keys=other)


def attribute(name: str, value: bytes) -> bytes:
    return tlv(SEQUENCE, oid(name), tlv(SET, value))


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element in DER."""
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + body


def integer(value: int) -> bytes:
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(name: str) -> bytes:
    first, second, *others = map(int, name.split("."))
    body = bytearray([first * 40 + second])
    for number in others:
        groups = [number & 127]
        while number := number >> 7:
            groups.insert(0, number & 127 | 128)
        body.extend(groups)
    return tlv(OBJECT, bytes(body))


def elements(der: bytes) -> list[bytes]:
    """The contents of the elements that stand one after the other."""
    found: list[bytes] = []
    at = 0
    while at < len(der):
        size, at = der[at + 1], at + 2
        if size > 127:
            at, size = at + size - 128, int.from_bytes(der[at : at + size - 128], "big")
        found.append(der[at : at + size])
        at += size
    return found
