"""One act on one item: who, when, what and why, chained to the act before it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CustodyKind(StrEnum):
    """What was done to an item."""

    COLLECTED = "collected"
    RECEIVED = "received"
    ACCESSED = "accessed"
    TRANSFORMED = "transformed"
    TRANSFERRED = "transferred"
    EXPORTED = "exported"
    GRADED = "graded"
    REDACTED = "redacted"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One link of the chain. The digest covers every other field."""

    audit: str
    sequence: int
    """1 for the first event of an audit, then without gaps."""
    kind: CustodyKind
    item: str
    item_digest: str
    """SHA-256 of the item as it was at that moment."""
    actor: str
    at: datetime
    """In UTC."""
    reason: str
    previous_digest: str
    """Digest of the event before it; for the first event, the audit's genesis digest."""
    digest: str
    record_digest: str = ""
    """SHA-256 of what the act put on record: all that is known of the item besides its bytes when it was
    received, transferred or graded again; the redaction; the erasure. Empty where it recorded nothing."""
