"""How an item was come by: handling, capture, testimony, and the working copies made from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from audit.domain.truth import YesNo


class Confidentiality(StrEnum):
    """Who may see the item."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105  (a word of confidentiality)


@dataclass(frozen=True, slots=True)
class Handling:
    """What must be kept to with an item, so that nobody comes to harm by it (UN Guiding Principle 21)."""

    confidentiality: Confidentiality = Confidentiality.INTERNAL
    consent: str = ""
    """Who agreed to what use; empty when nobody had to."""
    witness_safety: str = ""
    """What would endanger whom."""
    legal_restriction: str = ""
    """Which law or order limits its use."""
    retain_until: date | None = None
    """The last day it is kept; None while no day is set."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """One step from the address that was asked for to the one that answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Capture:
    """The facts of a web capture. Digests are SHA-256; the item's own bytes are the WARC file."""

    requested_url: str
    final_url: str
    redirects: tuple[Redirect, ...]
    status: int
    """HTTP status of the last response; 0 when none came."""
    started_at: datetime
    ended_at: datetime
    server_address: str
    """IP address that answered."""
    tls_certificate_sha256: str
    """Of the certificate in DER; empty without TLS."""
    tls_subject: str
    payload_sha256: str
    """Of the body as served, after transfer and content coding were undone."""
    payload_media_type: str
    failure: str = ""
    """What failed, in a sentence; empty when the capture is whole. A failed capture shows nothing
    but that it was tried."""


class DerivativeKind(StrEnum):
    """What a working copy is."""

    TEXT = "text"
    SCREENSHOT = "screenshot"
    PRINT = "print"
    """The page as a PDF."""
    CERTIFICATE = "certificate"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Derivative:
    """A working copy made from the item by a named tool; the item itself is never changed."""

    kind: DerivativeKind
    sha256: str
    size: int
    media_type: str
    tool: str
    """Name and version of what made it."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """An interview or a site visit. A protected person is never named here."""

    role: str
    """What the person, or the place, has to do with the investee."""
    protected: bool
    """Whether who it was is kept from this record."""
    consent: YesNo
    language: str
    interpreter: str
    """Who interpreted, by role; empty when nobody had to."""
    place: str
    held_on: date
    risk: str
    """What could happen to the person because of it."""
    recorded_by: str
