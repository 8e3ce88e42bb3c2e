"""Asking an authority for an RFC 3161 timestamp, and checking what it gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.x509 import Certificate, ObjectIdentifier, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit.custody.der import with_certificates_in_order
from audit.custody.event import CustodyEvent
from audit.custody.ledger import sealed_text
from audit.domain.errors import AnchorRefused, InputInvalid, Problem

SHA256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")


@dataclass(frozen=True, slots=True)
class Trust:
    """What a timestamp is held against."""

    roots: tuple[Certificate, ...]
    policy: str = ""
    """Object identifier that the authority must stamp under; empty for any."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority claims."""

    policy: str
    at: datetime


def request_over(event: CustodyEvent) -> TimeStampRequest:
    """A request with a nonce, for the authority's certificate too; what is stamped is the event's digest."""
    builder = TimestampRequestBuilder(sealed_text(event).encode(), HashAlgorithm.SHA256)
    return builder.build()


def trusted_roots(content: bytes, where: str) -> tuple[Certificate, ...]:
    """The certificates of a PEM file; raises InputInvalid when it holds none."""
    try:
        return tuple(load_pem_x509_certificates(content))
    except ValueError:
        what, do = "it holds no certificate in PEM", "name the authority's root certificates"
        raise InputInvalid(Problem(where, what, do)) from None


def checked(response: bytes, digest: str, trust: Trust, nonce: int | None = None) -> Stamp:
    """What the response says, after signature, certificates, digest, nonce and policy were checked.

    Certificates have to hold at the time that is stamped. Raises AnchorRefused with what differs.
    """
    read = read_response(response)
    stamp = stamp_in(read, digest)
    if nonce is not None and read.tst_info.nonce != nonce:
        raise AnchorRefused(
            f"The timestamp answers another request: expected the nonce {nonce}, "
            f"found {read.tst_info.nonce}."
        )
    if trust.policy and stamp.policy != trust.policy:
        raise AnchorRefused(
            "The timestamp was made under another policy: "
            f"expected {trust.policy}, found {stamp.policy}."
        )
    _check_signature(read, trust.roots)
    return stamp


def stamp_in(read: TimeStampResponse, digest: str) -> Stamp:
    """What the response says, when it is over this SHA-256; its signature is left unchecked."""
    stamped = read.tst_info
    algorithm, imprint = stamped.message_imprint.hash_algorithm, stamped.message_imprint.message
    if algorithm != SHA256:
        raise AnchorRefused(f"The timestamp is over {algorithm.dotted_string} and not SHA-256.")
    if imprint.hex() != digest:
        raise AnchorRefused(
            f"The timestamp is over another digest: expected {digest}, found {imprint.hex()}."
        )
    return Stamp(stamped.policy.dotted_string, stamped.gen_time.astimezone(UTC))


def read_response(response: bytes) -> TimeStampResponse:
    """The response, when it grants a timestamp."""
    try:
        read = decode_timestamp_response(with_certificates_in_order(response))
        status = PKIStatus(read.status)
    except ValueError as error:
        raise AnchorRefused(f"The answer is no RFC 3161 response ({error}).") from None
    if status is not PKIStatus.GRANTED:
        said = "; ".join(read.status_string)
        word = status.name.lower().replace("_", " ")
        raise AnchorRefused(
            f"The authority gave no timestamp: {word}{f' ({said})' if said else ''}."
        )
    return read


def _check_signature(read: TimeStampResponse, roots: Sequence[Certificate]) -> None:
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify(read, read.tst_info.message_imprint.message)
    except (VerificationError, ValueError) as error:
        why = str(error).rstrip(".")
        raise AnchorRefused(
            f"The timestamp is not signed under the given root certificates ({why}); "
            "name those of the authority."
        ) from None
