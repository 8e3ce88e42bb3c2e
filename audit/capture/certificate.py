"""What a TLS certificate says of itself."""

from __future__ import annotations

import hashlib
import warnings

from cryptography import x509

from audit.capture.words import printable

LONGEST = 1000
"""Characters of a name."""


def certificate_digest(der: bytes) -> str:
    """SHA-256 of a certificate in DER; empty when there is none."""
    return hashlib.sha256(der).hexdigest() if der else ""


def certificate_subject(der: bytes) -> str:
    """The subject as RFC 4514 writes it; empty when there is no certificate."""
    return _field(der, "subject")


def certificate_issuer(der: bytes) -> str:
    """The issuer as RFC 4514 writes it; empty when there is no certificate."""
    return _field(der, "issuer")


def _field(der: bytes, name: str) -> str:
    if not der:
        return ""
    try:
        # A certificate of others may break rules that its reader warns about.
        with warnings.catch_warnings(action="ignore"):
            found = getattr(x509.load_der_x509_certificate(der), name)
            return printable(found.rfc4514_string(), LONGEST)
    except ValueError as error:
        return printable(f"unreadable ({error})", LONGEST)
