"""A timestamp by an outside authority over where the ledger stood: that it was so far by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.decision.dossier import LedgerHead


@dataclass(frozen=True, slots=True)
class Anchor:
    """An RFC 3161 timestamp over the digest of one event of an audit's ledger."""

    sequence: int
    """1 for the first anchor of an audit."""
    head: LedgerHead
    """The event it is over; the digest is what the authority stamped."""
    authority: str
    """The address that was asked."""
    token: bytes
    """The authority's whole response in DER."""
    policy: str
    """Object identifier of the policy under which it was stamped."""
    stamped_at: datetime
    """The time that the authority claims, in UTC."""
    requested_by: str
